import { parseBoundMs, ScrapeBuilder } from './ScrapeBuilder';

describe('parseBoundMs', () => {
  it.each([
    ['0.1', 100],
    ['1', 1000],
    ['1.0', 1000],
    ['1.', 1000],
    ['1e0', 1000],
    ['+1', 1000],
    ['.3', 300],
    ['1.1', 1100],
    ['+Inf', Infinity],
    ['Inf', Infinity],
    ['+inf', Infinity],
  ])('reads %s', (le, boundMs) => {
    expect(parseBoundMs(le, 1000)).toBe(boundMs);
  });

  it.each(['', ' ', 'NaN', '-Inf', '0x10', '1s'])('refuses %j', le => {
    expect(parseBoundMs(le, 1000)).toBeUndefined();
  });
});

describe('ScrapeBuilder', () => {
  const histogramOf = (buckets: [number, number][], count?: number) => {
    const builder = new ScrapeBuilder();
    buckets.forEach(([boundMs, value]) =>
      builder.setBucket('h', boundMs, value),
    );
    if (count !== undefined) builder.setCount('h', count);
    const { histograms } = builder.build({ process: 'p', scrapedAtMs: 1 });
    return histograms.get('h');
  };

  it.each([
    [
      'one bound twice',
      [
        [1, 5],
        [1, 5],
        [2, 9],
        [Infinity, 10],
      ],
      [5, 4, 1],
    ],
    [
      'no order',
      [
        [Infinity, 10],
        [2, 9],
        [1, 5],
      ],
      [5, 4, 1],
    ],
    [
      'a bucket above the next',
      [
        [1, 8],
        [2, 7],
        [Infinity, 10],
      ],
      [7, 0, 3],
    ],
    [
      'a bucket above all',
      [
        [1, 11],
        [Infinity, 10],
      ],
      [10, 0],
    ],
  ] as [string, [number, number][], number[]][])(
    'takes buckets with %s apart',
    (_, buckets, counts) => {
      expect(histogramOf(buckets)?.counts).toEqual(counts);
    },
  );

  it('takes the count where there is no last bucket', () => {
    expect(histogramOf([[1, 5]], 7)?.counts).toEqual([5, 2]);
  });
});
