import type { ResourceSort } from '@atlhyper/backstage-plugin-atlhyper-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { ResourcePosition } from '../../stores/ObjectStore';

/** PostgreSQL takes no NUL in a text, so no object has one in its name. */
const nameSchema = z
  .string()
  .max(253)
  .regex(/^[^\0]*$/);

const positionSchemas = {
  byName: z.tuple([nameSchema, nameSchema]),
  byTime: z.tuple([nameSchema, nameSchema, z.number()]),
};

/** A position as the caller gets it; it says nothing of the sort that it belongs to. */
export function formatCursor(position: ResourcePosition): string {
  const { name, namespace, sortMs } = position;
  const parts = sortMs === undefined ? [] : [sortMs];
  return Buffer.from(JSON.stringify([name, namespace, ...parts])).toString(
    'base64url',
  );
}

/** @throws InputError for a cursor that is none, or of a list that is sorted by something else */
export function parseCursor(
  cursor: string,
  sort: ResourceSort,
): ResourcePosition {
  const schema = positionSchemas[sort.endsWith('name') ? 'byName' : 'byTime'];
  const parsed = schema.safeParse(readJson(cursor));
  if (!parsed.success) {
    throw new InputError(`'cursor' is none of this list`);
  }
  const [name, namespace, sortMs] = parsed.data;
  return { name, namespace, sortMs };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
