import {
  type GaugeAggregate,
  type LatencyHistogram,
  type NodeMetric,
  type NodeRow,
  type RequestRow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mergeHistograms, seriesEntity, toEntityKey } from '@atlhyper/core';

type Counts = Record<string, number>;

/**
 * Adds rows of one slot together: counts and histograms of one series, gauges of one node.
 *
 * The order of adding makes no difference, and adding the rows of several slots gives the rows of
 * the slot that spans them. The rows that were added are not changed.
 */
export class SlotAccumulator {
  private readonly requests = new Map<string, RequestRow>();
  private readonly nodes = new Map<string, NodeRow>();

  addRequest(row: RequestRow): void {
    const key = toEntityKey(seriesEntity(row.series));
    const known = this.requests.get(key);
    this.requests.set(key, known ? mergeRequestRows(known, row) : row);
  }

  addNode(row: NodeRow): void {
    const known = this.nodes.get(row.node);
    this.nodes.set(row.node, known ? mergeNodeRows(known, row) : row);
  }

  toRows(): { requests: RequestRow[]; nodes: NodeRow[] } {
    return {
      requests: [...this.requests.values()],
      nodes: [...this.nodes.values()],
    };
  }
}

function mergeRequestRows(a: RequestRow, b: RequestRow): RequestRow {
  const latency = mergeLatencies(a.latency, b.latency);
  const mesh = addMeshCounts(a.mesh, b.mesh);
  return {
    series: a.series,
    codes: addCounts(a.codes, b.codes),
    methods: addCounts(a.methods, b.methods),
    ...(latency && { latency }),
    ...(mesh && { mesh }),
  };
}

function addMeshCounts(
  a: RequestRow['mesh'],
  b: RequestRow['mesh'],
): RequestRow['mesh'] {
  if (!a || !b) {
    return a ?? b;
  }
  return {
    started: a.started + b.started,
    failed: a.failed + b.failed,
    secured: a.secured + b.secured,
  };
}

/** Layouts without a common bound say nothing together; the wire asks for at least one bound. */
function mergeLatencies(
  a: LatencyHistogram | undefined,
  b: LatencyHistogram | undefined,
): LatencyHistogram | undefined {
  if (!a || !b) {
    return a ?? b;
  }
  const { boundsMs, counts, sumMs } = mergeHistograms(a, b);
  return boundsMs.length > 0
    ? { boundsMs: [...boundsMs], counts: [...counts], sumMs }
    : undefined;
}

function addCounts(a: Counts, b: Counts): Counts {
  const sum = { ...a };
  for (const [key, count] of Object.entries(b)) {
    sum[key] = (sum[key] ?? 0) + count;
  }
  return sum;
}

function mergeNodeRows(a: NodeRow, b: NodeRow): NodeRow {
  const metrics: NodeRow['metrics'] = { ...a.metrics };
  for (const [name, gauge] of Object.entries(b.metrics) as [
    NodeMetric,
    GaugeAggregate,
  ][]) {
    metrics[name] = addGauges(metrics[name], gauge);
  }
  const byMount = new Map<string, GaugeAggregate>();
  for (const row of [a, b]) {
    for (const { mount, used } of row.filesystems ?? []) {
      byMount.set(mount, addGauges(byMount.get(mount), used));
    }
  }
  const filesystems = [...byMount].map(([mount, used]) => ({ mount, used }));
  return {
    node: a.node,
    metrics,
    ...(filesystems.length > 0 && { filesystems }),
  };
}

function addGauges(
  a: GaugeAggregate | undefined,
  b: GaugeAggregate,
): GaugeAggregate {
  return a
    ? {
        sum: a.sum + b.sum,
        count: a.count + b.count,
        max: Math.max(a.max, b.max),
      }
    : b;
}
