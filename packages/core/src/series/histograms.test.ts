import fc from 'fast-check';
import {
  histogramCount,
  histogramQuantile,
  mergeHistograms,
  thinBounds,
  type HistogramValue,
} from './index';

const histogramArb: fc.Arbitrary<HistogramValue> = fc
  .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })
  .chain(bounds =>
    fc.record({
      boundsMs: fc.constant([...bounds].sort((a, b) => a - b)),
      counts: fc.array(fc.nat(1000), {
        minLength: bounds.length + 1,
        maxLength: bounds.length + 1,
      }),
      sumMs: fc.nat(100_000),
    }),
  );

/** Observations at most `boundMs`. */
function below(histogram: HistogramValue, boundMs: number): number {
  const i = histogram.boundsMs.indexOf(boundMs);
  return histogram.counts.slice(0, i + 1).reduce((a, b) => a + b, 0);
}

describe('mergeHistograms', () => {
  it('keeps the shared bounds, the total and what lies below each bound', () => {
    fc.assert(
      fc.property(histogramArb, histogramArb, (a, b) => {
        const merged = mergeHistograms(a, b);
        expect(merged.boundsMs).toEqual(
          a.boundsMs.filter(x => b.boundsMs.includes(x)),
        );
        expect(histogramCount(merged)).toBe(
          histogramCount(a) + histogramCount(b),
        );
        expect(merged.sumMs).toBe(a.sumMs + b.sumMs);
        for (const bound of merged.boundsMs)
          expect(below(merged, bound)).toBe(below(a, bound) + below(b, bound));
      }),
    );
  });

  it('is associative and commutative', () => {
    fc.assert(
      fc.property(histogramArb, histogramArb, histogramArb, (a, b, c) => {
        expect(mergeHistograms(mergeHistograms(a, b), c)).toEqual(
          mergeHistograms(a, mergeHistograms(b, c)),
        );
        expect(mergeHistograms(a, b)).toEqual(mergeHistograms(b, a));
      }),
    );
  });
});

describe('thinBounds', () => {
  it('keeps the total, the ends and what lies below each bound that stays', () => {
    fc.assert(
      fc.property(histogramArb, fc.integer({ min: 2, max: 9 }), (h, max) => {
        const thin = thinBounds(h, max);
        expect(thin.boundsMs).toHaveLength(Math.min(max, h.boundsMs.length));
        expect(thin.counts).toHaveLength(thin.boundsMs.length + 1);
        expect(thin.boundsMs[0]).toBe(h.boundsMs[0]);
        expect(thin.boundsMs.at(-1)).toBe(h.boundsMs.at(-1));
        expect(histogramCount(thin)).toBe(histogramCount(h));
        for (const bound of thin.boundsMs)
          expect(below(thin, bound)).toBe(below(h, bound));
      }),
    );
  });

  it('keeps the last of its bounds where there may be one', () => {
    const h = { boundsMs: [1, 2, 4], counts: [1, 2, 3, 4], sumMs: 20 };
    expect(thinBounds(h, 1)).toEqual({ ...h, boundsMs: [4], counts: [6, 4] });
  });

  it('refuses a limit below 1', () => {
    const h = { boundsMs: [1], counts: [1, 1], sumMs: 1 };
    for (const max of [0, 1.5]) {
      expect(() => thinBounds(h, max)).toThrow(
        new RangeError('maxBounds must be a whole number above 0'),
      );
    }
  });
});

describe('histogramQuantile', () => {
  // Worked by hand after histogram_quantile of the Prometheus manual: 100 observations, cumulative
  // 60 at 100 ms, 90 at 300 ms, 98 at 1200 ms, 100 in all.
  const hundred = {
    boundsMs: [100, 300, 1200],
    counts: [60, 30, 8, 2],
    sumMs: 0,
  };

  it.each([
    [0, 0, 0, 100],
    [0.3, 50, 0, 100],
    [0.5, 100 * (50 / 60), 0, 100],
    [0.6, 100, 0, 100],
    [0.75, 200, 100, 300],
    [0.9, 300, 100, 300],
    [0.95, 300 + 900 * (5 / 8), 300, 1200],
    [0.98, 1200, 300, 1200],
  ])('interpolates the %s-quantile', (q, valueMs, lowerMs, upperMs) => {
    const quantile = histogramQuantile(hundred, q)!;
    expect(quantile.valueMs).toBeCloseTo(valueMs, 9);
    expect(quantile).toMatchObject({ lowerMs, upperMs });
  });

  it('gives no value past the last bound', () => {
    expect(histogramQuantile(hundred, 0.99)).toEqual({ lowerMs: 1200 });
  });

  it('begins at the first bucket that holds something', () => {
    const late = { boundsMs: [100, 300], counts: [0, 4, 0], sumMs: 0 };
    expect(histogramQuantile(late, 0)).toMatchObject({
      valueMs: 100,
      lowerMs: 100,
    });
  });

  it('knows of a histogram without bounds that it lies above 0', () => {
    const bare = { boundsMs: [], counts: [4], sumMs: 0 };
    expect(histogramQuantile(bare, 0.5)).toEqual({ lowerMs: 0 });
  });

  it('gives nothing for no observations', () => {
    expect(
      histogramQuantile({ boundsMs: [1], counts: [0, 0], sumMs: 0 }, 0.5),
    ).toBeUndefined();
  });

  it('refuses a q outside 0 and 1', () => {
    for (const q of [1.01, -0.01, NaN]) {
      expect(() => histogramQuantile(hundred, q)).toThrow(
        new RangeError('q must be within 0 and 1'),
      );
    }
  });

  it('never falls as q rises and stays in its bucket', () => {
    const q = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(histogramArb, q, q, (h, a, b) => {
        const low = histogramQuantile(h, Math.min(a, b));
        const high = histogramQuantile(h, Math.max(a, b));
        expect(low === undefined).toBe(histogramCount(h) === 0);
        if (!low || !high) return;
        const valueOf = (x: typeof low) => x.valueMs ?? Infinity;
        expect(valueOf(low)).toBeLessThanOrEqual(valueOf(high));
        const inBucket =
          low.valueMs === undefined ||
          (low.lowerMs <= low.valueMs && low.valueMs <= low.upperMs!);
        expect(inBucket).toBe(true);
      }),
    );
  });
});
