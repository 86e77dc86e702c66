import { InputError } from '@backstage/errors';
import { pageOf, rowsCursor } from './pageOf';

const CODEC = rowsCursor('domains');
const ORDER = 'status';

type Row = { key: string; worth: number };

const byWorth = (rows: readonly Row[]) =>
  [...rows].sort((a, b) => a.worth - b.worth || (a.key < b.key ? -1 : 1));

/** Keys of all pages; `change` says what the rows are when each page is asked for. */
function walk(
  rows: Row[],
  limit: number,
  change = (_page: number, r: Row[]) => r,
) {
  const keys: string[] = [];
  let cursor: string | undefined;
  let page = 0;
  do {
    const all = change(page, rows);
    const answer = pageOf(
      { all, listed: byWorth(all) },
      { limit, cursor, order: ORDER, codec: CODEC },
    );
    keys.push(...answer.rows.map(row => row.key));
    cursor = answer.nextCursor;
    page++;
  } while (cursor);
  return { keys, pages: page };
}

const ROWS = Array.from({ length: 23 }, (_, i) => ({
  key: `domain-${i}`,
  worth: (i * 7) % 23,
}));

describe('pageOf', () => {
  it.each([1, 5, 22, 23, 24])(
    'gives every row once, in order, in pages of %i',
    limit => {
      const { keys, pages } = walk(ROWS, limit);
      expect(keys).toEqual(byWorth(ROWS).map(row => row.key));
      expect(pages).toBe(Math.ceil(23 / limit));
    },
  );

  it.each([1, 2, 5, 9])(
    'loses and doubles no row while figures change between pages of %i',
    limit => {
      // Another order for each page: what was last may be first, and the other way round.
      const { keys } = walk(ROWS, limit, (page, rows) =>
        rows.map((row, i) => ({
          ...row,
          worth: ((page + 3) * (i + 1) * 5) % 23,
        })),
      );
      expect([...keys].sort()).toEqual(ROWS.map(row => row.key).sort());
    },
  );

  it('goes on behind as many rows as there were, where a row came meanwhile', () => {
    const { keys } = walk(ROWS, 10, (page, rows) =>
      page === 0 ? rows : [...rows, { key: 'new', worth: 100 }],
    );
    expect(keys).toEqual([...byWorth(ROWS).map(row => row.key), 'new']);
  });

  it('ends though rows go on coming', () => {
    const { pages } = walk(ROWS, 10, (page, rows) => [
      ...rows,
      { key: `new-${page}`, worth: -page },
    ]);
    expect(pages).toBe(3);
  });

  it('keeps a cursor of 10,000 rows short enough for an address', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({
      key: `domain-${i}`,
      worth: i,
    }));
    const { nextCursor } = pageOf(
      { all: rows, listed: rows },
      { limit: 1_000, order: ORDER, codec: CODEC },
    );
    expect(nextCursor!.length).toBeLessThan(4_096);
  });

  it('refuses a cursor of another order', () => {
    const { nextCursor: cursor } = pageOf(
      { all: ROWS, listed: ROWS },
      { limit: 5, order: ORDER, codec: CODEC },
    );
    expect(() =>
      pageOf(
        { all: ROWS, listed: ROWS },
        { limit: 5, cursor, order: 'name', codec: CODEC },
      ),
    ).toThrow(InputError);
  });
});
