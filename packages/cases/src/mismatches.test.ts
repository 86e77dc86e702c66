import { mismatches } from './mismatches';

describe('mismatches', () => {
  it.each([
    ['free keys', { a: 1 }, { a: 1, b: 2 }],
    ['numbers within half a percent', 1000, 1004],
    ['lists in any order', [1, { a: 2 }], [{ a: 2, b: 3 }, 1]],
    ['nothing', { a: null }, {}],
    ['one of', { a_one_of: [1, 2] }, { a: 2 }],
    ['about', { a_about: ['x', 'y'] }, { a: { x: ['y'] } }],
    ['at least a number', { a_at_least: 3 }, { a: 4 }],
    ['at least members', { a_at_least: [{ b: 1 }] }, { a: [{ b: 1 }, 7] }],
    ['at most', { a_at_most: 3 }, { a: 3 }],
    [
      'a pairing that needs a second look',
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ a: 1, b: 2 }, { a: 1 }],
    ],
  ])('takes %s', (_, expected, actual) => {
    expect(mismatches(expected, actual)).toEqual([]);
  });

  it.each([
    ['another number', 1000, 1006],
    ['a missing member', [1, 2], [1]],
    ['a member too many', [1], [1, 2]],
    ['a member used twice', [{ a: 1 }, { a: 1 }], [{ a: 1 }, { a: 2 }]],
    ['something for nothing', { a: null }, { a: 0 }],
    ['none of', { a_one_of: [1, 2] }, { a: 3 }],
    ['too little', { a_at_least: 3 }, { a: 2 }],
    ['nothing for a number', { a_at_most: 3 }, {}],
    ['another text', 'a', 'b'],
  ])('refuses %s', (_, expected, actual) => {
    expect(mismatches(expected, actual)).not.toEqual([]);
  });
});
