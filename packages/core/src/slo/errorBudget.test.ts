import fc from 'fast-check';
import { histogramQuantile } from '../series';
import {
  isComparable,
  latencyShare,
  rollingBudget,
  timeToExhaustionMs,
} from './index';

/** The number but for rounding; nothing where there is none. */
function near(value: number | undefined, digits: number) {
  return value === undefined ? undefined : expect.closeTo(value, digits);
}

describe('rollingBudget', () => {
  it('follows a hand-worked incident through a window of three buckets', () => {
    // 90 % objective: 10 bad of 100 spend all of a window of 100 requests.
    const buckets = [
      { total: 100, bad: 0 },
      { total: 100, bad: 0 },
      { total: 100, bad: 0 },
      { total: 100, bad: 15 },
      { total: 100, bad: 45 },
      { total: 0, bad: 0 },
      { total: 0, bad: 0 },
      { total: 0, bad: 0 },
    ];
    const budget = rollingBudget(buckets, 3, 0.9);
    expect(budget).toEqual([
      ...[1, 0.5, -1, -2, -3.5].map(value => expect.closeTo(value, 9)),
      undefined,
    ]);
  });

  it.each([0, -1, 1.5, NaN])(
    'refuses a window of %d buckets',
    windowBuckets => {
      expect(() => rollingBudget([], windowBuckets, 0.9)).toThrow(
        new RangeError('windowBuckets must be a whole number above 0'),
      );
    },
  );

  it('agrees with summing every window anew', () => {
    const bucket = fc
      .tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 }))
      .map(([a, b]) => ({ total: Math.max(a, b), bad: Math.min(a, b) }));
    fc.assert(
      fc.property(
        fc.array(bucket, { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        (buckets, n) => {
          const budget = rollingBudget(buckets, n, 0.99);
          expect(budget).toHaveLength(Math.max(0, buckets.length - n + 1));
          budget.forEach((remaining, i) => {
            const window = buckets.slice(i, i + n);
            const total = window.reduce((sum, b) => sum + b.total, 0);
            const bad = window.reduce((sum, b) => sum + b.bad, 0);
            expect(remaining).toEqual(
              near(total === 0 ? undefined : 1 - bad / total / 0.01, 6),
            );
          });
        },
      ),
    );
  });
});

describe('isComparable', () => {
  it.each([
    [0.49, false],
    [0.5, true],
    [1, true],
  ])('takes a period of which %d was observed: %s', (covered, expected) => {
    expect(isComparable(covered)).toBe(expected);
  });
});

describe('timeToExhaustionMs', () => {
  it.each([
    // Half of the budget of 30 days at 10 times the rate: a twentieth of 30 days.
    [0.5, 10, 1.5],
    [1, 1.0001, 29.997],
    [0.5, 1, undefined],
    [0.5, 0, undefined],
    [0, 2, 0],
    [-3, 2, 0],
  ])(
    'with %d left at a burn rate of %d',
    (remainingFraction, burnRate, days) => {
      const ms = timeToExhaustionMs({
        remainingFraction,
        burnRate,
        windowMs: 30 * 86_400_000,
      });
      expect(ms).toEqual(near(days && days * 86_400_000, -5));
    },
  );
});

describe('latencyShare', () => {
  const histogram = { boundsMs: [100, 300], counts: [60, 30, 10], sumMs: 0 };

  it.each([
    // A bound is exact.
    [100, 0.6, 0.6, 0.6, false],
    [300, 0.9, 0.9, 0.9, false],
    // 250 ms is three quarters of the way through a bucket of 30.
    [250, 0.825, 0.6, 0.9, true],
    [50, 0.3, 0, 0.6, true],
    // Past the last bound the rest counts as slower.
    [5000, 0.9, 0.9, 1, true],
  ])('within %i ms', (threshold, fraction, lower, upper, estimated) => {
    const share = latencyShare(histogram, threshold)!;
    expect(share.fraction).toBeCloseTo(fraction, 12);
    expect(share.lowerFraction).toBeCloseTo(lower, 12);
    expect(share.upperFraction).toBeCloseTo(upper, 12);
    expect(share.estimated).toBe(estimated);
  });

  it('is sure inside a bucket that holds nothing', () => {
    const gap = { boundsMs: [100, 300], counts: [60, 0, 0], sumMs: 0 };
    expect(latencyShare(gap, 200)).toMatchObject({
      fraction: 1,
      estimated: false,
    });
  });

  it('has no share of nothing', () => {
    const empty = { boundsMs: [100], counts: [0, 0], sumMs: 0 };
    expect(latencyShare(empty, 100)).toBeUndefined();
  });

  it('reaches an objective just where the quantile is within the threshold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 50 }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 2999 }),
        fc.integer({ min: 1, max: 99 }),
        (counts, threshold, percent) => {
          const h = { boundsMs: [100, 700, 3000], counts, sumMs: 0 };
          const quantile = histogramQuantile(h, percent / 100);
          const share = latencyShare(h, threshold);
          fc.pre(quantile?.valueMs !== undefined && share !== undefined);
          const margin = Math.abs(quantile.valueMs - threshold);
          fc.pre(margin > 1e-6);
          expect(share.fraction >= percent / 100 - 1e-12).toBe(
            quantile.valueMs < threshold,
          );
        },
      ),
    );
  });
});
