import type { RouteTruth } from './RouteTruth';

/** Requests by what a service level is made of. */
export type RequestCounts = {
  total: number;
  /** Those with a code of 500 or above. */
  bad: number;
  codes: Record<string, number>;
  methods: Record<string, number>;
  latency: { boundsMs: number[]; counts: number[]; sumMs: number };
};

/** How long a request of a bucket took: the middle of it, and twice the last bound above that. */
export function bucketMeansMs(boundsMs: readonly number[]): number[] {
  const last = boundsMs[boundsMs.length - 1];
  return [
    ...boundsMs.map(
      (bound, i) => ((i === 0 ? 0 : boundsMs[i - 1]) + bound) / 2,
    ),
    last * 2,
  ];
}

export function emptyCounts(boundsMs: readonly number[]): RequestCounts {
  return {
    total: 0,
    bad: 0,
    codes: {},
    methods: {},
    latency: {
      boundsMs: [...boundsMs],
      counts: new Array(boundsMs.length + 1).fill(0),
      sumMs: 0,
    },
  };
}

/** Adds a vector of cells of `truth` to `counts`. Codes and methods without requests are left out. */
export function addCells(
  counts: RequestCounts,
  truth: RouteTruth,
  cells: Float64Array,
): void {
  const means = bucketMeansMs(counts.latency.boundsMs);
  const { codes, methods, bucketCount } = truth;
  cells.forEach((count, cell) => {
    if (count === 0) return;
    const bucket = cell % bucketCount;
    const row = (cell - bucket) / bucketCount;
    const code = codes[Math.floor(row / methods.length)];
    const method = methods[row % methods.length];
    counts.total += count;
    if (Number(code) >= 500) counts.bad += count;
    counts.codes[code] = (counts.codes[code] ?? 0) + count;
    counts.methods[method] = (counts.methods[method] ?? 0) + count;
    counts.latency.counts[bucket] += count;
    counts.latency.sumMs += count * means[bucket];
  });
}
