import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  bulkUpsert,
  isOneOf,
  matchesAny,
  readInteger,
  readOptionalInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
} from './dialect';

jest.setTimeout(60_000);

const COLUMNS: BulkColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'kept', type: 'text' },
  { name: 'replaced', type: 'text', onConflict: 'replace' },
  { name: 'added', type: 'bigint', onConflict: 'add' },
  { name: 'least', type: 'double precision', onConflict: 'min' },
  { name: 'greatest', type: 'bigint', onConflict: 'max' },
  { name: 'flag', type: 'boolean', onConflict: 'replace' },
];
const THINGS = { table: 'things', key: ['id'], columns: COLUMNS };

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('the bulk writer on %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init(id);
    await knex.schema.createTable('things', table => {
      table.string('id').primary();
      table.string('kept');
      table.string('replaced');
      table.bigInteger('added');
      table.double('least');
      table.bigInteger('greatest');
      table.boolean('flag');
    });
  });

  async function read() {
    const rows = await knex('things').orderBy('id').select();
    return rows.map(row => [
      row.id,
      row.kept,
      row.replaced,
      readOptionalInteger(row.added),
      row.least ?? undefined,
      readOptionalInteger(row.greatest),
      row.flag === null ? undefined : Boolean(row.flag),
    ]);
  }

  it('inserts what is new and updates what is there, column by column', async () => {
    await bulkUpsert(knex, THINGS, [
      {
        id: 'a',
        kept: 'first',
        replaced: 'first',
        added: 1,
        least: 2.5,
        greatest: 5,
        flag: true,
      },
      { id: 'empty' },
    ]);
    await bulkUpsert(knex, THINGS, [
      {
        id: 'a',
        kept: 'then',
        replaced: 'then',
        added: 2 ** 50,
        least: 1.25,
        greatest: 4,
        flag: false,
      },
      { id: 'b', kept: `it's "quoted" \\ and ünïcode 😀` },
      { id: 'empty', added: 3, least: 7, greatest: 8 },
    ]);
    expect(await read()).toEqual([
      ['a', 'first', 'then', 2 ** 50 + 1, 1.25, 5, false],
      [
        'b',
        `it's "quoted" \\ and ünïcode 😀`,
        null,
        undefined,
        undefined,
        undefined,
        undefined,
      ],
      ['empty', null, null, 3, 7, 8, undefined],
    ]);
  });

  it('adds nothing to a sum where nothing is given', async () => {
    await bulkUpsert(knex, THINGS, [{ id: 'a', added: 4 }]);
    await bulkUpsert(knex, THINGS, [{ id: 'a' }]);
    expect((await read())[0][3]).toBe(4);
  });

  it('updates only where its condition holds', async () => {
    const target = {
      ...THINGS,
      updateOnlyIf: 'excluded.greatest > things.greatest',
    };
    await bulkUpsert(knex, target, [{ id: 'a', replaced: 'x', greatest: 5 }]);
    await bulkUpsert(knex, target, [{ id: 'a', replaced: 'y', greatest: 4 }]);
    expect((await read())[0][2]).toBe('x');
    await bulkUpsert(knex, target, [{ id: 'a', replaced: 'z', greatest: 6 }]);
    expect((await read())[0][2]).toBe('z');
  });

  it('writes many rows in statements of bounded size, with room in between', async () => {
    const statements: number[] = [];
    knex.on('query', query => {
      if (/^insert into things/.test(query.sql)) {
        statements.push(JSON.parse(query.bindings[0]).length);
      }
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    // SQLite runs a statement on the event loop, PostgreSQL beside it.
    const size = ROWS_PER_STATEMENT * (id === 'SQLITE_3' ? 0.5 : 2);
    const rows = Array.from({ length: 2 * size + 1 }, (_, i) => ({
      id: `row ${i}`,
    }));
    await bulkUpsert(knex, THINGS, rows);
    clearInterval(timer);
    expect(statements).toEqual([size, size, 1]);
    expect(turns).toBeGreaterThan(0);
    const [{ n }] = await knex('things').count({ n: '*' });
    expect(readInteger(n)).toBe(rows.length);
  });

  it('finds rows by lists of keys and of numbers', async () => {
    await bulkUpsert(knex, THINGS, [
      { id: 'a', kept: 'x', added: 1 },
      { id: 'b', kept: 'y', added: 2 },
      { id: 'c', kept: 'x', added: 3 },
    ]);
    const keys = [
      { id: 'a', kept: 'x' },
      { id: 'b', kept: 'x' },
      { id: 'c', kept: 'x' },
    ];
    const byKeys = await knex('things')
      .whereRaw(matchesAny(knex, COLUMNS.slice(0, 2), keys))
      .pluck('id');
    expect(byKeys.sort()).toEqual(['a', 'c']);
    const byNumbers = await knex('things')
      .whereRaw(isOneOf(knex, 'added', [2, 3, 4]))
      .pluck('id');
    expect(byNumbers.sort()).toEqual(['b', 'c']);
    expect(await knex('things').whereRaw(isOneOf(knex, 'added', []))).toEqual(
      [],
    );
  });
});
