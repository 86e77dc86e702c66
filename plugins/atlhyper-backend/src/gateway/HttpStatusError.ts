/** An error that Backstage's error handler answers with `statusCode`; for codes it has no class for. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';

  constructor(readonly statusCode: number, message: string) {
    super(message);
  }
}
