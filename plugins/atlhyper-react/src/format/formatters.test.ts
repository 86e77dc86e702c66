import { createFormatters, NO_DATA } from './formatters';

describe('createFormatters', () => {
  const format = createFormatters('en');

  it('shows a missing figure as a dash and zero as zero', () => {
    expect(format.percent(undefined)).toBe(NO_DATA);
    expect(format.milliseconds(undefined)).toBe(NO_DATA);
    expect(format.bytes(undefined)).toBe(NO_DATA);
    expect(format.percent(0)).toBe('0 %');
    expect(format.count(0)).toBe('0');
  });

  it.each([
    [100, '100 %'],
    [99.996, '99.99 %'],
    [99.5, '99.5 %'],
    [99, '99 %'],
    [94.998, '94.99 %'],
    [42.123, '42.1 %'],
    [-1.26, '-1.3 %'],
    [-123.4, '-123.4 %'],
    [0.0314, '0.031 %'],
  ])('rounds %s % to no target it missed and not to nothing', (value, text) => {
    expect(format.percent(value)).toBe(text);
  });

  it.each([0, 0.004, 0.31379, 0.32, 1.005, 5, 9.996, 12.34, 99.9, 100])(
    'shows an error rate of %s % as what the availability beside it lacks',
    rate => {
      const read = (text: string) => Number(text.replace(' %', ''));
      const error = read(format.errorPercent(rate));
      const availability = read(format.percent(100 - rate));
      expect(error + availability).toBeCloseTo(100, 10);
    },
  );

  it('gives fractions as percent', () => {
    expect(format.fraction(0.125)).toBe('12.5 %');
  });

  it('shows a target as it was set, to the hundredth', () => {
    for (let hundredths = 9_001; hundredths < 10_000; hundredths += 1) {
      const text = `${hundredths / 100} %`;
      expect(format.fraction(hundredths / 10_000)).toBe(text);
      expect(format.percent(hundredths / 100)).toBe(text);
    }
    expect(format.percent(99.999_999_999_999_99)).toBe('99.99 %');
  });

  it.each([
    [0.42, '0.42 ms'],
    [87.3, '87.3 ms'],
    [250.31, '250.3 ms'],
    [999, '999 ms'],
    [1234, '1.234 s'],
  ])('gives %s ms a unit that fits', (value, text) => {
    expect(format.milliseconds(value)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [0.5, '0.5 B'],
    [1023, '1,020 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [16 * 1024 ** 3, '16 GiB'],
  ])('gives %s bytes a binary unit', (value, text) => {
    expect(format.bytes(value)).toBe(text);
  });

  it.each([
    [0, '0/s'],
    [0.02134, '0.0213/s'],
    [999, '999/s'],
    [999.6, '1k/s'],
    [1234, '1.2k/s'],
    [999_949, '999.9k/s'],
    [1_250_000, '1.3M/s'],
  ])('gives %s requests per second', (value, text) => {
    expect(format.perSecond(value)).toBe(text);
  });

  it.each([
    [0, '0 s'],
    [30_000, '30 s'],
    [300_000, '5 min'],
    [5_400_000, '1.5 h'],
    [86_400_000, '1 d'],
    [129_600_000, '36 h'],
    [30 * 86_400_000, '30 d'],
  ])('gives %s ms as a length of time', (value, text) => {
    expect(format.duration(value)).toBe(text);
  });

  it('gives lengths of time in the language of the app', () => {
    expect(createFormatters('zh').duration(3_600_000)).toContain('小时');
    expect(createFormatters('ja').duration(3_600_000)).toContain('時間');
    expect(format.duration(undefined)).toBe(NO_DATA);
  });

  it('writes numbers and dates in the language of the app', () => {
    expect(createFormatters('de').percent(99.5)).toBe('99,5 %');
    expect(createFormatters('ja').dateTime(0)).toContain('1970');
  });

  it('says how long ago something was', () => {
    expect(format.ago(1_000, 13_000)).toBe('12 seconds ago');
    expect(format.ago(undefined, 13_000)).toBe(NO_DATA);
  });
});

describe('cores', () => {
  it.each([
    [0, '0'],
    [0.0004, '0.4m'],
    [0.25, '250m'],
    [0.9994, '999m'],
    [1, '1'],
    [1.25, '1.25'],
    [64, '64'],
    [1_536, '1,536'],
    [undefined, NO_DATA],
  ])('writes %s as %s', (value, text) => {
    expect(createFormatters('en').cores(value)).toBe(text);
  });
});
