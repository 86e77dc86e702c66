import { countClasses, countMethods } from './requestCounts';

describe('countClasses', () => {
  it.each([
    ['0', 0],
    ['99', 0],
    ['100', 1],
    ['199', 1],
    ['200', 2],
    ['499', 4],
    ['500', 5],
    ['599', 5],
    ['600', 0],
    ['999', 0],
  ])('counts code %s in class %i', (code, statusClass) => {
    const expected = [0, 0, 0, 0, 0, 0];
    expected[statusClass] = 7;
    expect(countClasses({ [code]: 7 })).toEqual(expected);
  });

  it('adds up the codes of one class', () => {
    expect(countClasses({ '200': 5, '204': 2, '503': 1 })).toEqual([
      0, 0, 7, 0, 0, 1,
    ]);
  });
});

describe('countMethods', () => {
  it('counts methods it does not name together', () => {
    expect(countMethods({ GET: 3, PURGE: 1, EXTENSION_METHOD: 2 })).toEqual([
      3, 0, 0, 0, 0, 0, 0, 3,
    ]);
  });
});
