import type { ClusterRule } from '../rules/cluster/ClusterRule';
import { CLUSTER_RULES } from '../rules/cluster/clusterRules';
import type { ClusterState, MeasuredPod } from '../rules/cluster/ClusterState';
import { judgeCluster } from '../rules/cluster/judgeCluster';
import { judgeHealth } from '../rules/cluster/judgeHealth';
import { alertsNow } from '../rules/settleAlerts';
import type { Alert } from '../rules/types';
import type { CapacityOf, ClusterMetricsOf, NodeMetricsOf } from './types';
import {
  availabilityOf,
  isCustomSource,
  isGpuSource,
  isNetworkSource,
  isUsageSource,
} from './usageSources';

const ADVICE = {
  usage:
    'Nothing measures use: install metrics-server or the node collector, or let the agent read the summaries of the kubelets',
  gpus: 'No device plugin offers GPUs, and no source reports any',
  network: 'Probes between nodes are off',
  custom: 'No source of further figures is set up',
} as const;

/**
 * A cluster as the sum of its nodes and pods.
 *
 * What is used is summed over the nodes that report, and its share is of those nodes. What can still
 * be asked for is counted only where a pod could be put: on nodes that are ready and schedulable.
 * Health is judged now, from the alerts that were pending or firing before: those of the cluster, and
 * those of its nodes as `judgeNodesNow` left them.
 */
export function buildClusterMetrics(
  state: ClusterState,
  alerts: { cluster: readonly Alert[]; nodes: readonly Alert[] },
  rules: readonly ClusterRule[] = CLUSTER_RULES,
): ClusterMetricsOf {
  const { cluster, nodes, pods, sources } = state;
  const settled = alertsNow(
    alerts.cluster,
    judgeCluster(state, rules),
    state.timestampMs,
  );
  const availability = (
    kind: keyof typeof ADVICE,
    hasFigures: boolean,
    isOfKind: typeof isUsageSource,
  ) => availabilityOf(hasFigures, sources.filter(isOfKind), ADVICE[kind]);
  return {
    cluster,
    timestampMs: state.timestampMs,
    nodes: {
      total: nodes.length,
      healthy: nodes.filter(node => node.healthy).length,
    },
    pods: countPods(pods),
    cpu: sumCapacity(nodes, 'cpu'),
    memory: sumCapacity(nodes, 'memory'),
    gpus: {
      ...availability('gpus', sum(nodes, n => n.gpus.count) > 0, isGpuSource),
      total: sum(nodes, node => node.gpus.count),
      available: sum(nodes.filter(takesPods), node => node.gpus.available),
    },
    usage: availability('usage', hasUse(state), isUsageSource),
    network: availability(
      'network',
      nodes.some(node => node.probes.length > 0),
      isNetworkSource,
    ),
    custom: availability(
      'custom',
      nodes.some(node => Object.keys(node.custom).length > 0),
      isCustomSource,
    ),
    health: judgeHealth(state, [...settled, ...alerts.nodes], rules),
  };
}

function hasUse({ nodes, pods }: ClusterState): boolean {
  return (
    nodes.some(node => node.timestampMs !== undefined) ||
    pods.some(({ metrics }) => metrics.timestampMs !== undefined)
  );
}

/** Not running is what neither runs nor ended well; a pod of which no phase is known counts there. */
function countPods(pods: readonly MeasuredPod[]): ClusterMetricsOf['pods'] {
  const counts = new Map<string, number>();
  for (const { metrics } of pods) {
    const { phase = 'Unknown' } = metrics;
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  const running = counts.get('Running') ?? 0;
  const notRunning = pods.length - running - (counts.get('Succeeded') ?? 0);
  const byPhase = Object.fromEntries(counts);
  return { total: pods.length, running, notRunning, byPhase };
}

function sumCapacity(
  nodes: readonly NodeMetricsOf[],
  resource: 'cpu' | 'memory',
): CapacityOf & { usedNodes: number } {
  const all = nodes.map(node => node[resource]);
  const measured = all.filter(one => one.used !== undefined);
  const used = measured.length ? sum(measured, one => one.used!) : undefined;
  const measuredCapacity = sum(measured, one => one.capacity);
  return {
    capacity: sum(all, one => one.capacity),
    allocatable: sum(all, one => one.allocatable),
    used,
    usedFraction:
      used !== undefined && measuredCapacity > 0
        ? used / measuredCapacity
        : undefined,
    requested: sum(all, one => one.requested),
    limited: sum(all, one => one.limited),
    available: sum(nodes.filter(takesPods), node => node[resource].available),
    usedNodes: measured.length,
  };
}

function takesPods(node: NodeMetricsOf): boolean {
  return node.ready && node.schedulable;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
