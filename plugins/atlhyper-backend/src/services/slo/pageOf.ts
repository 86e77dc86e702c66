import { InputError } from '@backstage/errors';

/** Items of a page where none is asked for, and at most. */
export const MAX_PAGE_SIZE = 1_000;

/**
 * One page of items that rise by their key. A cursor holds the key of the last item of the page
 * before, so that what comes or goes meanwhile shifts nothing.
 *
 * @throws InputError for a cursor that is none
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  query: { limit?: number; cursor?: string },
): { items: T[]; nextCursor?: string } {
  const { limit = MAX_PAGE_SIZE, cursor } = query;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rest =
    after === undefined ? items : items.filter(item => keyOf(item) > after);
  const page = rest.slice(0, limit);
  return {
    items: page,
    nextCursor:
      rest.length > limit
        ? Buffer.from(JSON.stringify(keyOf(page[limit - 1]))).toString(
            'base64url',
          )
        : undefined,
  };
}

function readCursor(cursor: string): string {
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof key === 'string') {
      return key;
    }
  } catch {
    // Said below.
  }
  throw new InputError(`'cursor' is none of this list`);
}
