import type { HistogramValue } from './types';

/** Number of observations of a histogram. */
export function countOf(histogram: HistogramValue): number {
  let total = 0;
  for (const count of histogram.counts) total += count;
  return total;
}
