import { keepBounds } from './keepBounds';
import type { HistogramValue } from './types';

/**
 * The histogram of both inputs' observations, on the bounds they share.
 *
 * The total and the sum are those of both inputs together whatever the layouts. Layouts without a
 * common bound give a histogram without bounds. Merging is associative and commutative.
 */
export function mergeHistograms(
  a: HistogramValue,
  b: HistogramValue,
): HistogramValue {
  const sameLayout =
    a.boundsMs.length === b.boundsMs.length &&
    a.boundsMs.every((bound, i) => bound === b.boundsMs[i]);
  if (!sameLayout) {
    const inB = new Set(b.boundsMs);
    const shared = a.boundsMs.filter(bound => inB.has(bound));
    return mergeHistograms(keepBounds(a, shared), keepBounds(b, shared));
  }
  return {
    boundsMs: a.boundsMs,
    counts: a.counts.map((count, i) => count + b.counts[i]),
    sumMs: a.sumMs + b.sumMs,
  };
}
