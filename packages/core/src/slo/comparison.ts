/**
 * A period of which less than half was observed is no comparison: a thousandth of a month beside a
 * month looks like a fall of traffic.
 */
export const MINIMUM_COMPARABLE_FRACTION = 0.5;

/** Whether a period may be held beside another; `coveredFraction` is the observed part of it, 0–1. */
export function isComparable(coveredFraction: number): boolean {
  return coveredFraction >= MINIMUM_COMPARABLE_FRACTION;
}
