import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Stores } from '../Stores';
import { checkpointInBackground } from './checkpointInBackground';
import { DatabaseAlertStore } from './DatabaseAlertStore';
import { DatabaseClusterStore } from './DatabaseClusterStore';
import { DatabaseEventStore } from './DatabaseEventStore';
import { DatabaseLatestStore } from './DatabaseLatestStore';
import { DatabaseLedger } from './DatabaseLedger';
import { DatabaseNodeHistoryStore } from './DatabaseNodeHistoryStore';
import { DatabaseNodeReadingStore } from './DatabaseNodeReadingStore';
import { DatabaseObjectStore } from './DatabaseObjectStore';
import { DatabaseOutbox } from './DatabaseOutbox';
import { DatabaseRouteStore } from './DatabaseRouteStore';
import { DatabaseSampleStore } from './DatabaseSampleStore';
import { DatabaseSloLogStore } from './DatabaseSloLogStore';
import { DatabaseTargetStore } from './DatabaseTargetStore';
import { enableWriteAheadLog } from './dialect';

const MIGRATIONS_DIRECTORY = resolvePackagePath(
  '@atlhyper/backstage-plugin-atlhyper-backend',
  'migrations',
);

/** The stores on a database, and what goes with one. */
export type OpenDatabase = {
  stores: Stores;
  /** Ends what runs in the background. */
  stop: () => Promise<void>;
  /** Rejects where the database does not answer. */
  check: () => Promise<void>;
};

/** The stores on the plugin's database, which is first brought up to date. */
export async function openDatabase(
  database: DatabaseService,
): Promise<OpenDatabase> {
  const knex = await database.getClient();
  await enableWriteAheadLog(knex);
  const stop = await checkpointInBackground(knex);
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: MIGRATIONS_DIRECTORY });
  }
  return {
    stores: createStores(knex),
    stop,
    check: async () => {
      await knex.raw('select 1');
    },
  };
}

function createStores(knex: Knex): Stores {
  return {
    clusters: new DatabaseClusterStore(knex),
    ledger: new DatabaseLedger(knex),
    samples: new DatabaseSampleStore(knex),
    routes: new DatabaseRouteStore(knex),
    nodeHistory: new DatabaseNodeHistoryStore(knex),
    nodeReadings: new DatabaseNodeReadingStore(knex),
    latest: new DatabaseLatestStore(knex),
    objects: new DatabaseObjectStore(knex),
    events: new DatabaseEventStore(knex),
    targets: new DatabaseTargetStore(knex),
    sloLog: new DatabaseSloLogStore(knex),
    alerts: new DatabaseAlertStore(knex),
    outbox: new DatabaseOutbox(knex),
  };
}
