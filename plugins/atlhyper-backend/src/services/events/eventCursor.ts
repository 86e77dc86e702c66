import { timeMsSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { InputError } from '@backstage/errors';
import type { EventPosition } from '../../stores/EventStore';

/** A time and a UID, which holds no NUL: PostgreSQL takes none in a text. */
const POSITION = /^(\d{1,16}) ([^\0]{1,128})$/;

/** A position as the caller gets it. */
export function formatEventCursor({ lastMs, uid }: EventPosition): string {
  return Buffer.from(`${lastMs} ${uid}`).toString('base64url');
}

/** @throws InputError for a cursor that is none */
export function parseEventCursor(cursor: string): EventPosition {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [, time, uid] = POSITION.exec(text) ?? [];
  const lastMs = timeMsSchema.safeParse(Number(time));
  if (!lastMs.success) {
    throw new InputError(`'cursor' is none of this list`);
  }
  return { lastMs: lastMs.data, uid };
}
