/**
 * Share of the error budget below which it may not last: one more bad day ends it. A convention of
 * the field, with no more theory behind it than that.
 */
export const LOW_BUDGET_FRACTION = 0.2;

/**
 * Whether little is left of a budget that is not overspent. Exactly at the limit, and at what
 * floating point makes of it, it is not little; exactly spent it is.
 */
export function isBudgetLow(remainingFraction: number): boolean {
  const isMet = remainingFraction > -1e-9;
  return isMet && remainingFraction < LOW_BUDGET_FRACTION - 1e-9;
}

/** Requests of one bucket of a history. */
export type BudgetBucket = { total: number; bad: number };

/**
 * The budget that is left at the end of each bucket, over the window that ends there: 1 when nothing
 * is spent, negative when overspent. The buckets are adjacent and of one length; the first result
 * belongs to the first bucket with a whole window before it, so `buckets` of 7 with a window of 3
 * give 5 results. `undefined` where a window has no request.
 *
 * @throws RangeError if `windowBuckets` is not a whole number above 0
 */
export function rollingBudget(
  buckets: readonly BudgetBucket[],
  windowBuckets: number,
  availabilityFraction: number,
): (number | undefined)[] {
  if (!Number.isInteger(windowBuckets) || windowBuckets < 1)
    throw new RangeError('windowBuckets must be a whole number above 0');
  const remaining: (number | undefined)[] = [];
  let total = 0;
  let bad = 0;
  buckets.forEach((bucket, i) => {
    total += bucket.total;
    bad += bucket.bad;
    if (i >= windowBuckets) {
      total -= buckets[i - windowBuckets].total;
      bad -= buckets[i - windowBuckets].bad;
    }
    if (i >= windowBuckets - 1) {
      remaining.push(
        total > 0 ? 1 - bad / total / (1 - availabilityFraction) : undefined,
      );
    }
  });
  return remaining;
}

/**
 * How long the budget lasts at a burn rate: remaining share × window ÷ burn rate, which is the
 * earliest time, as it lets nothing that was spent fall out of the window meanwhile. 0 where nothing
 * is left; `undefined` at a burn rate of 1 or less, which never spends all of it.
 */
export function timeToExhaustionMs(input: {
  remainingFraction: number;
  burnRate: number;
  windowMs: number;
}): number | undefined {
  const { remainingFraction, burnRate, windowMs } = input;
  if (!(burnRate > 1)) return undefined;
  return Math.max(0, (remainingFraction * windowMs) / burnRate);
}
