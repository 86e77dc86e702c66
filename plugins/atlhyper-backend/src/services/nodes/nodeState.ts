import type {
  FilesystemMetrics,
  NodeAlert,
  NodeSnapshot,
  NodesSummary,
  NodeState,
  TemperatureMetrics,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  isFiring,
  isKnownProbe,
  NODE_METRIC_RULES,
  type Alert,
} from '@atlhyper/core';
import type { StoredNode } from '../../stores/LatestStore';

/** A snapshot older than this says nothing about now. */
export const STALE_AFTER_MS = 60_000;

/** Whether a snapshot is too old to speak of now. */
function isStale(snapshot: NodeSnapshot, nowMs: number): boolean {
  return nowMs - snapshot.timestampMs > STALE_AFTER_MS;
}

/**
 * A node as it is shown, with the rules that it breaks, those that fire first. A stale one alerts
 * about nothing, since nothing is known of it now.
 */
export function toNodeState(
  stored: StoredNode,
  nowMs: number,
  alerts: readonly Alert[] = [],
): NodeState {
  const { snapshot } = stored;
  const stale = !snapshot || isStale(snapshot, nowMs);
  const shown = stale
    ? []
    : alerts
        .filter(one => Object.hasOwn(NODE_METRIC_RULES, one.rule))
        .flatMap(toNodeAlerts);
  return {
    cluster: stored.clusterId,
    node: stored.node,
    stale,
    alerts: [
      ...shown.filter(alert => alert.state === 'firing'),
      ...shown.filter(alert => alert.state === 'pending'),
    ],
    snapshot,
  };
}

/** Of what fires the graver limit alone; what is pending beside it says nothing new. */
function toNodeAlerts({ rule, part, variants }: Alert): NodeAlert[] {
  const live = variants.filter(one => one.resolvedMs === undefined);
  const shown = live.filter(one => !one.inhibited);
  return shown.map(one => ({
    metric: rule as NodeAlert['metric'],
    severity: one.severity,
    state: isFiring(one) ? 'firing' : 'pending',
    holder: part,
    value: Math.max(0, one.current.value ?? 0),
    limit: one.current.threshold ?? 0,
    sinceMs: one.sinceMs,
  }));
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
    alertingNodes: reporting.filter(node =>
      node.alerts.some(alert => alert.state === 'firing'),
    ).length,
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
    maxTemperature: hottest(snapshots, isKnownProbe),
    maxCpuTemperature: hottest(snapshots, sensor => sensor.cpu),
  };
}

function memoryUsedFraction({ memory }: NodeSnapshot): number | undefined {
  return memory && ratio(memory.usedBytes, memory.totalBytes);
}

/** The fullest file system of these nodes. */
export function fullestDisk(snapshots: readonly NodeSnapshot[]) {
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
