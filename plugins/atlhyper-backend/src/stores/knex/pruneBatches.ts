import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';

/** Rows that one statement removes at most, where it can tell. */
const ROWS_PER_BATCH = 1_000;

/** Removes rows in batches, with a turn for other work in between; gives their number. */
export async function pruneBatches(
  knex: Knex,
  table: string,
  options: {
    key: string[];
    old: (rows: Knex.QueryBuilder) => Knex.QueryBuilder;
  },
): Promise<number> {
  let removed = 0;
  for (;;) {
    const keys = options
      .old(knex(table))
      .select(options.key)
      .limit(ROWS_PER_BATCH);
    const count = await knex(table)
      .whereIn(options.key as any, keys)
      .delete();
    removed += count;
    if (count < ROWS_PER_BATCH) {
      return removed;
    }
    await setImmediate();
  }
}
