import { createLogScale } from './logScale';

describe('createLogScale', () => {
  const buckets = [
    { lowerMs: 0, upperMs: 10, count: 1 },
    { lowerMs: 10, upperMs: 100, count: 1 },
    { lowerMs: 100, upperMs: 1000, count: 1 },
  ];

  it('gives equal ratios equal lengths', () => {
    const { position } = createLogScale(buckets);
    const decade = position(100) - position(10);
    expect(position(1000) - position(100)).toBeCloseTo(decade, 12);
    expect(position(20) - position(10)).toBeCloseTo(decade * Math.log10(2), 12);
  });

  it('puts zero at the left end and never leaves the axis', () => {
    const { position } = createLogScale(buckets);
    expect(position(0)).toBe(0);
    expect(position(5)).toBe(0);
    expect(position(1e9)).toBe(1);
  });

  it('leaves room for what is slower than the last bound', () => {
    const open = createLogScale([...buckets, { lowerMs: 1000, count: 2 }]);
    expect(open.position(1000)).toBeLessThan(0.9);
    expect(createLogScale(buckets).position(1000)).toBeGreaterThan(0.97);
  });

  it('marks 1, 2 and 5 of each power of ten', () => {
    expect(createLogScale(buckets).ticks).toEqual([
      5, 10, 20, 50, 100, 200, 500, 1000,
    ]);
  });

  it('holds a mark outside the buckets, and needs neither', () => {
    expect(createLogScale(buckets, [3000]).position(3000)).toBeLessThan(1);
    expect(createLogScale([]).ticks).toEqual([1, 2, 5, 10]);
  });
});
