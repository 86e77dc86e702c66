import type {
  FilesystemMetrics,
  NodeSnapshot,
  NodesSummary,
  NodeState,
  TemperatureMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredNode } from '../../stores/NodeStore';

/** A snapshot older than this says nothing about now. */
export const STALE_AFTER_MS = 60_000;

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

/** Below the 80 °C or more at which processors begin to slow down. */
export const CPU_TEMPERATURE_LIMIT_CELSIUS = 75;

const LIMITED_FRACTIONS = [
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
    maxCpu: greatest(snapshots, s => [
      { usedFraction: s.cpu?.usedFraction, node: s.node },
    ]),
    maxMemory: greatest(snapshots, s => [
      { usedFraction: memoryUsedFraction(s), node: s.node },
    ]),
    maxDisk: fullestDisk(snapshots),
    maxTemperature: hottest(snapshots, () => true),
    maxCpuTemperature: hottest(snapshots, sensor => sensor.cpu),
  };
}

function alertsOf(snapshot: NodeSnapshot): NodeState['alerts'] {
  const disk = fullestDisk([snapshot]);
  const values = {
    cpuUsedFraction: snapshot.cpu?.usedFraction,
    memoryUsedFraction: memoryUsedFraction(snapshot),
    diskUsedFraction: disk?.usedFraction,
  };
  const shared = {
    severity: 'warning',
    state: 'firing',
    sinceMs: snapshot.timestampMs,
  } as const;
  const alerts: NodeState['alerts'] = LIMITED_FRACTIONS.filter(
    metric => (values[metric] ?? 0) >= NODE_ALERT_LIMITS[metric],
  ).map(metric => ({
    ...shared,
    metric,
    value: values[metric]!,
    limit: NODE_ALERT_LIMITS[metric],
    ...(metric === 'diskUsedFraction' && { holder: disk?.mount }),
  }));
  const cpuCelsius = snapshot.temperature?.cpuCelsius;
  if (cpuCelsius !== undefined && cpuCelsius >= CPU_TEMPERATURE_LIMIT_CELSIUS) {
    alerts.push({
      ...shared,
      metric: 'temperatureCelsius',
      value: cpuCelsius,
      limit: CPU_TEMPERATURE_LIMIT_CELSIUS,
    });
  }
  return alerts;
}

function memoryUsedFraction({ memory }: NodeSnapshot): number | undefined {
  return memory && ratio(memory.usedBytes, memory.totalBytes);
}

function fullestDisk(snapshots: readonly NodeSnapshot[]) {
  return greatest(snapshots, ({ node, filesystems }) =>
    (filesystems ?? []).map(filesystem => ({
      usedFraction: usedFractionOf(filesystem),
      node,
      mount: filesystem.mount,
    })),
  );
}

/** The candidate with the greatest share, the first of equal ones; those without a share are none. */
function greatest<T extends { usedFraction?: number }>(
  snapshots: readonly NodeSnapshot[],
  toCandidates: (snapshot: NodeSnapshot) => T[],
): (T & { usedFraction: number }) | undefined {
  let found: (T & { usedFraction: number }) | undefined;
  for (const candidate of snapshots.flatMap(toCandidates)) {
    const { usedFraction } = candidate;
    if (
      usedFraction !== undefined &&
      usedFraction > (found?.usedFraction ?? -1)
    ) {
      found = { ...candidate, usedFraction };
    }
  }
  return found;
}

function hottest(
  snapshots: readonly NodeSnapshot[],
  counts: (sensor: TemperatureMetrics['sensors'][number]) => boolean,
): NodesSummary['maxTemperature'] {
  let found: NodesSummary['maxTemperature'];
  for (const { node, temperature } of snapshots) {
    for (const sensor of temperature?.sensors.filter(counts) ?? []) {
      if (!found || sensor.celsius > found.celsius) {
        const { chip, name, celsius } = sensor;
        found = { celsius, node, sensor: `${chip} ${name}` };
      }
    }
  }
  return found;
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
