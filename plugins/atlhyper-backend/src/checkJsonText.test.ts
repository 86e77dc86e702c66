import { checkJsonText } from './checkJsonText';

describe('checkJsonText', () => {
  it.each([
    ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`],
    ['brackets in a text', JSON.stringify('['.repeat(100))],
    ['a quote in a text', JSON.stringify(`"${'{'.repeat(100)}`)],
    ['siblings', `[${'[],'.repeat(100)}[]]`],
    ['10,000 entries', `[[${'1,'.repeat(9_999)}1],[1,2]]`],
    ['commas in a text', JSON.stringify(','.repeat(20_000))],
    ['a pair of surrogates', String.raw`"\ud83d\ude00"`],
    ['a backslash and the text u0000', String.raw`"\\u0000"`],
  ])('takes %s', (_, text) => {
    expect(() => checkJsonText(text)).not.toThrow();
  });

  it.each([
    ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, /32 levels \(at 32\)/],
    ['objects and lists', '[{"a":'.repeat(20), /32 levels/],
    ['10,001 entries', `[${'1,'.repeat(10_000)}1]`, /10000 entries/],
    ['10,001 members', `{"a":{${'"b":1,'.repeat(10_000)}"b":1}}`, /10000/],
    ['an escaped NUL', String.raw`"a\u0000"`, /character \\u0000/],
    ['NUL after a backslash', String.raw`"\\\u0000"`, /character \\u0000/],
    ['a high surrogate alone', String.raw`"\ud83d"`, /\\ud83d/],
    ['half a pair after a text', String.raw`"\\ud83d\ude00"`, /\\ude00/],
    ['a low surrogate alone', String.raw`"\uDE00"`, /\\uDE00/],
  ])('refuses %s', (_, text, message) => {
    expect(() => checkJsonText(text)).toThrow(message);
  });
});
