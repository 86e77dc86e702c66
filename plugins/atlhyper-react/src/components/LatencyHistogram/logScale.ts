/** A bucket in ms; the last of a histogram has no upper end. */
export type LatencyBucket = {
  lowerMs: number;
  upperMs?: number;
  count: number;
};

/** Where values lie on a logarithmic axis, as fractions of its length. */
export type LogScale = {
  /** 0 at the left end, 1 at the right; values past an end lie on it. */
  position(valueMs: number): number;
  /** Rising, at 1, 2 and 5 times powers of ten, or at these alone where there are many. */
  ticks: number[];
};

const MOST_TICKS = 12;

/**
 * The axis on which all buckets and marks fit. Zero has no logarithm and the last bucket no end:
 * the axis begins at half the lowest bound above zero, and where the last bucket holds something
 * ends at twice the greatest.
 */
export function createLogScale(
  buckets: readonly LatencyBucket[],
  marksMs: readonly number[] = [],
): LogScale {
  const bounds = [
    ...buckets.flatMap(bucket => [bucket.lowerMs, bucket.upperMs ?? 0]),
    ...marksMs,
  ].filter(bound => bound > 0);
  const lowest = bounds.length > 0 ? Math.min(...bounds) / 2 : 1;
  const isOpen = buckets.some(b => b.upperMs === undefined && b.count > 0);
  const greatest =
    bounds.length > 0 ? Math.max(...bounds) * (isOpen ? 2 : 1.1) : 10;
  const from = Math.log10(lowest);
  const length = Math.log10(greatest) - from;
  const ticks = [];
  for (let power = Math.floor(from); power <= from + length; power++) {
    for (const factor of [1, 2, 5]) {
      const tick = Number(`${factor}e${power}`);
      if (tick >= lowest && tick <= greatest) {
        ticks.push(tick);
      }
    }
  }
  return {
    position: valueMs =>
      valueMs <= lowest
        ? 0
        : Math.min(1, (Math.log10(valueMs) - from) / length),
    ticks:
      ticks.length > MOST_TICKS
        ? ticks.filter(tick => Number.isInteger(Math.log10(tick)))
        : ticks,
  };
}
