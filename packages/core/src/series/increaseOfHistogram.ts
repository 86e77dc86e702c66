import { countOf } from './histogramCount';
import { keepBounds } from './keepBounds';
import type { HistogramValue } from './types';

/**
 * What a histogram rose by, on the bounds that both values have; `undefined` if it began anew.
 *
 * It began anew if it holds fewer observations than before. Nothing else says so: its buckets and
 * its sum need not be written in one step, so that one of them may seem to step back between two
 * scrapes, a sum of fractions may fall by a rounding error, and a bound may come or go. The number of
 * observations is that of the whole histogram; a bucket never takes part in more of them.
 */
export function increaseOfHistogram(
  before: HistogramValue,
  value: HistogramValue,
): HistogramValue | undefined {
  const total = countOf(value) - countOf(before);
  if (total < 0) return undefined;
  const boundsMs = sharedBounds(before, value);
  const earlier = keepBounds(before, boundsMs).counts;
  const counts: number[] = [];
  let risen = 0;
  let taken = 0;
  keepBounds(value, boundsMs).counts.forEach((count, i) => {
    risen += count - earlier[i];
    const upTo = Math.min(total, Math.max(taken, risen));
    counts.push(upTo - taken);
    taken = upTo;
  });
  return { boundsMs, counts, sumMs: Math.max(0, value.sumMs - before.sumMs) };
}

function sharedBounds(
  before: HistogramValue,
  value: HistogramValue,
): readonly number[] {
  const isSame =
    before.boundsMs.length === value.boundsMs.length &&
    before.boundsMs.every((bound, i) => bound === value.boundsMs[i]);
  if (isSame) return value.boundsMs;
  const known = new Set(before.boundsMs);
  return value.boundsMs.filter(bound => known.has(bound));
}
