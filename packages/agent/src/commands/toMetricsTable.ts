import type { MetricsSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';

const MIB = 1_048_576;

/** Nodes, then pods by use of memory, in columns; `-` is what is not known. */
export function toMetricsTable(snapshot: MetricsSnapshot): string {
  const { health } = snapshot.clusterMetrics;
  const nodes = Object.values(snapshot.nodes).map(node => [
    node.node,
    toCores(node.cpu.used),
    toPercent(node.cpu.usedFraction),
    toMiB(node.memory.used),
    toPercent(node.memory.usedFraction),
    toPercent(node.disk?.usedFraction),
    node.gpus.count > 0 ? String(node.gpus.count) : '-',
    node.healthy ? 'yes' : node.pressures.join(',') || 'no',
  ]);
  const pods = Object.values(snapshot.pods)
    .sort((a, b) => (b.memory.used ?? -1) - (a.memory.used ?? -1))
    .map(pod => [
      `${pod.namespace}/${pod.name}`,
      pod.node ?? '-',
      toCores(pod.cpu.used),
      toPercent(pod.cpu.ofLimitFraction),
      toMiB(pod.memory.used),
      toPercent(pod.memory.ofLimitFraction),
      String(pod.restarts),
      pod.phase ?? '-',
    ]);
  return [
    `${snapshot.cluster}: ${health.status}`,
    ...health.issues.map(issue => `  ${issue.severity}: ${issue.message}`),
    '',
    ...toColumns([
      ['NODE', 'CPU', 'CPU%', 'MEMORY', 'MEMORY%', 'DISK%', 'GPUS', 'HEALTHY'],
      ...nodes,
    ]),
    '',
    ...toColumns([
      [
        'POD',
        'NODE',
        'CPU',
        'OF LIMIT',
        'MEMORY',
        'OF LIMIT',
        'RESTARTS',
        'PHASE',
      ],
      ...pods,
    ]),
    '',
  ].join('\n');
}

function toColumns(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

function toCores(cores: number | undefined): string {
  return cores === undefined ? '-' : `${Math.round(cores * 1000)}m`;
}

function toMiB(bytes: number | undefined): string {
  return bytes === undefined ? '-' : `${Math.round(bytes / MIB)}Mi`;
}

function toPercent(fraction: number | undefined): string {
  return fraction === undefined ? '-' : `${Math.round(fraction * 100)}%`;
}
