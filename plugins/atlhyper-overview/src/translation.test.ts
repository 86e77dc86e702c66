import { atlhyperOverviewTranslationRef } from './translation';
import ja from './translations/ja';
import zh from './translations/zh';

/** The English texts by their full key, as the frontend system reads them from the ref. */
const english = (
  atlhyperOverviewTranslationRef as unknown as {
    getDefaultMessages(): Record<string, string>;
  }
).getDefaultMessages();

const placeholders = (text: string) =>
  [...text.matchAll(/{{(\w+)}}/g)].map(match => match[1]).sort();

describe.each([
  ['Chinese', zh],
  ['Japanese', ja],
])('%s', (_, messages: Record<string, string>) => {
  it('has every text and no other', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(Object.keys(english))('fills in the same in %s', key => {
    expect(placeholders(messages[key])).toEqual(placeholders(english[key]));
    expect(messages[key].trim()).not.toBe('');
  });
});
