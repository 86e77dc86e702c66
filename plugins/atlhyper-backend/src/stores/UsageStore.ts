import type { NetworkProbe } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeInput, PodInput, PodUsageInput } from '@atlhyper/core';
import type { Access, NodeCondition, ResourceCondition } from './access';

/** Names a pod of a cluster. */
export type PodName = { namespace: string; name: string };

/** Which pods of a cluster are meant. */
export type PodFilter = {
  access?: Access<ResourceCondition>;
  clusterId: string;
  namespace?: string;
  /** Those assigned to it. */
  node?: string;
  name?: string;
};

/**
 * Reads the pods and nodes of a cluster together with what they use. What was measured before
 * `usageFromMs` says nothing of now and is left out.
 */
export interface UsageStore {
  /** Names rise bytewise; snapshots of collectors are those since `snapshotFromMs`. */
  listNodes(query: {
    access?: Access<NodeCondition>;
    clusterId: string;
    name?: string;
    usageFromMs: number;
    snapshotFromMs: number;
  }): Promise<NodeInput[]>;

  /** In no order; all of them, read in parts that leave room for other work. */
  listPods(filter: PodFilter & { usageFromMs: number }): Promise<PodInput[]>;

  countPods(filter: PodFilter): Promise<number>;

  /** At most `limit` by name and namespace, bytewise, after a position. */
  listPodPage(
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
}
