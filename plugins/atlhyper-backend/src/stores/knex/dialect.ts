import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';

/** How a column is written, and what happens to it where the row exists already. */
export type BulkColumn = {
  name: string;
  type: 'text' | 'integer' | 'bigint' | 'double precision' | 'boolean';
  /** `keep` by default. `add` treats null as 0. */
  onConflict?: 'keep' | 'replace' | 'add' | 'min' | 'max';
};

export type BulkTable = {
  table: string;
  key: readonly string[];
  columns: readonly BulkColumn[];
  /** Updates an existing row only where this SQL holds; new values are in `excluded`. */
  updateOnlyIf?: string;
};

/** A row by column name; what is absent becomes null. */
export type BulkRow = Record<string, string | number | boolean | undefined>;

/** Rows per statement: about 10 ms on SQLite, whose statements block the event loop. */
export const ROWS_PER_STATEMENT = 400;

/** Of SQLite some ms, though each row may lie on a page of its own; of PostgreSQL each is a round trip. */
function rowsPerUpsert(knex: Knex): number {
  return isSqlite(knex) ? ROWS_PER_STATEMENT / 2 : 2 * ROWS_PER_STATEMENT;
}

/** Whether the database is SQLite; else it is PostgreSQL. */
function isSqlite(knex: Knex): boolean {
  return String(knex.client.config.client).includes('sqlite');
}

/** Whether the event loop waits for each statement: SQLite runs in it, PostgreSQL beside it. */
export function blocksEventLoop(knex: Knex): boolean {
  return isSqlite(knex);
}

/**
 * Lets readers go on while a writer commits. Backstage leaves SQLite in its rollback mode, where
 * every commit waits for the disk twice. Without effect in memory and on PostgreSQL.
 */
export async function enableWriteAheadLog(knex: Knex): Promise<void> {
  if (isSqlite(knex)) {
    await knex.raw('pragma journal_mode = wal');
    await knex.raw('pragma synchronous = normal');
    // A full push touches 8,000 pages. Of its own accord SQLite keeps 500, and reads some twice; with
    // room for all it writes all of them in the commit, which is a pause of 100 ms and more.
    await knex.raw('pragma cache_size = -8192');
  }
}

/**
 * Reads of one moment: what others commit meanwhile is not seen. SQLite has one connection, so
 * there a transaction is that already.
 */
export async function readAtOnce<T>(
  knex: Knex,
  read: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return knex.transaction(
    read,
    isSqlite(knex)
      ? undefined
      : { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/**
 * Inserts rows, or updates those whose key exists, as each column says.
 *
 * The key must be unique within `rows`: PostgreSQL refuses to touch a row twice in one statement.
 * Rows are written in key order, so that two writers lock them in the same order, and in
 * statements small enough for the event loop, which runs in between.
 */
export async function bulkUpsert(
  knex: Knex,
  target: BulkTable,
  rows: readonly BulkRow[],
): Promise<void> {
  const sorted = [...rows].sort((a, b) => compareKeys(a, b, target.key));
  const columns = usedColumns(target, rows);
  const sql = upsertSql(knex, { ...target, columns });
  await inChunks(sorted, rowsPerUpsert(knex), chunk =>
    knex.raw(sql, [JSON.stringify(chunk)]),
  );
}

/**
 * A condition that holds where the named columns are those of one of `rows`. One parameter however
 * many rows, so that no limit on parameters is met.
 */
export function matchesAny(
  knex: Knex,
  columns: readonly BulkColumn[],
  rows: readonly BulkRow[],
): Knex.Raw {
  const names = columns.map(c => c.name).join(', ');
  return knex.raw(`(${names}) in (select ${rowSource(knex, columns)})`, [
    JSON.stringify(rows),
  ]);
}

/** A condition that holds where a column is one of these whole numbers; one parameter in all. */
export function isOneOf(
  knex: Knex,
  column: string,
  values: readonly number[],
): Knex.Raw {
  return isSqlite(knex)
    ? knex.raw('?? in (select value from json_each(?))', [
        column,
        JSON.stringify(values),
      ])
    : knex.raw('?? = any(?::bigint[])', [column, `{${values.join()}}`]);
}

/**
 * The sum of a column under its own name; null or 0 where there is nothing to sum. SQLite's `sum`
 * fails where the sum of whole numbers exceeds 64 bits; its `total` gives a double, as we read it.
 */
export function sumOf(knex: Knex, column: string): Knex.Raw {
  const name = isSqlite(knex) ? 'total' : 'sum';
  return knex.raw(`${name}(??) as ??`, [column, column]);
}

/** A text column that is compared byte by byte, whatever order of letters the database was made with. */
export function bytewise(knex: Knex, column: string): Knex.Raw {
  return isSqlite(knex)
    ? knex.raw('??', [column])
    : knex.raw('?? collate "C"', [column]);
}

/** The first of these fields of a JSON text that holds a number; null where none does. */
export function firstNumberOf(
  knex: Knex,
  column: string,
  fields: readonly string[],
): Knex.Raw {
  const cases = fields.map(field =>
    isSqlite(knex)
      ? knex.raw(
          `when json_type(??, ?) in ('integer', 'real') then cast(json_extract(??, ?) as real)`,
          [column, `$.${field}`, column, `$.${field}`],
        )
      : knex.raw(
          `when json_typeof(??::json -> ?) = 'number' then (??::json ->> ?)::double precision`,
          [column, field, column, field],
        ),
  );
  return knex.raw(`case ${cases.map(() => '?').join(' ')} end`, cases);
}

/** A condition that holds where a text column has this within it, whatever its case. */
export function containsText(
  knex: Knex,
  column: string,
  text: string,
): Knex.Raw {
  const pattern = text.toLowerCase().replace(/[%_!]/g, '!$&');
  return knex.raw(`lower(??) like ? escape '!'`, [column, `%${pattern}%`]);
}

/** Calls `run` with slices of at most `size` items; other work gets its turn in between. */
export async function inChunks<T, R>(
  items: readonly T[],
  size: number,
  run: (chunk: T[]) => PromiseLike<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += size) {
    results.push(await run(items.slice(i, i + size)));
    await setImmediate();
  }
  return results;
}

/** A whole number as either database returns it: PostgreSQL gives bigints and sums as text. */
export function readInteger(value: string | number | null | undefined): number {
  return Number(value ?? 0);
}

/** Like `readInteger`, with `undefined` for null. */
export function readOptionalInteger(
  value: string | number | null | undefined,
): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** A truth value: SQLite has 0 and 1. */
export function readBoolean(value: boolean | number): boolean {
  return Boolean(value);
}

/**
 * Without the columns that no row has a value for: of the many that count, few are used at a time,
 * and the database would look for each in each row. Where null would replace a value they stay.
 */
function usedColumns(
  { key, columns }: BulkTable,
  rows: readonly BulkRow[],
): BulkColumn[] {
  const used = new Set(key);
  for (const row of rows) {
    for (const name in row) {
      if (row[name] !== undefined) used.add(name);
    }
  }
  return columns.filter(
    column => used.has(column.name) || column.onConflict === 'replace',
  );
}

function upsertSql(knex: Knex, target: BulkTable): string {
  const { table, key, columns, updateOnlyIf } = target;
  const names = columns.map(c => c.name).join(', ');
  const updates = columns.flatMap(c => updateOf(table, c));
  const action = updates.length
    ? `do update set ${updates.join(', ')}${
        updateOnlyIf ? ` where ${updateOnlyIf}` : ''
      }`
    : 'do nothing';
  // `where true` keeps SQLite from reading `on conflict` as the condition of a join.
  return `insert into ${table} (${names}) select ${rowSource(
    knex,
    columns,
  )} where true on conflict (${key.join(', ')}) ${action}`;
}

/** The select list and source that turn one JSON parameter into rows. */
function rowSource(knex: Knex, columns: readonly BulkColumn[]): string {
  if (isSqlite(knex)) {
    const values = columns.map(c => `json_extract(j.value, '$.${c.name}')`);
    return `${values.join(', ')} from json_each(?) as j`;
  }
  const names = columns.map(c => `j.${c.name}`).join(', ');
  const types = columns.map(c => `${c.name} ${c.type}`).join(', ');
  return `${names} from json_to_recordset(?::json) as j(${types})`;
}

function updateOf(table: string, column: BulkColumn): string[] {
  const { name } = column;
  const stored = `${table}.${name}`;
  const given = `excluded.${name}`;
  switch (column.onConflict ?? 'keep') {
    case 'keep':
      return [];
    case 'replace':
      return [`${name} = ${given}`];
    case 'add':
      return [`${name} = coalesce(${stored} + ${given}, ${stored}, ${given})`];
    case 'min':
      return [extremeOf(name, stored, given, '<')];
    default:
      return [extremeOf(name, stored, given, '>')];
  }
}

function extremeOf(name: string, stored: string, given: string, op: string) {
  return `${name} = case when ${stored} is null or ${given} ${op} ${stored} then ${given} else ${stored} end`;
}

function compareKeys(a: BulkRow, b: BulkRow, key: readonly string[]): number {
  for (const column of key) {
    const left = a[column] ?? '';
    const right = b[column] ?? '';
    if (left !== right) {
      return left < right ? -1 : 1;
    }
  }
  return 0;
}
