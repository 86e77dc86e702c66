import { buildClusterMetrics } from './buildClusterMetrics';
import { buildNodeMetrics } from './buildNodeMetrics';
import { buildPodMetrics } from './buildPodMetrics';
import { emptyPodTotals, sumPodsByNode } from './sumPodsByNode';
import type {
  MetricsSnapshotOf,
  NodeInput,
  PodInput,
  ProbeInput,
  SourceInput,
} from './types';

/** Everything that is known of a cluster at one time, and what follows from it. */
export function buildMetricsSnapshot(input: {
  cluster: string;
  timestampMs: number;
  nodes: readonly NodeInput[];
  pods: readonly PodInput[];
  probes: readonly ProbeInput[];
  sources: readonly SourceInput[];
}): MetricsSnapshotOf {
  const { cluster, timestampMs, probes, sources } = input;
  const totals = sumPodsByNode(input.pods);
  const pods = input.pods.map(pod => ({
    pod,
    metrics: buildPodMetrics(cluster, pod),
  }));
  const nodes = input.nodes.map(node =>
    buildNodeMetrics(cluster, node, {
      pods: totals.get(node.name) ?? emptyPodTotals(),
      probes,
    }),
  );
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
    clusterMetrics: buildClusterMetrics(cluster, {
      timestampMs,
      nodes,
      pods,
      sources,
      hasAllNodes: true,
    }),
  };
}
