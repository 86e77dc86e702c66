import type { NodeFigures } from './MetricsSource';
import { Ring, type RingBucket } from './Ring';

const FIGURES = ['cpuCores', 'memoryBytes'] as const;
type Figure = (typeof FIGURES)[number];

/** One minute: the mean and the greatest of its samples. */
export type UsageMinute = { startMs: number } & {
  [figure in Figure]?: { avg: number; max: number };
};

type Rings = Record<Figure, Ring>;

/** The last hour of what nodes, and all of them together, used, by the minute. */
export class UsageHistory {
  private readonly nodes = new Map<string, Rings & { lastMs: number }>();
  private readonly cluster = createRings();

  /** Takes what one source knows of all nodes; what was taken before is not counted again. */
  record(
    nodes: Iterable<readonly [node: string, figures: NodeFigures]>,
    nowMs: number,
  ): void {
    const total: Partial<Record<Figure, number>> = {};
    for (const [node, usage] of nodes) {
      const rings = this.nodes.get(node) ?? {
        ...createRings(),
        lastMs: -Infinity,
      };
      this.nodes.set(node, rings);
      for (const figure of FIGURES) {
        const value = usage[figure];
        if (value === undefined) continue;
        total[figure] = (total[figure] ?? 0) + value;
        if (usage.timestampMs !== rings.lastMs) {
          rings[figure].add(usage.timestampMs, value);
        }
      }
      rings.lastMs = usage.timestampMs;
    }
    for (const figure of FIGURES) {
      const value = total[figure];
      if (value !== undefined) this.cluster[figure].add(nowMs, value);
    }
    this.forgetBefore(nowMs - 3_600_000);
  }

  /** Rising; empty for a node that is not known. */
  ofNode(name: string): UsageMinute[] {
    const rings = this.nodes.get(name);
    return rings ? toMinutes(rings) : [];
  }

  ofCluster(): UsageMinute[] {
    return toMinutes(this.cluster);
  }

  private forgetBefore(timeMs: number): void {
    for (const [node, { lastMs }] of this.nodes) {
      if (lastMs < timeMs) this.nodes.delete(node);
    }
  }
}

function createRings(): Rings {
  return { cpuCores: new Ring(), memoryBytes: new Ring() };
}

function toMinutes(rings: Rings): UsageMinute[] {
  const minutes = new Map<number, UsageMinute>();
  for (const figure of FIGURES) {
    for (const bucket of rings[figure].series()) {
      const { startMs } = bucket;
      const minute = minutes.get(startMs) ?? { startMs };
      minutes.set(startMs, { ...minute, [figure]: toFigures(bucket) });
    }
  }
  return [...minutes.values()].sort((a, b) => a.startMs - b.startMs);
}

function toFigures({ sum, count, max }: RingBucket) {
  return { avg: sum / count, max };
}
