import fc from 'fast-check';
import { parseDecimal } from './parseDecimal';

function parse(text: string): number | undefined {
  const bytes = new TextEncoder().encode(`xx${text} 9`);
  return parseDecimal(bytes, 2, 2 + text.length);
}

describe('parseDecimal', () => {
  it('agrees with Number on every double as it is printed', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        value => {
          expect(parse(String(value))).toBe(Number(String(value)));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('agrees with Number on sums of seconds of every length', () => {
    const digits = fc.stringMatching(
      /^[0-9]{1,12}\.[0-9]{0,14}(e[+-]?[0-9]{1,3})?$/,
    );
    fc.assert(
      fc.property(digits, text => {
        expect(parse(text)).toBe(Number(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('rounds halves as Number does', () => {
    fc.assert(
      fc.property(fc.bigInt(2n ** 53n, 2n ** 63n), value => {
        expect(parse(String(value))).toBe(Number(value));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '',
    '+',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '1_000',
    '0x10',
    '1..2',
    '--1',
    '1 2',
    'Infinit',
    'constructor',
    '__proto__',
  ])('takes "%s" for no number', text => {
    expect(parse(text)).toBeUndefined();
  });
});
