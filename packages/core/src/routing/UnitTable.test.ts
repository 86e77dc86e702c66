import { joinNames } from './UnitTable';

describe('joinNames', () => {
  it('joins names while they fit into 480 characters, then counts the others', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(letter => letter.repeat(200));
    expect(joinNames([a])).toBe(a);
    expect(joinNames([a, b])).toBe(`${a} + ${b}`);
    expect(joinNames([a, b, c])).toBe(`${a} + ${b} + 1 more`);
    expect(joinNames([a, b, c, 'd'])).toBe(`${a} + ${b} + 2 more`);
    const last = 'd'.repeat(480 - 200 - 3);
    expect(joinNames([a, last])).toBe(`${a} + ${last}`);
    expect(joinNames([a, `${last}d`])).toBe(`${a} + 1 more`);
  });

  it('cuts a first name that is too long', () => {
    expect(joinNames(['a'.repeat(481)])).toBe('a'.repeat(480));
  });
});
