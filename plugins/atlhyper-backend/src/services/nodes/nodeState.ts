import type {
  FilesystemMetrics,
  NodeSnapshot,
  NodesSummary,
  NodeState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredNode } from '../../stores/NodeStore';

/** A snapshot older than this says nothing about now. */
const STALE_AFTER_MS = 60_000;

/**
 * Limits above which a node alerts, as fractions 0–1. CPU and memory as commonly used for a node
 * that has no room left for a burst; disk below the 85 % at which the kubelet begins to collect
 * images (https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-lifecycle).
 */
export const NODE_ALERT_LIMITS = {
  cpuUsedFraction: 0.8,
  memoryUsedFraction: 0.8,
  diskUsedFraction: 0.8,
} as const;

const LIMITED_METRICS = [
  'cpuUsedFraction',
  'memoryUsedFraction',
  'diskUsedFraction',
] as const;

/** A node as it is shown: a stale one alerts about nothing, since nothing is known of it now. */
export function toNodeState(stored: StoredNode, nowMs: number): NodeState {
  const { snapshot } = stored;
  const stale = !snapshot || nowMs - snapshot.timestampMs > STALE_AFTER_MS;
  return {
    cluster: stored.clusterId,
    node: stored.node,
    stale,
    alerts: snapshot && !stale ? alertsOf(snapshot) : [],
    snapshot,
  };
}

/**
 * Figures over the nodes that are not stale.
 *
 * Averages are weighted: the share of all cores that is busy, the share of all memory in use, so
 * that a small node does not count as much as a large one.
 */
export function summariseNodes(nodes: readonly NodeState[]): NodesSummary {
  const reporting = nodes.filter(node => !node.stale);
  const snapshots = reporting.map(node => node.snapshot!);
  const busy = snapshots.filter(s => s.cpu?.usedFraction !== undefined);
  const busyCores = sum(busy, s => s.cpu!.coreCount);
  const totalMemoryBytes = sum(snapshots, s => s.memory?.totalBytes ?? 0);
  const usedMemoryBytes = sum(snapshots, s => s.memory?.usedBytes ?? 0);
  return {
    totalNodes: nodes.length,
    reportingNodes: reporting.length,
    alertingNodes: reporting.filter(node => node.alerts.length > 0).length,
    totalCores: sum(snapshots, s => s.cpu?.coreCount ?? 0),
    avgCpuUsedFraction: ratio(
      sum(busy, s => s.cpu!.coreCount * s.cpu!.usedFraction!),
      busyCores,
    ),
    avgMemoryUsedFraction: ratio(usedMemoryBytes, totalMemoryBytes),
    totalMemoryBytes,
    usedMemoryBytes,
    maxDisk: fullestDisk(snapshots),
  };
}

function alertsOf(snapshot: NodeSnapshot): NodeState['alerts'] {
  const { memory } = snapshot;
  const values = {
    cpuUsedFraction: snapshot.cpu?.usedFraction,
    memoryUsedFraction: memory && ratio(memory.usedBytes, memory.totalBytes),
    diskUsedFraction: fullestDisk([snapshot])?.usedFraction,
  };
  return LIMITED_METRICS.filter(
    metric => (values[metric] ?? 0) >= NODE_ALERT_LIMITS[metric],
  ).map(metric => ({ metric, limitFraction: NODE_ALERT_LIMITS[metric] }));
}

function fullestDisk(snapshots: readonly NodeSnapshot[]) {
  let fullest: NodesSummary['maxDisk'];
  for (const { node, filesystems } of snapshots) {
    for (const filesystem of filesystems ?? []) {
      const usedFraction = usedFractionOf(filesystem);
      if (
        usedFraction !== undefined &&
        usedFraction > (fullest?.usedFraction ?? -1)
      ) {
        fullest = { usedFraction, node, mount: filesystem.mount };
      }
    }
  }
  return fullest;
}

/** As `df` shows it: of what users can use. Absent for a file system without blocks. */
function usedFractionOf(filesystem: FilesystemMetrics): number | undefined {
  const { usedBytes, availableBytes } = filesystem;
  return ratio(usedBytes, usedBytes + availableBytes);
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
