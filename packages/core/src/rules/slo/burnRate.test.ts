import {
  burnRateOf,
  burnRuleProblem,
  DEFAULT_BURN_RULES,
  isAbsent,
  isBurning,
} from './index';
import { DEFAULT_SLO_TARGETS } from '../../slo/targets';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WINDOW_MS = { '1d': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS };
const guards = { minimumRequests: 50, minimumCoveredFraction: 0.5 };

describe('DEFAULT_BURN_RULES', () => {
  it('has the factors of the SRE Workbook for 30 days', () => {
    const rows = DEFAULT_BURN_RULES['30d'].map(rule => [
      rule.longMs / HOUR_MS,
      rule.shortMs / MINUTE_MS,
      rule.factor,
    ]);
    expect(rows).toEqual([
      [1, 5, 14.4],
      [6, 30, 6],
      [24, 120, 3],
      [72, 360, 1],
    ]);
  });

  it.each(['1d', '7d', '30d'] as const)(
    'can all work at the default objective of %s',
    window => {
      const { availabilityFraction } = DEFAULT_SLO_TARGETS[window];
      const context = { windowMs: WINDOW_MS[window], availabilityFraction };
      for (const rule of DEFAULT_BURN_RULES[window]) {
        expect(burnRuleProblem(rule, context)).toBeUndefined();
      }
    },
  );
});

describe('burnRuleProblem', () => {
  const rule = {
    longMs: HOUR_MS,
    shortMs: 5 * MINUTE_MS,
    factor: 10,
    severity: 'fast',
  } as const;
  const context = { windowMs: HOUR_MS, availabilityFraction: 0.9 };

  it.each([
    ['a factor beyond all requests bad', { factor: 10.1 }, /cannot be reached/],
    ['a window longer than the target’s', { longMs: 2 * HOUR_MS }, /longer/],
    ['windows of one length', { shortMs: HOUR_MS }, /shorter/],
  ])('finds %s', (_, change, problem) => {
    expect(burnRuleProblem({ ...rule, ...change }, context)).toMatch(problem);
  });

  it('finds nothing wrong with a factor just reachable', () => {
    expect(burnRuleProblem(rule, context)).toBeUndefined();
  });
});

describe('isBurning', () => {
  const [rule] = DEFAULT_BURN_RULES['30d'];
  const counts = (bad: number, total = 1000, coveredFraction = 1) => ({
    total,
    bad,
    coveredFraction,
  });
  const burning = (
    long: ReturnType<typeof counts>,
    short: ReturnType<typeof counts>,
  ) => isBurning({ rule, long, short, availabilityFraction: 0.99, guards });

  it('counts a burn rate as the Workbook does', () => {
    // 14.4 % bad at 99 %: 14.4 times what is allowed.
    expect(burnRateOf({ total: 1000, bad: 144 }, 0.99)).toBeCloseTo(14.4, 9);
    expect(burnRateOf({ total: 0, bad: 0 }, 0.99)).toBeUndefined();
  });

  it.each([
    ['both windows above', counts(145), counts(145), true],
    ['the long one just below', counts(143), counts(1000), false],
    ['the short one just below', counts(1000), counts(143), false],
    ['a short one without requests', counts(145), counts(0, 0), false],
    ['too few requests', counts(49, 49), counts(49, 49), undefined],
    ['few requests that are good', counts(0, 49), counts(0, 4), false],
    ['few requests, none lately', counts(49, 49), counts(0, 0), false],
    ['no requests at all', counts(0, 0), counts(0, 0), false],
    ['few requests, hardly seen', counts(0, 49, 0.4), counts(0, 4), undefined],
    ['just enough requests', counts(50, 50), counts(5, 5), true],
    ['a long one half seen', counts(145, 1000, 0.5), counts(145), true],
    ['a long one hardly seen', counts(145, 1000, 0.49), counts(145), undefined],
    ['a short one hardly seen', counts(145), counts(9, 9, 0.4), undefined],
  ])('with %s', (_, long, short, expected) => {
    expect(burning(long, short)).toBe(expected);
  });
});

describe('isAbsent', () => {
  const seen = (total: number, coveredFraction = 1) => ({
    total,
    coveredFraction,
  });
  it.each([
    ['nothing where the day before had enough', seen(0), seen(50), true],
    ['nothing where the day before had little', seen(0), seen(49), false],
    ['a single request', seen(1), seen(5000), false],
    ['silence of the agent', seen(0, 0.2), seen(5000), undefined],
    ['no observation of the day before', seen(0), seen(50, 0), undefined],
  ])('judges %s', (_, recent, dayBefore, expected) => {
    expect(isAbsent({ recent, dayBefore, guards })).toBe(expected);
  });

  it('misses nothing that never was, whatever the minimum', () => {
    const none = { minimumRequests: 0, minimumCoveredFraction: 0 };
    expect(
      isAbsent({ recent: seen(0), dayBefore: seen(0), guards: none }),
    ).toBe(false);
  });
});
