import type { HistogramValue } from './types';

/**
 * The same observations on fewer bounds. `boundsMs` must be a rising part of the histogram's own
 * bounds; the counts of a bound that is dropped move up to the next one that stays.
 */
export function keepBounds(
  histogram: HistogramValue,
  boundsMs: readonly number[],
): HistogramValue {
  const counts = new Array<number>(boundsMs.length + 1).fill(0);
  let target = 0;
  histogram.counts.forEach((count, i) => {
    counts[target] += count;
    if (
      histogram.boundsMs[i] === boundsMs[target] &&
      i < histogram.boundsMs.length
    )
      target += 1;
  });
  return { boundsMs, counts, sumMs: histogram.sumMs };
}
