import { parseQuantity } from './parseQuantity';

describe('parseQuantity', () => {
  it.each([
    ['0', 0],
    ['2', 2],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['250m', 0.25],
    ['7', 7],
    ['156340u', 0.15634],
    ['12345678n', 0.012345678],
    ['1k', 1_000],
    ['1Ki', 1_024],
    ['128974848', 128_974_848],
    ['129e6', 129_000_000],
    ['129E6', 129_000_000],
    ['129M', 129_000_000],
    ['123Mi', 128_974_848],
    ['128974848000m', 128_974_848],
    ['1.5Gi', 1_610_612_736],
    ['1E', 1e18],
    ['2Ei', 2 ** 61],
  ])('reads %s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '-1',
    'Mi',
    '1 Mi',
    '1KI',
    '1K',
    '0x10',
    '1e',
    '1e999',
    'NaN',
    '1mi',
  ])('refuses %j', text => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});
