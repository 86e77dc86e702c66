import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexFactory, { type Knex } from 'knex';
import { checkpointInBackground } from './checkpointInBackground';
import { enableWriteAheadLog } from './dialect';

jest.setTimeout(30_000);

let dir: string;
let knex: Knex;
let end: () => Promise<void>;

async function open(filename: string) {
  knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
  });
  await enableWriteAheadLog(knex);
  end = await checkpointInBackground(knex);
}

async function autocheckpoint(): Promise<number> {
  const [row] = await knex.raw('pragma wal_autocheckpoint');
  return row.wal_autocheckpoint;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'atlhyper-wal-'));
});

afterEach(async () => {
  await end();
  await knex.destroy();
  rmSync(dir, { recursive: true });
});

describe('checkpointInBackground', () => {
  it('moves what was committed into the file, and no commit does', async () => {
    const file = join(dir, 'test.sqlite');
    await open(file);
    expect(await autocheckpoint()).toBe(0);
    await knex.schema.createTable('t', table => table.text('x'));
    const rows = Array.from({ length: 500 }, () => ({ x: 'x'.repeat(4_000) }));
    await knex.batchInsert('t', rows, 100);
    const sizeBytes = () => statSync(file).size;
    for (let i = 0; i < 100 && sizeBytes() < 2_000_000; i++) {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    expect(sizeBytes()).toBeGreaterThan(2_000_000);
    // The log begins anew once all of it was moved, so it does not grow with every write.
    await knex.batchInsert('t', rows, 100);
    expect(statSync(`${file}-wal`).size).toBeLessThan(5_000_000);
    expect((await knex('t').count('* as n'))[0].n).toBe(1_000);
  });

  it('leaves a database in memory alone', async () => {
    await open(':memory:');
    expect(await autocheckpoint()).toBe(1_000);
  });
});
