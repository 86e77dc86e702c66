import { parseDuration } from './parseDuration';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['30', 30_000],
    ['1.5', 1_500],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    '0',
    '-30',
    's',
    '-5s',
    '0s',
    '5 s',
    '30S',
    '1h-5m',
    '0.5ms',
    '1e3s',
  ])('refuses "%s"', text => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
