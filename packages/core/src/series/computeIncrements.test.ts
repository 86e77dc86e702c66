import fc from 'fast-check';
import { computeIncrements } from './computeIncrements';
import { histogramCount, mergeHistograms } from './index';
import type { HistogramValue, ProcessScrape } from './types';

function scrape(
  scrapedAtMs: number,
  counters: Record<string, number>,
  more: Partial<ProcessScrape> = {},
): ProcessScrape {
  return {
    process: 'pod-1',
    startedMs: 1000,
    scrapedAtMs,
    counters: new Map(Object.entries(counters)),
    histograms: new Map(),
    ...more,
  };
}

function histogram(...counts: number[]): HistogramValue {
  return {
    boundsMs: [100, 300],
    counts,
    sumMs: counts.reduce((s, c, i) => s + c * (i + 1) * 100, 0),
  };
}

describe('computeIncrements', () => {
  it('counts differences, births from 0 and resets with the new value', () => {
    const result = computeIncrements({
      previous: scrape(10_000, { steady: 5, moving: 10, reset: 100, gone: 7 }),
      current: scrape(40_000, { steady: 5, moving: 13, reset: 4, born: 1 }),
    });
    expect(Object.fromEntries(result.counters)).toEqual({
      moving: 3,
      reset: 4,
      born: 1,
    });
    expect(result.notes).toEqual({
      births: 1,
      resets: 1,
      firstSights: 0,
      evictions: 1,
    });
  });

  it('says from when on it counted', () => {
    const previous = scrape(10_000, { a: 1 });
    const from = (input: Parameters<typeof computeIncrements>[0]) =>
      computeIncrements(input).countedFromMs;
    expect(from({ previous, current: scrape(40_000, { a: 2 }) })).toBe(10_000);
    const restarted = scrape(40_000, { a: 2 }, { startedMs: 25_000 });
    expect(from({ previous, current: restarted })).toBe(25_000);
    expect(from({ current: restarted, previousRoundMs: 10_000 })).toBe(25_000);
    expect(from({ current: restarted })).toBeUndefined();
  });

  it('takes the first sight of a process as a baseline only', () => {
    const result = computeIncrements({
      previousRoundMs: 10_000,
      current: scrape(40_000, { a: 50 }),
    });
    expect(result.counters.size).toBe(0);
    expect(result.notes.firstSights).toBe(1);
  });

  it.each([
    ['after the previous round', 10_001, 50],
    ['at the previous round', 10_000, undefined],
    ['before the previous round', 9_999, undefined],
    ['nobody knows when', undefined, undefined],
  ])('counts a new process that started %s', (_, startedMs, expected) => {
    const result = computeIncrements({
      previousRoundMs: 10_000,
      current: scrape(40_000, { a: 50 }, { startedMs }),
    });
    expect(result.counters.get('a')).toBe(expected);
  });

  it('counts from 0 when the container of a pod started anew, even above the old value', () => {
    const result = computeIncrements({
      previous: scrape(10_000, { a: 5 }),
      current: scrape(40_000, { a: 8 }, { startedMs: 20_000 }),
    });
    expect(result.counters.get('a')).toBe(8);
  });

  it('does not take an unsteady start time for a restart', () => {
    const result = computeIncrements({
      previous: scrape(10_000, { a: 5 }),
      current: scrape(40_000, { a: 8 }, { startedMs: 1010 }),
    });
    expect(result.counters.get('a')).toBe(3);
  });

  it.each([
    ['at the previous scrape', 10_000, 1000, 3],
    ['after it', 10_001, 1000, 8],
    // Its clock is ahead of ours, and it is the same start.
    ['after it as before', 20_000, 20_000, 3],
  ])(
    'counts what a process that started %s adds',
    (_, startedMs, before, expected) => {
      const result = computeIncrements({
        previous: scrape(10_000, { a: 5 }, { startedMs: before }),
        current: scrape(40_000, { a: 8 }, { startedMs }),
      });
      expect(result.counters.get('a')).toBe(expected);
    },
  );

  it('does not compare with the scrape of another process', () => {
    const result = computeIncrements({
      previous: scrape(10_000, { a: 5 }, { process: 'pod-0' }),
      current: scrape(40_000, { a: 8 }),
    });
    expect(result.notes.firstSights).toBe(1);
  });

  it('counts an evicted series from 0 when it returns', () => {
    const second = scrape(40_000, {});
    const result = computeIncrements({
      previous: second,
      current: scrape(70_000, { a: 2 }),
    });
    expect(result.counters.get('a')).toBe(2);
  });

  it('takes a histogram of a process seen for the first time as a baseline only', () => {
    const histograms = new Map([['h', histogram(5, 5, 5)]]);
    const result = computeIncrements({
      current: scrape(40_000, { a: 1 }, { histograms }),
    });
    expect(result.histograms.size).toBe(0);
    expect(result.notes.firstSights).toBe(2);
  });

  it('counts a histogram from 0 that appears, leaves out one that rests and tells of one that went', () => {
    const some = histogram(5, 5, 5);
    const result = computeIncrements({
      previous: scrape(
        10_000,
        { gone: 1 },
        {
          histograms: new Map([
            ['rests', some],
            ['gone', some],
          ]),
        },
      ),
      current: scrape(
        40_000,
        {},
        {
          histograms: new Map([
            ['rests', some],
            ['born', some],
          ]),
        },
      ),
    });
    expect(Object.fromEntries(result.histograms)).toEqual({ born: some });
    expect(result.notes).toMatchObject({ births: 1, evictions: 2 });
  });

  it('resets a histogram as one', () => {
    const withHistogram = (at: number, value: HistogramValue) =>
      scrape(at, {}, { histograms: new Map([['h', value]]) });
    const first = withHistogram(10_000, histogram(5, 5, 5));
    const grown = computeIncrements({
      previous: first,
      current: withHistogram(40_000, histogram(6, 5, 7)),
    });
    expect(grown.histograms.get('h')).toEqual({
      boundsMs: [100, 300],
      counts: [1, 0, 2],
      sumMs: 700,
    });
    const reset = computeIncrements({
      previous: first,
      current: withHistogram(40_000, histogram(9, 1, 1)),
    });
    expect(reset.histograms.get('h')?.counts).toEqual([9, 1, 1]);
    expect(reset.notes.resets).toBe(1);
  });

  it('gives the same total for any split of a path into scrapes', () => {
    const steps = fc.array(
      fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.boolean()),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(steps, path => {
        let previous = scrape(0, {}, { startedMs: undefined });
        let total = 0;
        let merged: HistogramValue | undefined;
        const counts = [0, 0, 0];
        path.forEach(([a, b, c, scraped], i) => {
          [a, b, c].forEach((n, bucket) => (counts[bucket] += n));
          if (!scraped && i < path.length - 1) return;
          const current = scrape(
            i + 1,
            { n: counts[0] },
            {
              startedMs: undefined,
              histograms: new Map([['h', histogram(...counts)]]),
            },
          );
          const { counters, histograms } = computeIncrements({
            previous,
            current,
          });
          total += counters.get('n') ?? 0;
          const increment = histograms.get('h');
          if (increment)
            merged = merged ? mergeHistograms(merged, increment) : increment;
          previous = current;
        });
        expect(total).toBe(counts[0]);
        expect(merged ? histogramCount(merged) : 0).toBe(
          counts[0] + counts[1] + counts[2],
        );
        expect(merged ?? histogram(0, 0, 0)).toEqual(histogram(...counts));
      }),
    );
  });
});
