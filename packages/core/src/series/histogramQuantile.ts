import { countOf } from './histogramCount';
import type { HistogramValue } from './types';

/** A quantile with the bucket it fell in: above `lowerMs`, at most `upperMs`. */
export type HistogramQuantile = {
  /** Interpolated; absent past the last bound, where all that is known is "more than `lowerMs`". */
  valueMs?: number;
  lowerMs: number;
  upperMs?: number;
};

/**
 * The `q`-quantile (0–1) of a histogram, linear inside its bucket as Prometheus's
 * `histogram_quantile` computes it: https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 * Two answers differ: past the last bound Prometheus returns that bound, this returns no value;
 * and empty leading buckets are passed over, so `q` 0 gives the lower end of the first used one.
 *
 * `undefined` for a histogram without observations.
 *
 * @throws RangeError if `q` is not within 0 and 1
 */
export function histogramQuantile(
  histogram: HistogramValue,
  q: number,
): HistogramQuantile | undefined {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`q must be within 0 and 1`);
  const total = countOf(histogram);
  if (!(total > 0)) return undefined;
  const rank = q * total;
  const { boundsMs, counts } = histogram;
  let below = 0;
  for (let i = 0; i < boundsMs.length; i++) {
    const count = counts[i];
    if (count > 0 && below + count >= rank) {
      const lowerMs = i === 0 ? 0 : boundsMs[i - 1];
      const upperMs = boundsMs[i];
      const share = Math.max(0, rank - below) / count;
      return {
        valueMs: lowerMs + (upperMs - lowerMs) * share,
        lowerMs,
        upperMs,
      };
    }
    below += count;
  }
  return { lowerMs: boundsMs.length > 0 ? boundsMs[boundsMs.length - 1] : 0 };
}
