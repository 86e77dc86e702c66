import type { NetworkProbe } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  addPod,
  buildNodeMetrics,
  buildPodMetrics,
  emptyPodTotals,
  judgeNodesNow,
  type Alert,
  type MeasuredPod,
  type NodeMetricsOf,
  type NodeRule,
  type PodInput,
  type PodMetricsOf,
  type PodTotals,
} from '@atlhyper/core';
import { mapInTurns } from '../../mapInTurns';
import { isAllowed, type Access } from '../../access/access';
import type { AlertStore } from '../../stores/AlertStore';
import type { PodFilter, PodName, LatestStore } from '../../stores/LatestStore';
import { STALE_AFTER_MS } from '../nodes/nodeState';

/** Which nodes of a cluster are meant. */
type NodesQuery = {
  access: Access<'node'>;
  clusterId: string;
  name?: string;
  /** All pods of the cluster, where they were read already. */
  pods?: readonly PodInput[];
};

/** Reads what a cluster has and uses, and makes metrics of it, in turns that leave room for others. */
export class MetricsReader {
  constructor(
    private readonly options: {
      latest: LatestStore;
      alerts: AlertStore;
      /** Rules that nodes must keep. */
      nodeRules: readonly NodeRule[];
      /** How long what was measured speaks of now. */
      cacheRetentionMs: number;
      clock: () => number;
    },
  ) {}

  /** Pods with what they use, in no order. */
  async listPods(filter: PodFilter): Promise<MeasuredPod[]> {
    const pods = await this.options.latest.measurePods({
      ...filter,
      usageFromMs: this.usageFromMs(),
    });
    return this.measure(filter.clusterId, pods);
  }

  async countPods(filter: PodFilter): Promise<number> {
    return this.options.latest.countPods(filter);
  }

  /** Some pods by name and namespace. */
  async listPodPage(
    filter: PodFilter & { limit: number; after?: PodName },
  ): Promise<MeasuredPod[]> {
    const pods = await this.options.latest.measurePodPage({
      ...filter,
      usageFromMs: this.usageFromMs(),
    });
    return this.measure(filter.clusterId, pods);
  }

  /** Metrics of pods of a cluster that were read already; in their order. */
  async measurePods(
    clusterId: string,
    pods: readonly PodInput[],
  ): Promise<PodMetricsOf[]> {
    const found = await this.options.latest.findPodUsage(pods, {
      clusterId,
      usageFromMs: this.usageFromMs(),
    });
    const keyOf = ({ namespace, name }: PodName) => `${namespace}/${name}`;
    const usages = new Map(found.map(one => [keyOf(one), one.usage]));
    return mapInTurns(pods, pod =>
      buildPodMetrics(clusterId, { ...pod, usage: usages.get(keyOf(pod)) }),
    );
  }

  /**
   * Nodes that the caller may see, by name. What their pods ask for is summed over all pods, also
   * those that the caller may not see: it is a figure of the node.
   */
  async listNodes(query: NodesQuery): Promise<NodeMetricsOf[]> {
    return (await this.judgeNodes(query)).nodes;
  }

  /** The same, with their alerts as they are now. */
  async judgeNodes(
    query: NodesQuery,
  ): Promise<{ nodes: NodeMetricsOf[]; alerts: Alert[] }> {
    const { access, clusterId, name } = query;
    const nodes = await this.options.latest.measureNodes({
      access,
      clusterId,
      name,
      usageFromMs: this.usageFromMs(),
      snapshotFromMs: this.options.clock() - STALE_AFTER_MS,
    });
    const probes = (await this.listProbes(clusterId)).filter(probe =>
      isAllowed({ clusterId, node: probe.targetNode }, access),
    );
    const totals = await this.sumPods(query, nodes.length > 0);
    const { firing, alerts } = judgeNodesNow(clusterId, nodes, {
      nowMs: this.options.clock(),
      rules: this.options.nodeRules,
      alerts: await this.options.alerts.listActive({
        realm: 'node',
        clusterId,
      }),
    });
    const metrics = await mapInTurns(nodes, node =>
      buildNodeMetrics(clusterId, node, {
        pods: totals.get(node.name) ?? emptyPodTotals(),
        probes,
        firing: firing.get(node.name) ?? [],
      }),
    );
    return { nodes: metrics, alerts };
  }

  private async listProbes(clusterId: string): Promise<NetworkProbe[]> {
    return this.options.latest.listProbes({
      clusterId,
      usageFromMs: this.usageFromMs(),
    });
  }

  private async sumPods(
    query: { clusterId: string; name?: string; pods?: readonly PodInput[] },
    isNeeded: boolean,
  ): Promise<Map<string, PodTotals>> {
    const { clusterId, name } = query;
    const totals = new Map<string, PodTotals>();
    if (isNeeded) {
      const pods =
        query.pods ??
        (await this.options.latest.measurePods({
          // Only their sums are told.
          access: 'all',
          clusterId,
          node: name,
          usageFromMs: this.usageFromMs(),
        }));
      await mapInTurns(pods, pod => addPod(totals, pod));
    }
    return totals;
  }

  private async measure(
    clusterId: string,
    pods: readonly PodInput[],
  ): Promise<MeasuredPod[]> {
    return mapInTurns(pods, pod => ({
      pod,
      metrics: buildPodMetrics(clusterId, pod),
    }));
  }

  private usageFromMs(): number {
    return this.options.clock() - this.options.cacheRetentionMs;
  }
}
