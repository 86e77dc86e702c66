import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/** An escaped NUL or half a surrogate pair: PostgreSQL takes neither in a text. */
const UNSTORABLE = /\\u(0000|d[89a-f])/i;

/**
 * Where the pages of a list end, as callers get it: opaque, and of no other list.
 *
 * `list` names the list; what else tells positions apart, such as what it is sorted by, is `order`.
 */
export function defineCursor<S extends z.ZodType>(
  list: string,
  positionSchema: S,
) {
  return {
    format(position: z.input<S>, order = ''): string {
      const after = positionSchema.parse(position);
      const text = JSON.stringify({ list, order, after });
      return Buffer.from(text).toString('base64url');
    },

    /**
     * `undefined` where the first page is asked for.
     *
     * @throws InputError for a cursor that is none of this list in this order
     */
    parse(cursor: string | undefined, order = ''): z.output<S> | undefined {
      if (cursor === undefined) {
        return undefined;
      }
      const given = readJson(Buffer.from(cursor, 'base64url').toString('utf8'));
      const after = positionSchema.safeParse(given?.after);
      if (given?.list !== list || given.order !== order || !after.success) {
        throw new InputError(`'cursor' is none of this list`);
      }
      return after.data;
    },
  };
}

function readJson(text: string): { [key: string]: unknown } | undefined {
  try {
    return UNSTORABLE.test(text) ? undefined : JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
