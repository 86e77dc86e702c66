import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineCursor } from '../../cursor';

/** Rows that a cursor can tell apart: a bit each, and an address holds so much. */
const MOST_TOLD_APART = 10_000;

/** Where the pages of a list of judged rows end. */
export const rowsCursor = (list: string) =>
  defineCursor(
    list,
    z.object({
      /** How many rows the pages before had. */
      count: z.number().int().min(0),
      /** Names the keys that there were. */
      keys: z.string(),
      /** Which of these the pages before had: a bit each, in the order of keys. */
      given: z.base64(),
    }),
  );

/**
 * One page of the rows that are `listed` out of `all`; `order` names what they are sorted by.
 *
 * Figures change between two pages, and with them the order. So a cursor holds which rows the pages
 * before had, and the next page is the first of the others: none comes twice and none is left out,
 * whatever moved. Where rows came or went meanwhile, or are more than 10,000, it goes on behind as many
 * rows as there were.
 *
 * @throws InputError for a cursor that is none of this list in this order
 */
export function pageOf<R extends { key: string }>(
  { all, listed }: { all: readonly R[]; listed: readonly R[] },
  query: {
    limit: number;
    cursor?: string;
    order: string;
    codec: ReturnType<typeof rowsCursor>;
  },
): { rows: R[]; nextCursor?: string } {
  const { limit, cursor, order, codec } = query;
  const after = codec.parse(cursor, order);
  const keys = all.map(row => row.key).sort();
  const name = nameOf(keys);
  const isSame = after?.keys === name && keys.length <= MOST_TOLD_APART;
  const before = new Set(
    isSame
      ? readBits(keys, after.given)
      : listed.slice(0, after?.count ?? 0).map(row => row.key),
  );
  const rest = listed.filter(row => !before.has(row.key));
  const rows = rest.slice(0, limit);
  rows.forEach(row => before.add(row.key));
  return {
    rows,
    nextCursor:
      rest.length > limit
        ? codec.format(
            {
              count: before.size,
              keys: name,
              given:
                keys.length > MOST_TOLD_APART ? '' : writeBits(keys, before),
            },
            order,
          )
        : undefined,
  };
}

function nameOf(keys: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(keys));
  return hash.digest('base64url').slice(0, 16);
}

function writeBits(keys: readonly string[], set: ReadonlySet<string>): string {
  const bits = Buffer.alloc(Math.ceil(keys.length / 8));
  keys.forEach((key, i) => {
    if (set.has(key)) {
      // eslint-disable-next-line no-bitwise
      bits[i >> 3] |= 1 << i % 8;
    }
  });
  return bits.toString('base64');
}

function readBits(keys: readonly string[], text: string): string[] {
  const bits = Buffer.from(text, 'base64');
  // eslint-disable-next-line no-bitwise
  return keys.filter((_, i) => ((bits[i >> 3] ?? 0) >> i % 8) & 1);
}
