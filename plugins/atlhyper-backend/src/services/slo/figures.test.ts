import {
  addTotals,
  countRequests,
  NO_REQUESTS,
  toFigures,
  toTotals,
  unansweredOf,
} from './figures';

const SPAN = { fromMs: 0, toMs: 1_000_000 };
const KINDS = ['5xx'] as const;

/** Requests answered with 200, and with 500. */
function counted(total: number, bad: number) {
  return { classes: [0, 0, total - bad, 0, 0, bad] };
}

describe('toFigures', () => {
  it('has neither ratios nor latencies without requests', () => {
    expect(toFigures(NO_REQUESTS, SPAN, KINDS)).toEqual({
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
    const figures = toFigures({ ...counted(0, 0), histogram }, SPAN, KINDS);
    expect(figures.p95_latency).toBeUndefined();
    expect(figures.latency).toBeUndefined();
  });

  it('takes ratios and quantiles from counts', () => {
    // 159 of `/`, 12,500 of `/api`: the mean of 99.9 % and 99.5 % would be 99.7 %.
    const totals = addTotals(counted(1_000, 1), {
      ...counted(3_000, 15),
      histogram: {
        boundsMs: [100, 200],
        counts: [1_500, 1_500, 0],
        sumMs: 0,
      },
    });
    const figures = toFigures(totals, SPAN, KINDS);
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
    const figures = toFigures({ ...counted(10, 0), histogram }, SPAN, KINDS);
    expect(figures.p95_latency).toBeUndefined();
    expect(figures.latency?.p95).toEqual({ lowerMs: 100 });
  });

  it.each([
    ['before the span', -5_000, 1],
    ['at its begin', 0, 1],
    ['half way', 500_000, 2],
    ['just now, so over one slot', 999_999, 1_000 / 30],
  ])('counts the rate from when the series began: %s', (_, firstMs, rate) => {
    const totals = { ...counted(1_000, 0), firstMs };
    expect(toFigures(totals, SPAN, KINDS).requests_per_sec).toBeCloseTo(
      rate,
      10,
    );
  });
});

describe('toTotals', () => {
  it('merges histograms of several layouts on the bounds they share', () => {
    const totals = toTotals(
      {
        classes: [0, 0, 10, 0, 0, 0],
        mesh: { failed: 0, started: 0, secured: 0 },
        histograms: [
          { boundsMs: [100, 300], counts: [1, 2, 3], sumMs: 900 },
          { boundsMs: [300], counts: [3, 1], sumMs: 600 },
        ],
      },
      { firstMs: 0, identity: { kind: 'shared', service: 'a' } },
    );
    expect(totals.histogram).toEqual({
      boundsMs: [300],
      counts: [6, 4],
      sumMs: 1_500,
    });
  });
});

describe('countRequests', () => {
  const ingress = { classes: [4, 0, 80, 6, 7, 3] };
  const mesh = {
    classes: [0, 0, 90, 0, 7, 3],
    mesh: { failed: 5, started: 103, secured: 50 },
  };

  it.each([
    [['5xx'], 100, 3],
    [['5xx', '4xx'], 100, 10],
    [['no_response'], 100, 4],
    [['5xx', '4xx', 'no_response'], 100, 14],
  ] as const)('counts %j of an ingress', (kinds, total, bad) => {
    expect(countRequests(ingress, kinds)).toEqual({ total, bad });
  });

  it.each([
    // What the mesh classified, gRPC included, not what has a status of 5xx.
    [['5xx'], 100, 5],
    [['5xx', '4xx'], 100, 12],
    // Three more began than were answered.
    [['5xx', 'no_response'], 103, 8],
  ] as const)('counts %j of a mesh', (kinds, total, bad) => {
    expect(countRequests(mesh, kinds)).toEqual({ total, bad });
  });

  it('misses no answers where more came than began, of requests of before', () => {
    const late = { ...mesh, mesh: { ...mesh.mesh, started: 90 } };
    expect(unansweredOf(late)).toBe(0);
    expect(countRequests(late, ['no_response'])).toEqual({
      total: 100,
      bad: 0,
    });
  });
});
