import { forecastCapacity } from './forecastCapacity';
import type { UsedSample } from './lastRegime';
import { sumSeries } from './sumSeries';
import { theilSen } from './theilSen';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Numbers between 0 and 1 that a seed determines (Park and Miller, CACM 31, 1988). */
function randomOf(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Normally distributed (Box and Muller, 1958). */
function normalOf(seed: number): () => number {
  const random = randomOf(seed);
  random();
  return () =>
    Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** Hourly samples of so many days up to now, which is the end of the last. */
function hourly(days: number, at: (day: number) => number): UsedSample[] {
  return Array.from({ length: days * 24 }, (_, i) => ({
    atMs: i * HOUR_MS,
    usedFraction: at(i / 24),
  }));
}
const endOf = (samples: UsedSample[]) => samples.length * HOUR_MS;
const forecast = (samples: UsedSample[]) =>
  forecastCapacity(samples, endOf(samples));

describe('theilSen', () => {
  it('is exact on a line, and not moved by an outlier', () => {
    const line = Array.from({ length: 20 }, (_, i) => ({
      at: i,
      value: 2 * i,
    }));
    expect(theilSen(line)).toEqual({ estimate: 2, low: 2, high: 2 });
    line[5].value = 1e6;
    expect(theilSen(line).estimate).toBe(2);
  });

  it('gives the median of the slopes of all pairs', () => {
    const points = [3, 5, 4, 9].map((value, at) => ({ at, value }));
    // Slopes: 2, -1, 5 (neighbours); 0.5, 2 (two apart); 2 (three apart).
    expect(theilSen(points).estimate).toBe(2);
  });

  it('widens its interval where points depend on their neighbours', () => {
    const SEEDS = 300;
    let holds = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const normal = normalOf(seed);
      let last = 0;
      const points = Array.from({ length: 60 }, (_, at) => {
        last = 0.7 * last + normal();
        return { at, value: 0.05 * at + last };
      });
      const { low, high } = theilSen(points);
      if (low <= 0.05 && high >= 0.05) holds += 1;
    }
    // As if they were independent it holds the slope in some 55 % of the cases.
    expect(holds / SEEDS).toBeGreaterThan(0.8);
  });

  it('refuses what is no series', () => {
    expect(() => theilSen([{ at: 0, value: 0 }])).toThrow(/three points/);
  });
});

describe('forecastCapacity', () => {
  it('says when a line is full', () => {
    // 0.5 at the begin, 0.01 a day: 0.8 after 30 days, full 20 days later.
    const samples = hourly(30, day => 0.5 + 0.01 * day);
    const found = forecast(samples);
    expect(found.state).toBe('growing');
    expect(found.perDayFraction?.estimate).toBeCloseTo(0.01, 10);
    expect(found.usedFraction).toBeCloseTo(0.8, 3);
    expect(found.full!.expectedMs / DAY_MS).toBeCloseTo(50, 1);
    expect(found.full!.latestMs! / DAY_MS).toBeCloseTo(50, 1);
    expect(found.sampleCount).toBe(720);
  });

  describe('with noise', () => {
    const SEEDS = 300;
    const slope = 0.004;
    /** Share of the seeds whose interval holds the true slope, and of those where it is growing. */
    function judge(noiseOf: (seed: number) => () => number, perDay: number) {
      let holds = 0;
      let growing = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const noise = noiseOf(seed);
        const samples = hourly(20, day => 0.4 + perDay * day + noise());
        const { perDayFraction, state } = forecast(samples);
        const { low, high } = perDayFraction!;
        if (low <= perDay && perDay <= high) holds += 1;
        if (state === 'growing') growing += 1;
      }
      return { holds: holds / SEEDS, growing: growing / SEEDS };
    }
    const white = (seed: number) => {
      const normal = normalOf(seed);
      return () => 0.01 * normal();
    };
    /** Each hour keeps nine tenths of the last one's: correlated over half a day. */
    const red = (seed: number) => {
      const normal = normalOf(seed);
      let last = 0;
      return () => {
        last = 0.9 * last + 0.004 * normal();
        return last;
      };
    };

    it.each([
      ['that is independent', white],
      ['that lingers for hours', red],
    ])(
      '%s the interval holds the slope in about 90 %% of cases',
      (_, noise) => {
        const { holds, growing } = judge(noise, slope);
        // 300 seeds: a standard deviation of 0.017 around 0.9; ranks of few blocks are a bit wide.
        expect(holds).toBeGreaterThan(0.85);
        expect(holds).toBeLessThan(0.985);
        expect(growing).toBeGreaterThan(0.95);
      },
    );

    it('and no slope it seldom claims growth', () => {
      // One side of an interval of 90 %.
      expect(judge(white, 0).growing).toBeLessThan(0.09);
      expect(judge(red, 0).growing).toBeLessThan(0.09);
    });
  });

  it.each([
    ['a week', 7, 0.3],
    ['a day', 1, 0.3],
    ['three days, slightly', 3, 0.04],
  ])('is steady where logs are rotated every %s', (_, period, height) => {
    const samples = hourly(30, day => 0.3 + (height * (day % period)) / period);
    expect(forecast(samples).state).toBe('steady');
  });

  it('is steady over the times of day', () => {
    const samples = hourly(10, day => 0.5 + 0.1 * Math.sin(2 * Math.PI * day));
    expect(forecast(samples).state).toBe('steady');
  });

  it('does not take a step for growth', () => {
    const samples = hourly(30, day => (day < 15 ? 0.3 : 0.5));
    const found = forecast(samples);
    expect(found.state).toBe('steady');
    // The hour of the break itself may hold some of both.
    expect(found.fromMs).toBe(15 * DAY_MS + HOUR_MS);
  });

  it('forgets the trend before something was cleaned up', () => {
    // Up by 0.02 a day to 0.9, cleaned up to 0.2, then up by 0.005 a day.
    const samples = hourly(30, day =>
      day < 20 ? 0.5 + 0.02 * day : 0.2 + 0.005 * (day - 20),
    );
    const found = forecast(samples);
    expect(found.fromMs).toBe(20 * DAY_MS + HOUR_MS);
    expect(found.perDayFraction?.estimate).toBeCloseTo(0.005, 6);
  });

  it('knows too little right after that', () => {
    const samples = hourly(30, day => (day < 29.5 ? 0.9 : 0.2));
    expect(forecast(samples).state).toBe('unknown');
  });

  it.each([
    [23, 'unknown'],
    [24, 'growing'],
  ])('takes 24 h: after %i h it is %s', (hours, state) => {
    const samples = hourly(2, day => 0.5 + 0.01 * day).slice(0, hours);
    const found = forecastCapacity(samples, hours * HOUR_MS);
    expect(found.state).toBe(state);
    expect(found.sampleCount).toBe(hours);
  });

  it('learns the slope of a single day', () => {
    const { perDayFraction } = forecast(hourly(1, day => 0.5 + 0.01 * day));
    expect(perDayFraction?.estimate).toBeCloseTo(0.01, 10);
  });

  it.each([
    [5, 'unknown'],
    [6, 'growing'],
  ])('takes six stretches: seen in %i of them it is %s', (times, state) => {
    // Days 0, 4, 8, …: each in a stretch of its own.
    const samples = Array.from({ length: times }, (_, i) => ({
      atMs: 4 * i * DAY_MS,
      usedFraction: 0.5 + 0.02 * i,
    }));
    expect(forecastCapacity(samples, 20 * DAY_MS).state).toBe(state);
  });

  it('averages a stretch over all of its samples', () => {
    // Fifteen days, fifteen stretches; the last hour of day d is off by d × 0.002.
    const samples = hourly(15, day => {
      const isLast = Math.round((day % 1) * 24) === 23;
      return 0.5 + 0.01 * day + (isLast ? 0.002 * Math.floor(day) : 0);
    });
    expect(forecast(samples).perDayFraction?.estimate).toBeCloseTo(
      0.01 + 0.002 / 24,
      10,
    );
  });

  it('does not care when a series begins', () => {
    const normal = normalOf(3);
    const samples = hourly(20, day => 0.4 + 0.01 * day + 0.01 * normal());
    const shiftMs = 1_000_003 * HOUR_MS;
    const found = forecast(samples);
    const later = forecastCapacity(
      samples.map(one => ({ ...one, atMs: one.atMs + shiftMs })),
      endOf(samples) + shiftMs,
    );
    expect(later.perDayFraction!.low).toBeCloseTo(found.perDayFraction!.low, 9);
    expect(later.full!.expectedMs - shiftMs).toBeCloseTo(
      found.full!.expectedMs,
      -4,
    );
  });

  it('counts what is left from the level of the last day', () => {
    // Four hundredths more for the last three of thirty days: too few for a break, 0.84 at the end.
    const samples = hourly(30, day => 0.5 + 0.01 * day + (day < 27 ? 0 : 0.04));
    const { full, perDayFraction } = forecast(samples);
    const leftDays = (full!.expectedMs - endOf(samples)) / DAY_MS;
    expect(leftDays).toBeCloseTo(0.16 / perDayFraction!.estimate, 1);
  });

  it('names no latest time more than a year ahead', () => {
    const normal = normalOf(1);
    const samples = hourly(30, day => 0.455 + 0.0015 * day + 0.03 * normal());
    const { full, perDayFraction } = forecast(samples);
    // Half is left: 333 days by the slope, more than a year by the least that it may be.
    expect(0.5 / perDayFraction!.low).toBeGreaterThan(370);
    expect(full!.expectedMs - endOf(samples)).toBeLessThan(365 * DAY_MS);
    expect(full).toHaveProperty('latestMs', undefined);
  });

  it('says nothing of nothing', () => {
    expect(forecastCapacity([], 0)).toEqual({
      state: 'unknown',
      sampleCount: 0,
    });
  });

  it.each([
    [0.00138, 'growing'],
    [0.00136, 'steady'],
  ])('is %s a day, full in about a year: %s', (perDay, state) => {
    // Half is left: 0.5 / 365 = 0.00137.
    const samples = hourly(30, day => 0.5 - perDay * (30 - day));
    expect(forecast(samples).state).toBe(state);
  });

  it('is full now where nothing is left', () => {
    const samples = hourly(10, day => 0.92 + 0.01 * day);
    const found = forecast(samples);
    expect(found.full!.expectedMs).toBeLessThanOrEqual(
      endOf(samples) + HOUR_MS,
    );
  });
});

describe('sumSeries', () => {
  it('weighs nodes by what they have', () => {
    const at = (usedFraction: number) => [{ atMs: 1, usedFraction }];
    expect(
      sumSeries([
        { capacity: 3, samples: at(1) },
        { capacity: 1, samples: at(0) },
      ]),
    ).toEqual([{ atMs: 1, usedFraction: 0.75 }]);
  });

  it('is in the order of time, however the nodes were seen', () => {
    const seen = (...times: number[]) =>
      times.map(atMs => ({ atMs, usedFraction: 0.5 }));
    const nodes = [
      { capacity: 1, samples: seen(20, 3) },
      { capacity: 1, samples: seen(20, 100, 3) },
      { capacity: 20, samples: seen(100, 20, 3) },
    ];
    expect(sumSeries(nodes).map(one => one.atMs)).toEqual([3, 20, 100]);
  });

  it('has no share of nodes that have nothing', () => {
    const samples = [{ atMs: 1, usedFraction: 0.5 }];
    expect(sumSeries([{ capacity: 0, samples }])).toEqual([]);
  });

  it('leaves out times at which not nearly all were seen', () => {
    const series = (from: number) =>
      [1, 2, 3]
        .filter(atMs => atMs >= from)
        .map(atMs => ({ atMs, usedFraction: 0.5 }));
    const times = (capacity: number) =>
      sumSeries([
        { capacity: 10 - capacity, samples: series(1) },
        { capacity, samples: series(3) },
      ]).map(one => one.atMs);
    expect(times(1)).toEqual([1, 2, 3]);
    expect(times(1.1)).toEqual([3]);
  });
});
