/** A place where a rule stops making sense. */
export class RuleSyntaxError extends Error {
  constructor(message: string, readonly position: number) {
    super(message);
  }
}
