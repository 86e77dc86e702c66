import { addTotals, judge, NO_REQUESTS, toFigures, toTotals } from './figures';

const SPAN = { fromMs: 0, toMs: 1_000_000 };
const TARGET = { availabilityFraction: 0.95, latencyMs: 300, quantile: 0.95 };

describe('toFigures', () => {
  it('has neither ratios nor latencies without requests', () => {
    expect(toFigures(NO_REQUESTS, SPAN)).toEqual({
      total_requests: 0,
      requests_per_sec: 0,
      availability: undefined,
      error_rate: undefined,
      p50_latency: undefined,
      p95_latency: undefined,
      p99_latency: undefined,
      latency: undefined,
    });
  });

  it('has no latencies without requests, whatever the histogram holds', () => {
    const histogram = { boundsMs: [100], counts: [1, 0], sumMs: 50 };
    const figures = toFigures({ total: 0, bad: 0, histogram }, SPAN);
    expect(figures.p95_latency).toBeUndefined();
    expect(figures.latency).toBeUndefined();
  });

  it('takes ratios and quantiles from counts', () => {
    // 159 of `/`, 12,500 of `/api`: the mean of 99.9 % and 99.5 % would be 99.7 %.
    const totals = addTotals(
      { total: 1_000, bad: 1 },
      {
        total: 3_000,
        bad: 15,
        histogram: {
          boundsMs: [100, 200],
          counts: [1_500, 1_500, 0],
          sumMs: 0,
        },
      },
    );
    const figures = toFigures(totals, SPAN);
    expect(figures.availability).toBeCloseTo(99.6, 10);
    expect(figures.error_rate).toBeCloseTo(0.4, 10);
    expect(figures.requests_per_sec).toBe(4);
    expect(figures.p50_latency).toBe(100);
    // Rank 2,850 of 3,000 is 1,350 of the 1,500 between 100 and 200 ms.
    expect(figures.p95_latency).toBeCloseTo(190, 10);
    expect(figures.latency?.p95).toMatchObject({ lowerMs: 100, upperMs: 200 });
  });

  it('gives no value for a quantile past the last bound, only that bound', () => {
    const histogram = { boundsMs: [100], counts: [1, 9], sumMs: 0 };
    const figures = toFigures({ total: 10, bad: 0, histogram }, SPAN);
    expect(figures.p95_latency).toBeUndefined();
    expect(figures.latency?.p95).toEqual({ lowerMs: 100 });
  });

  it.each([
    ['before the span', -5_000, 1],
    ['at its begin', 0, 1],
    ['half way', 500_000, 2],
    ['just now, so over one slot', 999_999, 1_000 / 30],
  ])('counts the rate from when the series began: %s', (_, firstMs, rate) => {
    const totals = { total: 1_000, bad: 0, firstMs };
    expect(toFigures(totals, SPAN).requests_per_sec).toBeCloseTo(rate, 10);
  });
});

describe('toTotals', () => {
  it('merges histograms of several layouts on the bounds they share', () => {
    const totals = toTotals(
      {
        total: 10,
        bad: 0,
        histograms: [
          { boundsMs: [100, 300], counts: [1, 2, 3], sumMs: 900 },
          { boundsMs: [300], counts: [3, 1], sumMs: 600 },
        ],
      },
      0,
    );
    expect(totals.histogram).toEqual({
      boundsMs: [300],
      counts: [6, 4],
      sumMs: 1_500,
    });
  });
});

describe('judge', () => {
  it.each([
    ['no requests', 0, 0, 'no_data', undefined],
    ['at the target', 100, 5, 'healthy', expect.closeTo(0, 8)],
    ['below it', 100, 6, 'critical', expect.closeTo(-20, 8)],
    ['without errors', 100, 0, 'healthy', expect.closeTo(100, 8)],
  ])('%s', (_, total, bad, status, budget) => {
    const result = judge({ total, bad }, TARGET);
    expect(result.status).toBe(status);
    expect(result.errorBudgetRemaining).toEqual(budget);
  });

  it('warns where the quantile lies past a last bound that is the target', () => {
    const histogram = { boundsMs: [300], counts: [90, 10], sumMs: 0 };
    expect(judge({ total: 100, bad: 0, histogram }, TARGET).status).toBe(
      'warning',
    );
  });
});
