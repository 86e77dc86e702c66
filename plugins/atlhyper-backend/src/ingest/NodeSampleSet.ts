import type { GaugeAggregate } from '@atlhyper/backstage-plugin-atlhyper-common';
import { NODE_METRICS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeSample } from '@atlhyper/backstage-plugin-atlhyper-node';

/** Gathers node figures; those of one node, level and bucket become one. */
export class NodeSampleSet {
  private readonly samples = new Map<string, NodeSample>();

  add(sample: NodeSample): void {
    const key = JSON.stringify([sample.node, sample.levelMs, sample.startMs]);
    const known = this.samples.get(key);
    this.samples.set(
      key,
      known
        ? {
            ...known,
            metrics: mergeMetrics(known.metrics, sample.metrics),
            filesystems: mergeFilesystems(known, sample),
          }
        : sample,
    );
  }

  toSamples(): NodeSample[] {
    return [...this.samples.values()];
  }
}

function mergeMetrics(
  a: NodeSample['metrics'],
  b: NodeSample['metrics'],
): NodeSample['metrics'] {
  const merged: NodeSample['metrics'] = {};
  for (const metric of NODE_METRICS) {
    const value = mergeGauges(a[metric], b[metric]);
    if (value) {
      merged[metric] = value;
    }
  }
  return merged;
}

function mergeFilesystems(
  a: NodeSample,
  b: NodeSample,
): NodeSample['filesystems'] {
  if (!a.filesystems || !b.filesystems) {
    return a.filesystems ?? b.filesystems;
  }
  const merged: Record<string, GaugeAggregate> = { ...a.filesystems };
  for (const [mount, used] of Object.entries(b.filesystems)) {
    merged[mount] = mergeGauges(merged[mount], used)!;
  }
  return merged;
}

function mergeGauges(
  a?: GaugeAggregate,
  b?: GaugeAggregate,
): GaugeAggregate | undefined {
  return a && b
    ? {
        sum: a.sum + b.sum,
        count: a.count + b.count,
        max: Math.max(a.max, b.max),
      }
    : a ?? b;
}
