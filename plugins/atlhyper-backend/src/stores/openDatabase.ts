import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { enableWriteAheadLog } from './dialect';
import { DatabaseClusterStore } from './DatabaseClusterStore';
import { DatabaseIngestStore } from './DatabaseIngestStore';
import { DatabaseNodeStore } from './DatabaseNodeStore';
import { DatabaseRetentionStore } from './DatabaseRetentionStore';
import { DatabaseSloStore } from './DatabaseSloStore';

const MIGRATIONS_DIRECTORY = resolvePackagePath(
  '@atlhyper/backstage-plugin-atlhyper-backend',
  'migrations',
);

/** The stores on the plugin's database, which is first brought up to date. */
export async function openDatabase(database: DatabaseService) {
  const knex = await database.getClient();
  await enableWriteAheadLog(knex);
  if (!database.migrations?.skip) {
    await migrate(knex);
  }
  return {
    clusters: new DatabaseClusterStore(knex),
    ingest: new DatabaseIngestStore(knex),
    slo: new DatabaseSloStore(knex),
    nodes: new DatabaseNodeStore(knex),
    retention: new DatabaseRetentionStore(knex),
    check: async () => {
      await knex.raw('select 1');
    },
  };
}

/** Brings the schema up to date. */
export async function migrate(knex: Knex): Promise<void> {
  await knex.migrate.latest({ directory: MIGRATIONS_DIRECTORY });
}
