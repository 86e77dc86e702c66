import { median, theilSen } from './theilSen';

const ofValues = (...values: number[]) =>
  values.map((value, at) => ({ at, value }));

describe('median', () => {
  it.each([
    [[3], 3],
    [[4, 1], 2.5],
    [[9, 1, 2], 2],
    [[10, 4, 1, 2], 3],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});

describe('theilSen', () => {
  it('takes three points, of which it knows no more than the extremes', () => {
    // Slopes 1 and 4 between neighbours, 2.5 over both; three of them bound nothing within.
    expect(theilSen(ofValues(0, 1, 5))).toEqual({
      estimate: 2.5,
      low: 1,
      high: 4,
    });
  });

  it('leaves out pairs of one time, which have no slope', () => {
    const points = [...ofValues(0, 2, 4), { at: 2, value: 4 }];
    expect(theilSen(points)).toEqual({ estimate: 2, low: 2, high: 2 });
  });

  it('bounds the slope of ten points by the 13th and the 33rd of 45', () => {
    // Residuals that alternate, so that nothing widens the interval.
    const points = ofValues(0, 4, 1, 6, 2, 9, 5, 12, 7, 11);
    const slopes = points
      .flatMap((b, j) =>
        points.slice(0, j).map(a => (b.value - a.value) / (b.at - a.at)),
      )
      .sort((a, b) => a - b);
    // C = 1.645 × √(10 × 9 × 25 ÷ 18) = 18.4; (45 − C) ÷ 2 = 13.3 and (45 + C) ÷ 2 + 1 = 32.7.
    expect(theilSen(points)).toEqual({
      estimate: slopes[22],
      low: slopes[12],
      high: slopes[32],
    });
  });

  it('has the unit of the values', () => {
    const values = [0, 1, 2, 2, 1, 2, 4, 6, 7, 7, 6, 7, 9, 11, 12, 12];
    const { estimate, low, high } = theilSen(ofValues(...values));
    const small = theilSen(ofValues(...values.map(value => value / 1024)));
    expect(small).toEqual({
      estimate: estimate / 1024,
      low: low / 1024,
      high: high / 1024,
    });
  });
});
