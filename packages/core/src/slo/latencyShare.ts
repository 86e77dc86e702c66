import { countOf } from '../series/histogramCount';
import type { HistogramValue } from '../series/types';

/** Share of requests within a threshold, with the interval that it surely lies in. */
export type LatencyShare = {
  /** Interpolated; the lower end where the threshold lies past the last bound. */
  fraction: number;
  lowerFraction: number;
  upperFraction: number;
  /** The buckets cannot tell: the threshold lies inside a bucket that holds requests. */
  estimated: boolean;
};

/**
 * Share of the observations at most `thresholdMs`, linear inside a bucket as quantiles are, so that
 * the share reaches `q` just where the `q`-quantile is within the threshold.
 *
 * At a bound it is exact. Inside a bucket the truth lies between the share up to the bucket's lower
 * bound and that up to its upper; past the last bound nothing is known of the rest, which then
 * counts as slower. `undefined` for a histogram without observations.
 */
export function latencyShare(
  histogram: HistogramValue,
  thresholdMs: number,
): LatencyShare | undefined {
  const total = countOf(histogram);
  if (!(total > 0)) return undefined;
  const { boundsMs, counts } = histogram;
  let below = 0;
  let i = 0;
  while (i < boundsMs.length && boundsMs[i] <= thresholdMs) {
    below += counts[i];
    i += 1;
  }
  const lowerMs = i === 0 ? 0 : boundsMs[i - 1];
  const atBound = thresholdMs <= lowerMs;
  const inside = atBound ? 0 : counts[i];
  const position =
    i < boundsMs.length ? (thresholdMs - lowerMs) / (boundsMs[i] - lowerMs) : 0;
  return {
    fraction: (below + inside * position) / total,
    lowerFraction: below / total,
    upperFraction: (below + inside) / total,
    estimated: inside > 0,
  };
}
