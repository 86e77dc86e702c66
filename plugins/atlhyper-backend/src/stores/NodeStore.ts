import type {
  NodeMetric,
  NodeSnapshot,
  PodData,
  ServiceData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { LevelRange } from '@atlhyper/core';
import type { Access, NodeCondition } from './access';

/** A node that a cluster has, or that a collector reported. */
export type StoredNode = {
  clusterId: string;
  node: string;
  snapshot?: NodeSnapshot;
};

/** Names a node. */
export type NodeName = { clusterId: string; node: string };

/** One bucket of a node's history; a figure without samples is absent. */
export type NodeBucket = {
  startMs: number;
  metrics: Partial<Record<NodeMetric, { avg: number; max: number }>>;
};

/** Average shares in use within a bucket; absent without samples. */
export type UsedBucket = { startMs: number; memory?: number; disk?: number };

export type StoredPod = {
  clusterId: string;
  namespace: string;
  name: string;
  data: PodData;
};

/** Reads nodes and what runs on them. */
export interface NodeStore {
  /** By cluster and name. */
  listNodes(query: {
    access?: Access<NodeCondition>;
    clusterId?: string;
    /** Only these; none where empty. */
    names?: readonly NodeName[];
  }): Promise<StoredNode[]>;

  /** Rising by time; buckets without samples are left out. */
  readHistory(node: NodeName, range: LevelRange): Promise<NodeBucket[]>;

  /** Average shares in use of memory and of the fullest disk; rising by time. */
  readUsed(node: NodeName, range: LevelRange): Promise<UsedBucket[]>;

  /** Services with this name, in one cluster or in all. */
  findServices(service: {
    clusterId?: string;
    namespace: string;
    name: string;
  }): Promise<{ clusterId: string; data: ServiceData }[]>;

  /** Pods that have not ended, on nodes the caller may see; those on none yet unless nodes are told apart by name. */
  listPods(query: {
    access?: Access<NodeCondition>;
    clusterId?: string;
    namespace?: string;
  }): Promise<StoredPod[]>;
}
