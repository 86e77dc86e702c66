import { createHash } from 'node:crypto';

/** What an agent sends as the digest of these slots. */
export function digestOf(slots: unknown): string {
  return createHash('sha256').update(JSON.stringify(slots)).digest('hex');
}
