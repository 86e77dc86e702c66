import type {
  NetworkProbe,
  NodeSnapshot,
  Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeInput, PodInput, PodUsageInput } from '@atlhyper/core';
import type { NodeName } from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Access } from '../access/access';
import type { PushUnit } from './Ledger';

export type { NodeName } from '@atlhyper/backstage-plugin-atlhyper-node';

/** A node that a cluster has, or that a collector reported. */
export type StoredNode = {
  clusterId: string;
  node: string;
  snapshot?: NodeSnapshot;
};

/** A node with the time of its last report; `isObject` where Kubernetes knows it. */
export type ReportingNode = NodeName & {
  lastReportMs?: number;
  isObject: boolean;
};

/** Names a pod of a cluster. */
export type PodName = { namespace: string; name: string };

/** Which pods of a cluster are meant. */
export type PodFilter = {
  access: Access<'resource'>;
  clusterId: string;
  namespace?: string;
  /** Those assigned to it. */
  node?: string;
  name?: string;
};

/**
 * What nodes, pods and probes showed last. What was measured before `usageFromMs` says nothing of now
 * and is left out of an answer.
 */
export interface LatestStore {
  /**
   * Keeps the newest snapshot of every node, however they arrive. One from a clock that is ahead
   * counts as of now: it must not shut out those that follow once the clock is set.
   */
  putSnapshots(
    unit: PushUnit,
    snapshots: readonly NodeSnapshot[],
  ): Promise<void>;

  /** Keeps the newest figures of each pod, node and pair of nodes, likewise. */
  putUsage(unit: PushUnit, usage: Usage): Promise<void>;

  /** Nodes that a cluster has or that reported; by cluster and name. */
  listNodes(query: {
    access: Access<'node'>;
    clusterId?: string;
    /** Only these; none where empty. */
    names?: readonly NodeName[];
  }): Promise<StoredNode[]>;

  /** The same without what they showed, and whether Kubernetes knows them. */
  listReporting(clusterId?: string): Promise<ReportingNode[]>;

  /** Names rise bytewise; snapshots of collectors are those since `snapshotFromMs`. */
  measureNodes(query: {
    access: Access<'node'>;
    clusterId: string;
    name?: string;
    usageFromMs: number;
    snapshotFromMs: number;
  }): Promise<NodeInput[]>;

  /** In no order; all of them, read in parts that leave room for other work. */
  measurePods(filter: PodFilter & { usageFromMs: number }): Promise<PodInput[]>;

  countPods(filter: PodFilter): Promise<number>;

  /** At most `limit` by name and namespace, bytewise, after a position. */
  measurePodPage(
    filter: PodFilter & {
      usageFromMs: number;
      limit: number;
      after?: PodName;
    },
  ): Promise<PodInput[]>;

  /** What these pods of a cluster use; those that were not measured are left out. */
  findPodUsage(
    names: readonly PodName[],
    query: { clusterId: string; usageFromMs: number },
  ): Promise<(PodName & { usage: PodUsageInput })[]>;

  /** By the names of both nodes. */
  listProbes(query: {
    clusterId: string;
    usageFromMs: number;
  }): Promise<NetworkProbe[]>;

  /**
   * Removes what pods, nodes and probes showed before `usageBeforeMs`, and snapshots from before
   * `nodesBeforeMs` of nodes that their cluster no longer has; gives the number of rows.
   */
  prune(before: {
    usageBeforeMs: number;
    nodesBeforeMs: number;
  }): Promise<number>;
}
