import type {
  GaugeAggregate,
  NodeMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { LevelRange } from '@atlhyper/core';
import type { PushUnit } from './PushUnit';
import type { KeptLevels } from './SampleStore';

/** Names a node. */
export type NodeName = { clusterId: string; node: string };

/** Figures of one node in one bucket of one level. */
export type NodeSample = {
  node: string;
  levelMs: number;
  startMs: number;
  metrics: Partial<Record<NodeMetric, GaugeAggregate>>;
  /** Share in use by mount. */
  filesystems?: Readonly<Record<string, GaugeAggregate>>;
};

/** One bucket of a node's history; a figure without samples is absent. */
export type NodeBucket = {
  startMs: number;
  metrics: Partial<Record<NodeMetric, { avg: number; max: number }>>;
};

/** Average shares in use within a bucket; absent without samples. */
export type UsedBucket = {
  startMs: number;
  memory?: number;
  /** Of the fullest file system. */
  disk?: number;
  /** Of each file system, by mount; of hours only, where the agent tells them. */
  filesystems?: Record<string, number>;
};

/** Figures of nodes over time. */
export interface NodeHistoryStore {
  /** Adds what a part of slots measured, see `PushUnit`. No two samples share node, level and bucket. */
  add(unit: PushUnit, samples: readonly NodeSample[]): Promise<void>;

  /** Rising by time; buckets without samples are left out. */
  readHistory(node: NodeName, range: LevelRange): Promise<NodeBucket[]>;

  /** Average shares in use of memory and disks; rising by time. */
  readUsed(node: NodeName, range: LevelRange): Promise<UsedBucket[]>;

  /** Removes what is no longer kept; gives the number of rows. */
  prune(context: KeptLevels): Promise<number>;
}
