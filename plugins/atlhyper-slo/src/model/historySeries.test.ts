import { availabilityRange, forecastLine, measureOf } from './historySeries';

const idle = { startMs: 0, total_requests: 0, requests_per_sec: 0 };
const complete = { bucketMs: 60, nowMs: 60 };

describe('measureOf', () => {
  it('has no rate where there was no request, nor one of the bucket being counted', () => {
    expect(measureOf(idle, 'rate', complete)).toBeUndefined();
    const busy = { ...idle, total_requests: 6, requests_per_sec: 0.1 };
    expect(measureOf(busy, 'rate', complete)).toBe(0.1);
    expect(
      measureOf({ ...busy, startMs: 1 }, 'rate', complete),
    ).toBeUndefined();
  });

  it('has no availability of no requests', () => {
    expect(measureOf(idle, 'availability', complete)).toBeUndefined();
  });
});

describe('availabilityRange', () => {
  it('begins a tenth of the gap below the lowest value', () => {
    // 100 − 90 = 10, a tenth is 1: 89.
    expect(availabilityRange([99, 90, undefined], 95)).toEqual([89, 100]);
    expect(availabilityRange([], 95)).toEqual([94, 100]);
    expect(availabilityRange([0], 95)).toEqual([0, 100]);
  });
});

describe('forecastLine', () => {
  const history = {
    bucketMs: 10,
    points: [
      { ...idle, startMs: 0, error_budget_remaining: 60 },
      { ...idle, startMs: 10, error_budget_remaining: 50 },
      { ...idle, startMs: 20 },
    ],
    forecast: {
      recent: {
        windowMs: 10,
        burn_rate: 2,
        total_requests: 1,
        bad_requests: 1,
      },
      exhaustedAtMs: 120,
    },
  };

  it('goes from the last known value to nothing', () => {
    expect(forecastLine(history, 1000)).toEqual([
      { timeMs: 10, remaining: 50 },
      { timeMs: 120, remaining: 0 },
    ]);
  });

  it('is cut on the same line', () => {
    // From 20 to 120 in 100 ms; after 50 of them half of the 50 % is left.
    expect(forecastLine(history, 50)[1]).toEqual({ timeMs: 70, remaining: 25 });
  });

  it('is empty without a forecast, without a budget and after its end', () => {
    expect(forecastLine({ ...history, forecast: undefined }, 50)).toEqual([]);
    expect(forecastLine({ ...history, points: [] }, 50)).toEqual([]);
    expect(
      forecastLine(
        {
          ...history,
          points: [{ ...idle, error_budget_remaining: -4 }],
        },
        50,
      ),
    ).toEqual([]);
  });
});
