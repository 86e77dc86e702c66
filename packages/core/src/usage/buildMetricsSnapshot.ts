import { buildClusterMetrics } from './buildClusterMetrics';
import { buildNodeMetrics } from './buildNodeMetrics';
import { judgeNodesNow } from '../rules/node/judgeNodesNow';
import { buildPodMetrics } from './buildPodMetrics';
import { emptyPodTotals, sumPodsByNode } from './sumPodsByNode';
import type {
  MetricsSnapshotOf,
  NodeInput,
  PodInput,
  ProbeInput,
  SourceInput,
  WorkloadInput,
} from './types';

/**
 * Everything that is known of a cluster at one time, and what follows from it. Rules that take time
 * to fire say nothing here, where nothing is remembered.
 */
export function buildMetricsSnapshot(input: {
  cluster: string;
  timestampMs: number;
  nodes: readonly NodeInput[];
  pods: readonly PodInput[];
  workloads: readonly WorkloadInput[];
  probes: readonly ProbeInput[];
  sources: readonly SourceInput[];
}): MetricsSnapshotOf {
  const { cluster, timestampMs, workloads, probes, sources } = input;
  const judged = judgeNodesNow(cluster, input.nodes, { nowMs: timestampMs });
  const totals = sumPodsByNode(input.pods);
  const pods = input.pods.map(pod => ({
    pod,
    metrics: buildPodMetrics(cluster, pod),
  }));
  const nodes = input.nodes.map(node =>
    buildNodeMetrics(cluster, node, {
      pods: totals.get(node.name) ?? emptyPodTotals(),
      probes,
      firing: judged.firing.get(node.name) ?? [],
    }),
  );
  const state = {
    cluster,
    timestampMs,
    nodes,
    pods,
    workloads,
    sources,
    hasAllNodes: true,
  };
  return {
    cluster,
    timestampMs,
    nodes: Object.fromEntries(nodes.map(node => [node.node, node])),
    pods: Object.fromEntries(
      pods.map(({ metrics }) => [
        `${metrics.namespace}/${metrics.name}`,
        metrics,
      ]),
    ),
    network: [...probes],
    clusterMetrics: buildClusterMetrics(state, {
      cluster: [],
      nodes: judged.alerts,
    }),
  };
}
