import { parseLabelSelector } from './labelSelector';

describe('parseLabelSelector', () => {
  const labels = {
    app: 'traefik',
    tier: 'edge',
    'app.kubernetes.io/name': 't',
  };

  it.each([
    ['app=traefik', true],
    ['app==traefik', true],
    ['app=other', false],
    ['app!=other', true],
    ['absent!=x', true],
    ['app', true],
    ['absent', false],
    ['!absent', true],
    ['!app', false],
    ['app in (nginx, traefik)', true],
    ['app in (nginx)', false],
    ['absent in (x)', false],
    ['app notin (nginx)', true],
    ['absent notin (x)', true],
    ['app=traefik,tier=edge', true],
    ['app=traefik,tier=core', false],
    ['app in (a,traefik),!absent', true],
    ['app.kubernetes.io/name=t', true],
  ])('%s', (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected);
  });

  it.each(['', 'a=b,', 'a in b', '=x', 'a=b=c', 'a b'])(
    'refuses "%s"',
    selector => {
      expect(() => parseLabelSelector(selector)).toThrow('label selector');
    },
  );
});
