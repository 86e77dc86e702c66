import { InputError } from '@backstage/errors';
import { matchesLabels, parseLabelSelector } from './labelSelector';

describe('label selectors', () => {
  const labels = { app: 'shop', tier: 'web', 'app.kubernetes.io/name': 'shop' };

  it.each([
    ['app=shop', true],
    ['app==shop', true],
    ['app = shop', true],
    ['app=other', false],
    ['app.kubernetes.io/name=shop', true],
    ['app!=other', true],
    ['app!=shop', false],
    ['absent!=anything', true],
    ['app in (shop, cart)', true],
    ['app in (cart)', false],
    ['absent in (a,b)', false],
    ['tier notin (db,cache)', true],
    ['tier notin (web)', false],
    ['absent notin (web)', true],
    ['tier', true],
    ['absent', false],
    ['!absent', true],
    ['!tier', false],
    ['app=shop,tier in (web,db),!absent', true],
    ['app=shop,tier=db', false],
    ['absent=', false],
  ])('%s', (selector, expected) => {
    expect(matchesLabels(labels, parseLabelSelector(selector))).toBe(expected);
  });

  it.each(['', 'app=a b', 'app in a,b', 'app in (a b)', '=x', 'a=b,', '-a=b'])(
    'refuses %p and says what it may be',
    selector => {
      expect(() => parseLabelSelector(selector)).toThrow(InputError);
      expect(() => parseLabelSelector(selector)).toThrow(/label_selector/);
    },
  );

  it('does not take a property that every object has for a label', () => {
    expect(matchesLabels({}, parseLabelSelector('constructor'))).toBe(false);
  });
});
