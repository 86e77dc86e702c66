import { selectorOf } from './selector';

describe('selectorOf', () => {
  const labels = { app: 'web' };
  const expression = { key: 'tier', operator: 'In', values: ['a', 'b'] };

  it.each([
    ['labels', { matchLabels: labels }, labels],
    ['nothing, which is everything', {}, {}],
    [
      'expressions',
      { matchExpressions: [expression] },
      { matchLabels: {}, matchExpressions: [expression] },
    ],
    [
      'both',
      { matchLabels: labels, matchExpressions: [expression] },
      { matchLabels: labels, matchExpressions: [expression] },
    ],
    [
      'an expression without values',
      { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      {
        matchLabels: {},
        matchExpressions: [{ key: 'tier', operator: 'Exists' }],
      },
    ],
    ['what is none', 7, {}],
  ])('keeps %s', (_, selector, expected) => {
    expect(selectorOf(selector)).toEqual(expected);
  });
});
