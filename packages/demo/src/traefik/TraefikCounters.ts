import { bucketMeansMs } from '../truth/RequestCounts';
import { RunningTotals } from '../truth/RunningTotals';
import type { Truth } from '../truth/Truth';
import { SLOT_MS } from '../truth/World';
import { weightedShare, type TraefikSeries } from './traefikSeries';

/** What Traefik counts of one service, code and method. */
export type TraefikCount = {
  code: string;
  method: string;
  /** By latency bucket, not cumulative. */
  buckets: number[];
  total: number;
  sumSeconds: number;
};

/**
 * The counters of all replicas of Traefik since they started, at any time after that. Every
 * request is counted by exactly one replica.
 */
export class TraefikCounters {
  private readonly totals: Map<string, RunningTotals>;
  private readonly startCells: Map<string, Float64Array>;

  constructor(
    private readonly truth: Truth,
    startMs: number,
    private readonly replicaCount: number,
  ) {
    const originMs = Math.floor(startMs / SLOT_MS) * SLOT_MS;
    const ofRoutes = truth.routes.map(
      route => [route.route.id, new RunningTotals(route, originMs)] as const,
    );
    this.totals = new Map(ofRoutes);
    this.startCells = new Map(
      ofRoutes.map(([id, totals]) => [id, totals.at(startMs)]),
    );
  }

  /** One entry per code and method that was ever met, of one replica. */
  at(timeMs: number, series: TraefikSeries, replica: number): TraefikCount[] {
    const counts = new Map<string, TraefikCount>();
    for (const { routeId, weights, index } of series.contributions) {
      const truth = this.truth.route(routeId);
      const start = this.startCells.get(routeId)!;
      this.totals
        .get(routeId)!
        .at(timeMs)
        .forEach((cumulative, cell) => {
          const ofSeries = weightedShare(
            cumulative - start[cell],
            weights,
            index,
          );
          const count = this.ofReplica(ofSeries, cell, replica);
          if (count > 0) add(counts, truth, cell, count);
        });
    }
    const means = bucketMeansMs(this.truth.world.scenario.latencyBoundsMs);
    return [...counts.values()]
      .map(count => ({
        ...count,
        total: count.buckets.reduce((a, b) => a + b, 0),
        sumSeconds:
          count.buckets.reduce((sum, n, i) => sum + n * means[i], 0) / 1000,
      }))
      .sort((a, b) =>
        `${a.code} ${a.method}` < `${b.code} ${b.method}` ? -1 : 1,
      );
  }

  /** Requests are dealt out one by one; different cells begin with different replicas. */
  private ofReplica(count: number, cell: number, replica: number): number {
    const turn = (replica + cell) % this.replicaCount;
    return Math.floor((count + turn) / this.replicaCount);
  }
}

function add(
  counts: Map<string, TraefikCount>,
  truth: {
    codes: readonly string[];
    methods: readonly string[];
    bucketCount: number;
  },
  cell: number,
  count: number,
): void {
  const bucket = cell % truth.bucketCount;
  const row = (cell - bucket) / truth.bucketCount;
  const code = truth.codes[Math.floor(row / truth.methods.length)];
  const method = truth.methods[row % truth.methods.length];
  const key = `${code} ${method}`;
  const known = counts.get(key) ?? {
    code,
    method,
    buckets: new Array<number>(truth.bucketCount).fill(0),
    total: 0,
    sumSeconds: 0,
  };
  known.buckets[bucket] += count;
  counts.set(key, known);
}
