import { toStorableJson } from './toStorableJson';

describe('toStorableJson', () => {
  it.each([
    ['plain text', 'web: 1 of 2 ready', 'web: 1 of 2 ready'],
    ['NUL', 'a\0b', 'a\ufffdb'],
    ['several of them', '\0\0a\0', '\ufffd\ufffda\ufffd'],
    ['the first half of a pair', 'a\ud83d', 'a\ufffd'],
    ['the second half of a pair', '\ude00a', '\ufffda'],
    ['the halves in the wrong order', '\ude00\ud83d', '\ufffd\ufffd'],
    ['a whole pair', '\u{1f600}', '\u{1f600}'],
    ['a character below the surrogates', '\ud7ff', '\ud7ff'],
    ['the text of an escape', '\\u0000 \\ud83d', '\\u0000 \\ud83d'],
    ['NUL after a backslash', '\\\0', '\\\ufffd'],
    ['NUL after two backslashes', '\\\\\0', '\\\\\ufffd'],
    ['the text of an escape before NUL', '\\u0000\0', '\\u0000\ufffd'],
  ])('keeps or replaces %s', (_, text, expected) => {
    expect(JSON.parse(toStorableJson({ [text]: [text] }))).toEqual({
      [expected]: [expected],
    });
  });

  it('leaves no character that PostgreSQL refuses, whatever it is given', () => {
    const alphabet = ['\0', '\\', 'u', '0000', '\ud83d', '\ude00', '"', 'a'];
    // All texts of four pieces.
    for (let n = 0; n < 8 ** 4; n += 1) {
      const text = [0, 1, 2, 3]
        .map(place => alphabet[Math.floor(n / 8 ** place) % 8])
        .join('');
      const kept = JSON.parse(toStorableJson(text)) as string;
      // UTF-8 has no half pairs either.
      const expected = Buffer.from(text.replaceAll('\0', '\ufffd'));
      expect(kept).toBe(expected.toString('utf8'));
    }
  });
});
