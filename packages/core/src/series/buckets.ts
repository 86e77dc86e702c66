/** The start of the bucket of `stepMs` that holds `ms`; buckets are aligned to the epoch. */
export function alignDown(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

/** The first bucket start that is not before `ms`. */
export function alignUp(ms: number, stepMs: number): number {
  return Math.ceil(ms / stepMs) * stepMs;
}

/**
 * The share of bucket `i` (0 … `k`−1) when `n` things are spread evenly over `k` buckets:
 * `floor(n(i+1)/k) − floor(n·i/k)`. The shares of all buckets add up to exactly `n`, for any whole
 * `n` up to 2^53.
 */
export function spreadCount(n: number, k: number, i: number): number {
  const rest = n % k;
  return (
    (n - rest) / k +
    Math.floor((rest * (i + 1)) / k) -
    Math.floor((rest * i) / k)
  );
}
