import type { NodeReading } from '@atlhyper/core';
import type { PushUnit } from './Ledger';
import type { NodeName } from './LatestStore';

/**
 * What was measured of a node: a snapshot, or the averages of a slot, which hold all that the agent
 * measured in it.
 */
export type StoredReading = {
  node: string;
  kind: 'snapshot' | 'slot';
  reading: NodeReading;
};

/** What was measured of nodes in the last minutes, for rules to judge all of it. */
export interface NodeReadingStore {
  /** Of one node, kind and time the last that came counts, so that a push may come twice. */
  put(unit: PushUnit, readings: readonly StoredReading[]): Promise<void>;

  /** That ended in `[fromMs, toMs)`; rising by time. */
  read(span: {
    fromMs: number;
    toMs: number;
  }): Promise<(StoredReading & NodeName)[]>;

  /** Removes what ended before `beforeMs`; gives the number of rows. */
  prune(beforeMs: number): Promise<number>;
}
