import type {
  EventStore,
  NodeHistoryStore,
  SampleStore,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { AlertStore } from './AlertStore';
import type { ClusterStore } from './ClusterStore';
import type { LatestStore } from './LatestStore';
import type { Ledger } from './Ledger';
import type { NodeReadingStore } from './NodeReadingStore';
import type { ObjectStore } from './ObjectStore';
import type { Outbox } from './Outbox';
import type { RouteStore } from './RouteStore';
import type { SloLogStore } from './SloLogStore';
import type { TargetStore } from './TargetStore';

/** Everything that is kept. Each store removes by itself what it keeps no longer, once it is told to. */
export type Stores = {
  clusters: ClusterStore;
  ledger: Ledger;
  samples: SampleStore;
  routes: RouteStore;
  nodeHistory: NodeHistoryStore;
  nodeReadings: NodeReadingStore;
  latest: LatestStore;
  objects: ObjectStore;
  events: EventStore;
  targets: TargetStore;
  sloLog: SloLogStore;
  alerts: AlertStore;
  outbox: Outbox;
};
