import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Knex } from 'knex';

const INTERVAL_MS = 2_000;

/** What SQLite does of its own accord: a checkpoint in the commit that fills 1,000 pages. */
const DEFAULT_AUTOCHECKPOINT = 1_000;

/** Runs in a thread of its own, with a connection of its own. */
const WORKER = `
const { workerData } = require('node:worker_threads');
const Database = require(workerData.driver);
const database = new Database(workerData.file, { timeout: 1000 });
setInterval(() => {
  try {
    database.pragma('wal_checkpoint(passive)');
  } catch (error) {
    if (!String(error.code).startsWith('SQLITE_BUSY')) throw error;
  }
}, ${INTERVAL_MS});
`;

/**
 * Copies what was committed from the write-ahead log into the database file in a thread of its own.
 *
 * A full push changes some thousand pages, so SQLite would copy them in nearly every commit, on the
 * thread that answers everyone: a pause of a few hundred milliseconds. A passive checkpoint waits for
 * nobody and nobody waits for it. Where no thread can be had, SQLite goes on as it is made.
 *
 * Gives a function that ends it; nothing is done in memory and on PostgreSQL.
 */
export async function checkpointInBackground(
  knex: Knex,
): Promise<() => Promise<void>> {
  const file = fileOf(knex);
  const driver = file && findDriver();
  if (!file || !driver) {
    return async () => {};
  }
  const worker = new Worker(WORKER, {
    eval: true,
    workerData: { file, driver },
  });
  worker.unref();
  worker.on('error', () => {
    knex
      .raw(`pragma wal_autocheckpoint = ${DEFAULT_AUTOCHECKPOINT}`)
      .catch(() => {});
  });
  await knex.raw('pragma wal_autocheckpoint = 0');
  return async () => {
    await worker.terminate();
  };
}

/** The file of an SQLite database. */
function fileOf(knex: Knex): string | undefined {
  const { client, connection } = knex.client.config;
  const file = connection?.filename ?? connection;
  return String(client).includes('sqlite') &&
    typeof file === 'string' &&
    file !== '' &&
    !file.startsWith(':') &&
    !file.startsWith('file:')
    ? file
    : undefined;
}

/** The driver that knex uses: the app depends on it, this package does not. */
function findDriver(): string | undefined {
  try {
    const require = createRequire(__filename);
    return createRequire(require.resolve('knex')).resolve('better-sqlite3');
  } catch {
    return undefined;
  }
}
