import { burnRateVariant, judgeBurnRate } from './judgeBurnRate';

const HOUR_MS = 3_600_000;
const RULE = {
  longMs: HOUR_MS,
  shortMs: HOUR_MS / 12,
  factor: 5,
  severity: 'fast',
} as const;

/** 90 % of 1,000 requests over an hour, and of 100 over its last five minutes. */
function judge(
  bad: { long: number; short: number },
  more: Partial<Parameters<typeof judgeBurnRate>[0]> = {},
) {
  return judgeBurnRate({
    entity: 'prod/_/domain/shop.example.com',
    rule: RULE,
    long: { total: 1000, bad: bad.long, coveredFraction: 1 },
    short: { total: 100, bad: bad.short, coveredFraction: 1 },
    availabilityFraction: 0.9,
    guards: { minimumRequests: 50, minimumCoveredFraction: 0.5 },
    isWatched: true,
    ...more,
  });
}

describe('burnRateVariant', () => {
  it('is told apart by its windows, and is critical where it burns fast', () => {
    expect(burnRateVariant('30d', RULE)).toEqual({
      rule: 'burn_rate',
      variant: '30d 3600000/300000',
      severity: 'critical',
      unit: 'burn_rate',
      window: '30d',
      threshold: 5,
      holdMs: 0,
      recoverMs: 0,
    });
    const slow = { ...RULE, severity: 'slow' } as const;
    expect(burnRateVariant('30d', slow).severity).toBe('warning');
  });
});

describe('judgeBurnRate', () => {
  it('finds what burns in both windows, with what they held', () => {
    const clusters = ['prod'];
    // 500 of 1,000 where a tenth is allowed: five times the rate.
    const finding = judge({ long: 500, short: 80 }, { evidence: { clusters } });
    expect(finding).toEqual({
      entity: 'prod/_/domain/shop.example.com',
      verdict: 'broken',
      value: expect.closeTo(5, 9),
      threshold: 5,
      windowMs: HOUR_MS,
      reason: 'burning_fast',
      evidence: {
        clusters,
        rule: RULE,
        long: {
          windowMs: HOUR_MS,
          burnRate: expect.closeTo(5, 9),
          total: 1000,
          bad: 500,
        },
        short: {
          windowMs: HOUR_MS / 12,
          burnRate: expect.closeTo(8, 9),
          total: 100,
          bad: 80,
        },
      },
    });
  });

  it.each([
    ['the long window does not burn', { long: 490, short: 80 }],
    ['the short window burns no more', { long: 600, short: 40 }],
  ])('finds nothing where %s', (_, bad) => {
    expect(judge(bad)).toBeUndefined();
  });

  it('takes nothing back while something it is about is not watched', () => {
    const finding = judge({ long: 0, short: 0 }, { isWatched: false });
    expect(finding).toMatchObject({ verdict: 'unknown', value: 0 });
  });

  it('does not know where a window was not observed, nor what burned without requests', () => {
    const long = { total: 0, bad: 0, coveredFraction: 0.4 };
    expect(judge({ long: 0, short: 80 }, { long })).toMatchObject({
      verdict: 'unknown',
      value: 0,
      evidence: { long: { burnRate: 0, total: 0 } },
    });
  });

  it('says that a slow rule burns slowly', () => {
    const rule = { ...RULE, severity: 'slow' } as const;
    expect(judge({ long: 600, short: 80 }, { rule })?.reason).toBe(
      'burning_slow',
    );
  });
});
