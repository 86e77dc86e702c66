import type { PushRequest } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  NodeSample,
  RequestPlan,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { PushEntry } from '../stores/Ledger';
import type { StoredReading } from '../stores/NodeReadingStore';

/** Everything that the slots of one part add, on every level that is kept. */
export type SlotPlan = {
  requests: RequestPlan;
  nodes: NodeSample[];
  /** Of slots that are not longer than what rules judge at once. */
  readings: StoredReading[];
};

/** What of a push replaces the state before it. */
export type PushState = Omit<
  PushRequest,
  | 'protocol'
  | 'session'
  | 'streamId'
  | 'sentAtMs'
  | 'sequence'
  | 'digest'
  | 'slots'
>;

/** One push, checked and planned, as it is written: all of it or nothing. */
export type PushBatch = {
  entry: PushEntry;
  /** Of the slots of `entry.part`. */
  plan?: SlotPlan;
  state: PushState;
};

export type PushOutcome = {
  result: 'applied' | 'duplicate';
  ackedThroughMs?: number;
  resync: boolean;
};
