import {
  nodeDataSchema,
  PUSH_LIMITS,
  type NetworkProbe,
  type NodeSnapshot,
  type Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { toEntityKey, type NodeInput, type PodInput } from '@atlhyper/core';
import { isAllowed, type Access } from '../../access/access';
import type {
  LatestStore,
  NodeName,
  PodFilter,
  PodName,
  ReportingNode,
  StoredNode,
} from '../LatestStore';
import type { PushUnit } from '../Ledger';
import type { MemoryObjectStore } from './MemoryObjectStore';
import { MemoryTransaction } from './MemoryTransaction';

type Measured<T> = Map<string, T & { clusterId: string; timestampMs: number }>;
type PodUsage = Usage['pods'][number];
type NodeUsage = Usage['nodes'][number];

const nodeKeyOf = ({ clusterId, node }: NodeName) =>
  toEntityKey({ kind: 'node', clusterId, name: node });
const podKeyOf = (clusterId: string, { namespace, name }: PodName) =>
  toEntityKey({ kind: 'pod', clusterId, namespace, name });

/** What nodes, pods and probes showed last, in memory. */
export class MemoryLatestStore implements LatestStore {
  private readonly snapshots: Measured<NodeSnapshot> = new Map();
  private readonly podUsage: Measured<PodUsage> = new Map();
  private readonly nodeUsage: Measured<NodeUsage> = new Map();
  private readonly probes: Measured<NetworkProbe> = new Map();

  constructor(private readonly objects: MemoryObjectStore) {}

  async putSnapshots(
    unit: PushUnit,
    snapshots: readonly NodeSnapshot[],
  ): Promise<void> {
    const { clusterId } = unit;
    putNewest(unit, this.snapshots, snapshots, ({ node }) =>
      nodeKeyOf({ clusterId, node }),
    );
  }

  async putUsage(unit: PushUnit, usage: Usage): Promise<void> {
    const { clusterId } = unit;
    putNewest(unit, this.podUsage, usage.pods, one => podKeyOf(clusterId, one));
    putNewest(unit, this.nodeUsage, usage.nodes, ({ node }) =>
      nodeKeyOf({ clusterId, node }),
    );
    putNewest(unit, this.probes, usage.probes, one =>
      [clusterId, one.sourceNode, one.targetNode].join(' '),
    );
  }

  async listNodes(query: {
    access: Access<'node'>;
    clusterId?: string;
    names?: readonly NodeName[];
  }): Promise<StoredNode[]> {
    const { access, clusterId, names } = query;
    const named = new Map(
      [...this.objects.listNodeNames(), ...this.snapshots.values()].map(one => [
        nodeKeyOf(one),
        { clusterId: one.clusterId, node: one.node },
      ]),
    );
    const wanted = names && new Set(names.map(nodeKeyOf));
    return [...named]
      .filter(
        ([key, one]) =>
          (clusterId ?? one.clusterId) === one.clusterId &&
          (wanted?.has(key) ?? true) &&
          isAllowed(one, access),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => ({
        ...one,
        snapshot: own(this.snapshots.get(key)),
      }));
  }

  async listReporting(clusterId?: string): Promise<ReportingNode[]> {
    const known = new Set(this.objects.listNodeNames().map(nodeKeyOf));
    const nodes = await this.listNodes({ access: 'all', clusterId });
    return nodes.map(({ snapshot, ...one }) => ({
      ...one,
      isObject: known.has(nodeKeyOf(one)),
      ...(snapshot && { lastReportMs: snapshot.timestampMs }),
    }));
  }

  async measureNodes(query: {
    access: Access<'node'>;
    clusterId: string;
    name?: string;
    usageFromMs: number;
    snapshotFromMs: number;
  }): Promise<NodeInput[]> {
    const { clusterId, name, usageFromMs, snapshotFromMs } = query;
    return this.objects
      .listNodeNames()
      .filter(
        one =>
          one.clusterId === clusterId &&
          (name ?? one.node) === one.node &&
          isAllowed(one, query.access),
      )
      .sort((a, b) => compareBytes(a.node, b.node))
      .flatMap(one => {
        const data = nodeDataSchema.safeParse(one.data);
        const key = nodeKeyOf(one);
        const usage = since(this.nodeUsage.get(key), usageFromMs);
        const snapshot = since(this.snapshots.get(key), snapshotFromMs);
        return data.success
          ? [{ name: one.node, data: data.data, usage, snapshot }]
          : [];
      });
  }

  async measurePods(
    filter: PodFilter & { usageFromMs: number },
  ): Promise<PodInput[]> {
    const { clusterId, namespace, node, name, access, usageFromMs } = filter;
    const found = await this.objects.listResources({
      ...{ access, clusterId, namespace, kind: 'pod' },
      ...{ sort: 'name', limit: Infinity },
    });
    return found
      .map(({ resource }) => resource)
      .filter(
        one =>
          (name ?? one.name) === one.name &&
          (node ?? one.data.nodeName) === one.data.nodeName,
      )
      .map(one => {
        const pod = { namespace: one.namespace ?? '', name: one.name };
        const usage = this.podUsage.get(podKeyOf(clusterId, pod));
        const data = one.data as unknown as PodInput['data'];
        return { ...pod, data, usage: usageOf(since(usage, usageFromMs)) };
      });
  }

  async countPods(filter: PodFilter): Promise<number> {
    return (await this.measurePods({ ...filter, usageFromMs: 0 })).length;
  }

  async measurePodPage(
    filter: PodFilter & { usageFromMs: number; limit: number; after?: PodName },
  ): Promise<PodInput[]> {
    const { after, limit } = filter;
    return (await this.measurePods(filter))
      .filter(one => !after || comparePods(one, after) > 0)
      .sort(comparePods)
      .slice(0, limit);
  }

  async findPodUsage(
    names: readonly PodName[],
    query: { clusterId: string; usageFromMs: number },
  ) {
    return names.flatMap(({ namespace, name }) => {
      const key = podKeyOf(query.clusterId, { namespace, name });
      const usage = usageOf(since(this.podUsage.get(key), query.usageFromMs));
      return usage ? [{ namespace, name, usage }] : [];
    });
  }

  async listProbes(query: {
    clusterId: string;
    usageFromMs: number;
  }): Promise<NetworkProbe[]> {
    return [...this.probes]
      .filter(([, one]) => one.clusterId === query.clusterId)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, one]) => since(one, query.usageFromMs) ?? []);
  }

  async prune(before: {
    usageBeforeMs: number;
    nodesBeforeMs: number;
  }): Promise<number> {
    const { usageBeforeMs, nodesBeforeMs } = before;
    const kept = new Set(this.objects.listNodeNames().map(nodeKeyOf));
    let removed = 0;
    for (const [key, one] of this.snapshots) {
      if (one.timestampMs < nodesBeforeMs && !kept.has(key)) {
        removed += Number(this.snapshots.delete(key));
      }
    }
    for (const measured of [this.podUsage, this.nodeUsage, this.probes]) {
      for (const [key, one] of measured) {
        if (one.timestampMs < usageBeforeMs) {
          removed += Number(measured.delete(key));
        }
      }
    }
    return removed;
  }
}

/** What a clock that is ahead measured counts as of now. */
function putNewest<T extends { timestampMs: number }>(
  unit: PushUnit,
  kept: Measured<T>,
  items: readonly T[],
  keyOf: (item: T) => string,
): void {
  const { clusterId, receivedMs } = unit;
  const latestMs = receivedMs + PUSH_LIMITS.maxSlotAheadMs;
  MemoryTransaction.of(unit).add(() => {
    for (const given of items) {
      const timestampMs = Math.min(given.timestampMs, receivedMs);
      const knownMs = kept.get(keyOf(given))?.timestampMs ?? -Infinity;
      // What came while our own clock was ahead must not shut out what follows.
      if (knownMs <= timestampMs || knownMs > latestMs) {
        kept.set(keyOf(given), { ...given, clusterId, timestampMs });
      }
    }
  });
}

/** As it was measured, without the cluster. */
function own<T extends { clusterId: string }>(
  measured: T | undefined,
): Omit<T, 'clusterId'> | undefined {
  if (!measured) {
    return undefined;
  }
  const { clusterId: _, ...rest } = measured;
  return rest;
}

function since<T extends { clusterId: string; timestampMs: number }>(
  measured: T | undefined,
  fromMs: number,
): Omit<T, 'clusterId'> | undefined {
  return measured && measured.timestampMs >= fromMs ? own(measured) : undefined;
}

/** The pod's own name is known. */
function usageOf(usage: Omit<PodUsage, never> | undefined): PodInput['usage'] {
  return (
    usage && {
      source: usage.source,
      timestampMs: usage.timestampMs,
      containers: usage.containers,
    }
  );
}

function comparePods(a: PodName, b: PodName): number {
  return compareBytes(a.name, b.name) || compareBytes(a.namespace, b.namespace);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
