import * as fc from 'fast-check';
import { countOf } from './histogramCount';
import { increaseOfHistogram } from './increaseOfHistogram';
import type { HistogramValue } from './types';

const of = (
  counts: number[],
  sumMs = 0,
  boundsMs = [100, 300].slice(0, counts.length - 1),
): HistogramValue => ({ boundsMs, counts, sumMs });

describe('increaseOfHistogram', () => {
  it.each([
    ['every bucket rises', of([5, 5, 5], 9), of([6, 5, 7], 12), [1, 0, 2], 3],
    ['nothing moves', of([5, 5, 5], 9), of([5, 5, 5], 9), [0, 0, 0], 0],
    ['one bucket steps back', of([1000, 10]), of([1003, 9]), [2, 0], 0],
    ['the narrowest steps back', of([1000, 10]), of([999, 13]), [0, 2], 0],
    ['the middle steps back', of([5, 5, 5]), of([9, 1, 9]), [4, 0, 0], 0],
    ['the sum steps back', of([5, 5], 9.5), of([6, 5], 9.4), [1, 0], 0],
  ])('goes on where %s', (_, before, value, counts, sumMs) => {
    const increase = increaseOfHistogram(before, value)!;
    expect(increase.counts).toEqual(counts);
    expect(increase.sumMs).toBeCloseTo(sumMs, 9);
  });

  it.each([
    ['fewer observations', of([5, 5, 5]), of([1, 0, 0])],
    ['none', of([5, 5, 5]), of([0, 0, 0])],
    ['one observation less', of([5, 5, 5]), of([5, 5, 4])],
  ])('begins anew with %s', (_, before, value) => {
    expect(increaseOfHistogram(before, value)).toBeUndefined();
  });

  it('compares what both layouts have', () => {
    const before = of([3, 2, 1], 0, [100, 300]);
    const value = of([4, 2, 1, 2], 0, [100, 200, 300]);
    expect(increaseOfHistogram(before, value)).toEqual(
      of([1, 1, 1], 0, [100, 300]),
    );
    expect(increaseOfHistogram(before, of([3, 5], 0, [400]))).toEqual(
      of([2], 0, []),
    );
    // As many bounds, of which one is another.
    expect(increaseOfHistogram(before, of([4, 2, 2], 0, [100, 400]))).toEqual(
      of([1, 1], 0, [100]),
    );
  });

  it('holds as many observations as there are more, whatever the buckets did', () => {
    const counts = fc.array(fc.nat(100), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const total = countOf(of(b)) - countOf(of(a));
        fc.pre(total >= 0);
        const increase = increaseOfHistogram(of(a), of(b))!;
        expect(countOf(increase)).toBe(total);
        expect(increase.counts.every(count => count >= 0)).toBe(true);
      }),
    );
  });
});
