import type { Knex } from 'knex';
import { z } from 'zod';
import { defineCursor } from '../cursor';
import type { Page } from './AlertStore';

type TimeCursor = ReturnType<typeof defineTimeCursor>;

/** A cursor of a list that is newest first: the time and id of a row. Of another form an id would not even compare. */
export function defineTimeCursor(list: string, idForm: RegExp) {
  return defineCursor(
    list,
    z.object({
      timeMs: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      id: z.coerce.string().regex(idForm),
    }),
  );
}

/**
 * Goes on after the last row of the page before, newest first.
 *
 * @throws InputError for a cursor that is none of this list
 */
export function whereAfterCursor(
  query: Knex.QueryBuilder,
  cursor: string | undefined,
  options: { timeColumn: string; codec: TimeCursor },
): void {
  const { timeColumn, codec } = options;
  const after = codec.parse(cursor);
  if (after) {
    query.where(either =>
      either
        .where(timeColumn, '<', after.timeMs)
        .orWhere(same =>
          same.where(timeColumn, after.timeMs).andWhere('id', '<', after.id),
        ),
    );
  }
}

/** A page of at most `limit` of the rows, of which one more was asked for. */
export function toTimePage<TRow extends { id: string | number }, T>(
  rows: readonly TRow[],
  options: {
    limit: number;
    codec: TimeCursor;
    timeOf: (row: TRow) => string | number;
    read: (row: TRow) => T;
  },
): Page<T> {
  const { limit, codec, timeOf, read } = options;
  const items = rows.slice(0, limit);
  const last = items[items.length - 1];
  return {
    items: items.map(read),
    nextCursor:
      rows.length > limit
        ? codec.format({ timeMs: timeOf(last), id: last.id })
        : undefined,
  };
}
