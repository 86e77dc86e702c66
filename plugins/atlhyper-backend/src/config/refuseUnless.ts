import { InputError } from '@backstage/errors';

/** @throws InputError with the message, which names the key and the rule */
export function refuseUnless(holds: boolean, message: string): void {
  if (!holds) {
    throw new InputError(message);
  }
}
