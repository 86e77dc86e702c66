import { median } from './theilSen';

/** The share of a resource that was used at a time. */
export type UsedSample = { atMs: number; usedFraction: number };

/** What changes by less within two hours is no break, however quiet the series is. */
export const LEAST_BREAK = 0.05;

/** A break stands out from the usual changes by this factor. */
const BREAK_OF_USUAL = 8;

/**
 * The samples since the level last broke: since something was cleaned up, moved in or resized, for
 * which the trend before says nothing of the trend now. Where it fell twice or more the falls are part
 * of how things are (logs that are rotated), and all samples are kept.
 *
 * A break is a change within two samples of at least 0.05 and eight times the median change; two,
 * since an average over the hour in which it happened lies between.
 */
export function lastRegime(samples: readonly UsedSample[]): UsedSample[] {
  const changes = samples
    .slice(2)
    .map((sample, i) => sample.usedFraction - samples[i].usedFraction);
  if (changes.length === 0) return [...samples];
  const usual = median(changes.map(Math.abs));
  const least = Math.max(LEAST_BREAK, BREAK_OF_USUAL * usual);
  let falls = 0;
  let from = 0;
  let previous = -Infinity;
  changes.forEach((change, i) => {
    if (Math.abs(change) < least) return;
    // Neighbouring changes see the same break.
    const isNew = i - previous > 2;
    previous = i;
    if (isNew && change < 0) falls += 1;
    from = i + 2;
  });
  return falls >= 2 ? [...samples] : samples.slice(from);
}
