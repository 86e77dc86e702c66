import type { PodSort } from '@atlhyper/backstage-plugin-atlhyper-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Where a pod stands in a list: after it the next page begins. */
export type PodPosition = {
  name: string;
  namespace: string;
  /** What is sorted by before the name; null where the pod does not have it. */
  value: number | null;
};

/** PostgreSQL takes no NUL in a text, so no pod has one in its name. */
const nameSchema = z
  .string()
  .max(253)
  .regex(/^[^\0]*$/);

const cursorSchema = z.tuple([
  z.string(),
  nameSchema,
  nameSchema,
  z.number().nullable(),
]);

/** A position as the caller gets it, with the sort that it belongs to. */
export function formatPodCursor(sort: PodSort, position: PodPosition): string {
  const { name, namespace, value } = position;
  return Buffer.from(JSON.stringify([sort, name, namespace, value])).toString(
    'base64url',
  );
}

/** @throws InputError for a cursor that is none, or of a list that is sorted by something else */
export function parsePodCursor(cursor: string, sort: PodSort): PodPosition {
  const parsed = cursorSchema.safeParse(readJson(cursor));
  if (!parsed.success || parsed.data[0] !== sort) {
    throw new InputError(`'cursor' is none of this list`);
  }
  const [, name, namespace, value] = parsed.data;
  return { name, namespace, value };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
