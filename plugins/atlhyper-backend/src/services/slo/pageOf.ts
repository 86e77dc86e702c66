import { MAX_PAGE_SIZE } from '@atlhyper/backstage-plugin-atlhyper-common';
import { z } from 'zod';
import { defineCursor } from '../../cursor';

/** The key of the last item of a page of items that rise by their key. */
export const keyCursor = (list: string) => defineCursor(list, z.string());

/**
 * One page of items that rise by their key. A cursor holds the key of the last item of the page
 * before, so that what comes or goes meanwhile shifts nothing.
 *
 * @throws InputError for a cursor that is none of this list
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  query: {
    limit?: number;
    cursor?: string;
    codec: ReturnType<typeof keyCursor>;
  },
): { items: T[]; nextCursor?: string } {
  const { limit = MAX_PAGE_SIZE, cursor, codec } = query;
  const after = codec.parse(cursor);
  const rest =
    after === undefined ? items : items.filter(item => keyOf(item) > after);
  const page = rest.slice(0, limit);
  return {
    items: page,
    nextCursor:
      rest.length > limit ? codec.format(keyOf(page[limit - 1])) : undefined,
  };
}
