import { weightedShare } from '../traefik/traefikSeries';

/**
 * Bounds of `response_latency_ms` in the proxies of today.
 * https://github.com/linkerd/linkerd2-proxy/blob/main/linkerd/metrics/src/latency.rs
 */
export const MESH_BOUNDS_MS: readonly number[] = [
  1, 10, 50, 100, 200, 300, 400, 500, 1000, 5000, 10_000,
];

const PRECISION = 10_000;

/**
 * How the requests of each of the scenario's latency buckets fall into the proxy's, as whole
 * weights: evenly over time, in the first bucket over its logarithm, since most answers are quick.
 */
export function meshBucketWeights(boundsMs: readonly number[]): number[][] {
  const ends = [...MESH_BOUNDS_MS, Infinity];
  return [...boundsMs, Infinity].map((highMs, bucket) => {
    const lowMs = bucket === 0 ? 1 : boundsMs[bucket - 1];
    const last = Math.min(highMs, lowMs * 2.5);
    const place = (ms: number) => (bucket === 0 ? Math.log(ms) : ms);
    const whole = place(last) - place(lowMs);
    return ends.map((end, i) => {
      const from = Math.max(lowMs, i === 0 ? 0 : ends[i - 1]);
      const to = Math.min(highMs === Infinity ? last : highMs, end);
      if (to <= from) return 0;
      const width = highMs === Infinity ? whole : place(highMs) - place(lowMs);
      return Math.round(((place(to) - place(from)) / width) * PRECISION);
    });
  });
}

/** Puts `count` requests of one bucket into the proxy's buckets; none of them falls as it rises. */
export function addToMeshBuckets(
  buckets: Float64Array,
  count: number,
  weights: readonly number[],
): void {
  if (count === 0) return;
  const used = weights.flatMap((weight, i) => (weight > 0 ? [i] : []));
  const present = used.map(i => weights[i]);
  used.forEach((i, index) => {
    buckets[i] += weightedShare(count, present, index);
  });
}
