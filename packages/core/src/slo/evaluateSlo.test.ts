import {
  DEFAULT_SLO_TARGETS,
  SLO_STATUSES,
  compareStatuses,
  evaluateSlo,
  mergeReasons,
  worstStatus,
} from './index';

const target = {
  availabilityFraction: 0.95,
  latency: { thresholdMs: 300, objectiveFraction: 0.95, by: 'quantile' },
} as const;
const guards = { minimumRequests: 10, minimumCoveredFraction: 0.5 };

function evaluate(input: Partial<Parameters<typeof evaluateSlo>[0]>) {
  return evaluateSlo({
    total: 1000,
    bad: 0,
    coveredFraction: 1,
    target,
    guards,
    ...input,
  });
}

/** 1,000 requests, `slow` of them above 300 ms and at most 400. */
function latencies(slow: number) {
  return {
    boundsMs: [100, 300, 400],
    counts: [900, 100 - slow, slow, 0],
    sumMs: 0,
  };
}

describe('evaluateSlo', () => {
  it('has no figures and no status without requests', () => {
    expect(evaluate({ total: 0 })).toEqual({
      status: 'no_data',
      reasons: ['no_requests'],
      availabilityFraction: undefined,
      errorBudgetRemainingFraction: undefined,
      burnRate: undefined,
      latencyShare: undefined,
    });
  });

  it.each([
    ['well above', 40, 'healthy', []],
    ['just above', 49, 'at_risk', ['budget_low']],
    ['at', 50, 'at_risk', ['budget_low']],
    ['just below', 51, 'critical', ['availability_missed']],
    ['far below', 1000, 'critical', ['availability_missed']],
  ])('judges availability %s its target', (_, bad, status, reasons) => {
    expect(evaluate({ bad })).toMatchObject({ status, reasons });
  });

  it.each([
    [49, 'healthy'],
    // 950 of 1,000 within 300 ms: the quantile is the bound itself.
    [50, 'healthy'],
    [51, 'warning'],
  ])('judges latency with %i of 1,000 too slow as %s', (slow, status) => {
    const histogram = latencies(slow);
    const latency = { ...target.latency, by: 'share' } as const;
    expect(evaluate({ histogram }).status).toBe(status);
    expect(evaluate({ histogram, target: { ...target, latency } }).status).toBe(
      status,
    );
  });

  it.each([
    [301, 'healthy'],
    [300, 'warning'],
  ])(
    'takes a quantile past the last bound of 300 ms for more than %i ms only from it on',
    (thresholdMs, status) => {
      const histogram = { boundsMs: [300], counts: [1, 999], sumMs: 0 };
      const latency = { ...target.latency, thresholdMs };
      expect(
        evaluate({ histogram, target: { ...target, latency } }).status,
      ).toBe(status);
    },
  );

  it.each([
    [249, 'warning', ['latency_missed']],
    [251, 'healthy', []],
  ])(
    'judges a quantile inside a bucket against %i ms as %s',
    (thresholdMs, status, reasons) => {
      // Three quarters of the way from 100 to 300 ms: 250.
      const histogram = { boundsMs: [100, 300], counts: [0, 8, 0], sumMs: 0 };
      const objectiveFraction = 0.75;
      const latency = {
        thresholdMs,
        objectiveFraction,
        by: 'quantile',
      } as const;
      expect(
        evaluate({ histogram, target: { ...target, latency } }),
      ).toMatchObject({ status, reasons });
    },
  );

  it('counts past the last bound as slower where a share is asked for', () => {
    const histogram = { boundsMs: [300], counts: [1, 999], sumMs: 0 };
    const latency = {
      ...target.latency,
      thresholdMs: 301,
      by: 'share',
    } as const;
    expect(
      evaluate({ histogram, target: { ...target, latency } }),
    ).toMatchObject({
      status: 'warning',
      reasons: ['latency_missed'],
      latencyShare: { fraction: 0.001 },
    });
  });

  it.each(['share', 'quantile'] as const)(
    'misses no latency by %s where none was measured',
    by => {
      const histogram = { boundsMs: [100, 300], counts: [0, 0, 0], sumMs: 0 };
      const latency = { ...target.latency, by };
      expect(
        evaluate({ histogram, target: { ...target, latency } }),
      ).toMatchObject({ status: 'healthy', latencyShare: undefined });
    },
  );

  it('judges no latency without a histogram or without an objective', () => {
    expect(evaluate({}).status).toBe('healthy');
    const only = { availabilityFraction: 0.95 };
    expect(evaluate({ histogram: latencies(100), target: only })).toMatchObject(
      { status: 'healthy', latencyShare: undefined },
    );
  });

  it.each([
    [9, 1, 'few_requests'],
    [1000, 0.49, 'short_history'],
  ])(
    'does not judge %i requests over %d of the window',
    (total, coveredFraction, reason) => {
      const result = evaluate({ total, bad: total, coveredFraction });
      expect(result).toMatchObject({ status: 'no_data', reasons: [reason] });
      expect(result.availabilityFraction).toBe(0);
    },
  );

  it.each([
    [10, 1],
    [1000, 0.5],
  ])('judges %i requests over %d of the window', (total, coveredFraction) => {
    const { status } = evaluate({ total, bad: total, coveredFraction });
    expect(status).toBe('critical');
  });

  it.each([
    [{ fast: true }, 'critical', ['burning_fast']],
    [{ slow: true }, 'warning', ['burning_slow']],
    [{ absent: true }, 'warning', ['absent']],
    [{ fast: true, slow: true }, 'critical', ['burning_fast', 'burning_slow']],
  ])('takes alerts %j for %s', (firing, status, reasons) => {
    expect(evaluate({ firing })).toMatchObject({ status, reasons });
  });

  it.each([
    // Of 50 that 95 % of 1,000 allow: 10 are 20 %.
    [40, {}, 'healthy', []],
    [41, {}, 'at_risk', ['budget_low']],
    [50, {}, 'at_risk', ['budget_low']],
    [51, {}, 'critical', ['availability_missed']],
    [41, { slow: true }, 'warning', ['burning_slow', 'budget_low']],
  ])(
    'takes %i bad of 50 that are allowed, with alerts %j, for %s',
    (bad, firing, status, reasons) => {
      expect(evaluate({ bad, firing })).toMatchObject({ status, reasons });
    },
  );

  it('calls no budget low that cannot be judged', () => {
    const result = evaluate({ bad: 45, coveredFraction: 0.4 });
    expect(result.reasons).toEqual(['short_history']);
  });

  it('lets an alert speak where the window itself cannot', () => {
    expect(
      evaluate({ coveredFraction: 0.1, firing: { fast: true } }),
    ).toMatchObject({
      status: 'critical',
      reasons: ['burning_fast', 'short_history'],
    });
  });

  it('says that a figure may be old without changing what it says', () => {
    expect(evaluate({ isStale: true })).toMatchObject({
      status: 'healthy',
      reasons: ['stale'],
    });
  });

  it.each([
    [0, 1, 0],
    [25, 0.5, 0.5],
    [50, 0, 1],
    [100, -1, 2],
  ])(
    'counts the budget that %s bad of 1000 leave',
    (bad, remaining, burnRate) => {
      const result = evaluate({ bad });
      expect(result.errorBudgetRemainingFraction).toBeCloseTo(remaining, 9);
      expect(result.burnRate).toBeCloseTo(burnRate, 9);
      expect(result.availabilityFraction).toBe((1000 - bad) / 1000);
    },
  );

  it('has the defaults of the source documents', () => {
    const rows = Object.entries(DEFAULT_SLO_TARGETS).map(([window, t]) => [
      window,
      t.availabilityFraction,
      t.latency?.thresholdMs,
      t.latency?.objectiveFraction,
    ]);
    expect(rows).toEqual([
      ['1d', 0.95, 300, 0.95],
      ['7d', 0.96, 280, 0.95],
      ['30d', 0.97, 250, 0.95],
    ]);
  });
});

describe('worstStatus', () => {
  it.each([
    [[], 'no_data'],
    [['no_data', 'healthy'], 'healthy'],
    [['warning', 'healthy', 'no_data'], 'warning'],
    [['healthy', 'critical', 'warning'], 'critical'],
  ] as const)('of %j is %s', (statuses, worst) => {
    expect(worstStatus(statuses)).toBe(worst);
  });
});

describe('compareStatuses', () => {
  it('orders from no data to critical', () => {
    expect([...SLO_STATUSES].sort(compareStatuses)).toEqual([
      'no_data',
      'healthy',
      'at_risk',
      'warning',
      'critical',
    ]);
    expect(compareStatuses('warning', 'warning')).toBe(0);
  });
});

describe('mergeReasons', () => {
  it('gives each reason once, weightiest first', () => {
    expect(
      mergeReasons([['stale', 'no_requests'], ['burning_fast', 'stale'], []]),
    ).toEqual(['burning_fast', 'stale', 'no_requests']);
    expect(mergeReasons([])).toEqual([]);
  });
});
