import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { checkpointInBackground } from './checkpointInBackground';
import type { ClusterStore } from '../ClusterStore';
import { enableWriteAheadLog } from './dialect';
import { DatabaseClusterStore } from './DatabaseClusterStore';
import { DatabaseEventStore } from './DatabaseEventStore';
import { DatabaseIngestStore } from './DatabaseIngestStore';
import { DatabaseNodeAlertStore } from './DatabaseNodeAlertStore';
import { DatabaseNodeStore } from './DatabaseNodeStore';
import { DatabaseResourceStore } from './DatabaseResourceStore';
import { DatabaseRetentionStore } from './DatabaseRetentionStore';
import { DatabaseSloLogStore } from './DatabaseSloLogStore';
import { DatabaseSloStore } from './DatabaseSloStore';
import { DatabaseTargetStore } from './DatabaseTargetStore';
import { DatabaseUsageStore } from './DatabaseUsageStore';
import type { EventStore } from '../EventStore';
import type { IngestStore } from '../IngestStore';
import type { NodeAlertStore } from '../NodeAlertStore';
import type { NodeStore } from '../NodeStore';
import type { ResourceStore } from '../ResourceStore';
import type { RetentionStore } from '../RetentionStore';
import type { SloLogStore } from '../SloLogStore';
import type { SloStore } from '../SloStore';
import type { TargetStore } from '../TargetStore';
import type { UsageStore } from '../UsageStore';

const MIGRATIONS_DIRECTORY = resolvePackagePath(
  '@atlhyper/backstage-plugin-atlhyper-backend',
  'migrations',
);

/** All stores on one database. */
export type Stores = {
  clusters: ClusterStore;
  ingest: IngestStore;
  slo: SloStore;
  sloLog: SloLogStore;
  targets: TargetStore;
  nodes: NodeStore;
  nodeAlerts: NodeAlertStore;
  resources: ResourceStore;
  events: EventStore;
  usage: UsageStore;
  retention: RetentionStore;
  /** Ends what runs in the background. */
  stop: () => Promise<void>;
  /** Rejects where the database does not answer. */
  check: () => Promise<void>;
};

/** The stores on the plugin's database, which is first brought up to date. */
export async function openDatabase(database: DatabaseService): Promise<Stores> {
  const knex = await database.getClient();
  await enableWriteAheadLog(knex);
  const stop = await checkpointInBackground(knex);
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: MIGRATIONS_DIRECTORY });
  }
  return {
    clusters: new DatabaseClusterStore(knex),
    ingest: new DatabaseIngestStore(knex),
    slo: new DatabaseSloStore(knex),
    sloLog: new DatabaseSloLogStore(knex),
    targets: new DatabaseTargetStore(knex),
    nodes: new DatabaseNodeStore(knex),
    nodeAlerts: new DatabaseNodeAlertStore(knex),
    resources: new DatabaseResourceStore(knex),
    events: new DatabaseEventStore(knex),
    usage: new DatabaseUsageStore(knex),
    retention: new DatabaseRetentionStore(knex),
    stop,
    check: async () => {
      await knex.raw('select 1');
    },
  };
}
