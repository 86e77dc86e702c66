import { DEFAULT_SLO_TARGETS, evaluateSlo, worstStatus } from './index';

const target = { availabilityFraction: 0.95, latencyMs: 300, quantile: 0.95 };

describe('evaluateSlo', () => {
  it('has neither status nor figures without requests', () => {
    expect(evaluateSlo({ total: 0, bad: 0, target })).toEqual({
      status: 'no_data',
    });
  });

  it.each([
    ['just above', 1000, 49, 'healthy'],
    ['at', 1000, 50, 'healthy'],
    ['just below', 1000, 51, 'critical'],
    ['nothing but errors', 3, 3, 'critical'],
  ])('judges availability %s its target', (_, total, bad, status) => {
    expect(evaluateSlo({ total, bad, target }).status).toBe(status);
  });

  it.each([
    [299.99, undefined, 'healthy'],
    [300, undefined, 'healthy'],
    [300.01, undefined, 'warning'],
    [undefined, undefined, 'healthy'],
    [299, true, 'healthy'],
    [300, true, 'warning'],
  ])(
    'judges a quantile of %s ms',
    (quantileMs, quantileIsLowerBound, status) => {
      expect(
        evaluateSlo({
          total: 10,
          bad: 0,
          quantileMs,
          quantileIsLowerBound,
          target,
        }).status,
      ).toBe(status);
    },
  );

  it('puts missed availability above missed latency', () => {
    expect(
      evaluateSlo({ total: 10, bad: 9, quantileMs: 9000, target }).status,
    ).toBe('critical');
  });

  it.each([
    [0, 1, 0],
    [25, 0.5, 0.5],
    [50, 0, 1],
    [100, -1, 2],
  ])(
    'counts the budget that %s bad of 1000 leave',
    (bad, remaining, burnRate) => {
      const result = evaluateSlo({ total: 1000, bad, target });
      expect(result.errorBudgetRemainingFraction).toBeCloseTo(remaining, 9);
      expect(result.burnRate).toBeCloseTo(burnRate, 9);
      expect(result.availabilityFraction).toBe((1000 - bad) / 1000);
    },
  );

  it('has no budget at a target of 1', () => {
    const all = { ...target, availabilityFraction: 1 };
    expect(evaluateSlo({ total: 10, bad: 0, target: all })).toEqual({
      status: 'healthy',
      availabilityFraction: 1,
      errorBudgetRemainingFraction: undefined,
      burnRate: undefined,
    });
    expect(evaluateSlo({ total: 10, bad: 1, target: all }).status).toBe(
      'critical',
    );
  });

  it('lets everything pass at a target of 0', () => {
    const none = { ...target, availabilityFraction: 0 };
    expect(evaluateSlo({ total: 10, bad: 10, target: none })).toMatchObject({
      status: 'healthy',
      errorBudgetRemainingFraction: 0,
      burnRate: 1,
    });
  });

  it('has the defaults of the source documents', () => {
    expect(DEFAULT_SLO_TARGETS['30d']).toEqual({
      availabilityFraction: 0.97,
      latencyMs: 250,
      quantile: 0.95,
    });
  });
});

describe('worstStatus', () => {
  it.each([
    [[], 'no_data'],
    [['no_data', 'healthy'], 'healthy'],
    [['warning', 'healthy', 'no_data'], 'warning'],
    [['warning', 'critical', 'healthy'], 'critical'],
  ] as const)('of %j is %s', (statuses, worst) => {
    expect(worstStatus(statuses)).toBe(worst);
  });
});
