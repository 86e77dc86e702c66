import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export type StateDatabase = Database.Database;

const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- Counters as the last successful scrape of each process found them.
CREATE TABLE baselines (process TEXT PRIMARY KEY, scraped_at_ms INTEGER NOT NULL, scrape TEXT NOT NULL) WITHOUT ROWID;
-- Closed slots that were never sent. Several may share a start: slots are additive.
CREATE TABLE slots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  start_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  covers_from_ms INTEGER NOT NULL,
  covers_through_ms INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  slot TEXT NOT NULL
);
CREATE INDEX slots_covers_from_ms ON slots (covers_from_ms, id);
CREATE TABLE gaps (id INTEGER PRIMARY KEY AUTOINCREMENT, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, reason TEXT NOT NULL);
-- The part that is being sent, exactly as it goes out. At most one row.
CREATE TABLE frozen (
  sequence INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  slots_json TEXT NOT NULL,
  gaps_json TEXT NOT NULL,
  covers_from_ms INTEGER NOT NULL,
  covers_through_ms INTEGER NOT NULL
);
-- Parts the backend refused, for a person to look at. Bounded.
CREATE TABLE rejected (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sequence INTEGER NOT NULL,
  digest TEXT NOT NULL,
  slots_json TEXT NOT NULL,
  reason TEXT NOT NULL,
  rejected_at_ms INTEGER NOT NULL
);
`;

/**
 * Opens the agent's state in `directory`, for this process alone.
 *
 * - `locking_mode=EXCLUSIVE` keeps the file locked while the process lives. The kernel releases
 *   the lock when it dies in whatever way, so no stale lock file needs a person.
 * - WAL with `synchronous=FULL`: a part must be on disk before its first attempt. With NORMAL a
 *   power cut could take back the freezing of a part that the backend has already counted, and its
 *   slots would be counted again under the next sequence. FULL costs one fsync per transaction,
 *   about three in 30 seconds.
 *
 * @throws Error if another process uses the directory, or a newer agent wrote it
 */
export function openStateDatabase(directory: string): StateDatabase {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = new Database(join(directory, 'agent.sqlite'), {
    timeout: 0,
  });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.transaction(() => migrate(database)).exclusive();
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) {
      throw new Error(
        `state_dir: "${directory}" is in use by another process; every agent needs its own`,
      );
    }
    throw error;
  }
}

function migrate(database: StateDatabase): void {
  const version = database.pragma('user_version', { simple: true });
  if (version === 0) {
    database.exec(SCHEMA);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  } else if (version !== SCHEMA_VERSION) {
    throw new Error(
      `state_dir: was written by another version of the agent (format ${version}, this one knows ${SCHEMA_VERSION})`,
    );
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}
