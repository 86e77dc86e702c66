import { keepBounds } from './keepBounds';
import type { HistogramValue } from './types';

/**
 * The same observations on at most `maxBounds` bounds: the first and the last stay and those
 * between are taken evenly. Which bounds stay depends on the bounds alone, so that a series keeps
 * its layout over time.
 *
 * @throws RangeError if `maxBounds` is not a whole number above 0
 */
export function thinBounds(
  histogram: HistogramValue,
  maxBounds: number,
): HistogramValue {
  if (!Number.isInteger(maxBounds) || maxBounds < 1)
    throw new RangeError(`maxBounds must be a whole number above 0`);
  const { boundsMs } = histogram;
  if (boundsMs.length <= maxBounds) return histogram;
  const last = boundsMs.length - 1;
  if (maxBounds === 1) return keepBounds(histogram, [boundsMs[last]]);
  const kept = Array.from(
    { length: maxBounds },
    (_, i) => boundsMs[Math.round((i * last) / (maxBounds - 1))],
  );
  return keepBounds(histogram, kept);
}
