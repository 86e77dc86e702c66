import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Page } from './SloLogStore';

/**
 * Goes on after the last row of the page before, newest first. A cursor is the time and id of that row.
 *
 * @throws InputError for a cursor that is none of this list
 */
export function whereAfterCursor(
  query: Knex.QueryBuilder,
  cursor: string,
  options: { timeColumn: string; form: RegExp },
): void {
  const { timeColumn, form } = options;
  const match = form.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!match) {
    throw new InputError(`'cursor' is none of this list`);
  }
  const [, time, id] = match;
  query.where(after =>
    after
      .where(timeColumn, '<', Number(time))
      .orWhere(same =>
        same.where(timeColumn, Number(time)).andWhere('id', '<', id),
      ),
  );
}

/** A page of at most `limit` of the rows, of which one more was asked for. */
export function toTimePage<TRow extends { id: string | number }, T>(
  rows: readonly TRow[],
  limit: number,
  timeOf: (row: TRow) => string | number,
  read: (row: TRow) => T,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items[items.length - 1];
  return {
    items: items.map(read),
    nextCursor:
      rows.length > limit
        ? Buffer.from(`${timeOf(last)} ${last.id}`).toString('base64url')
        : undefined,
  };
}
