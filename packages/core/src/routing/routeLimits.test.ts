import { buildRouteTable } from './buildRouteTable';
import { boundRoute, fitText } from './routeLimits';
import type { IngressObject, IngressRouteObject } from './types';

const sha256Hex = (text: string) => text.length.toString(16).padStart(64, '0');

function routeTo(...services: { name: string; port?: number | string }[]) {
  const object: IngressRouteObject = {
    namespace: 'shop',
    name: 'web',
    entryPoints: [],
    tls: false,
    routes: [{ match: 'Host(`a.example`)', kind: 'Rule', services }],
  };
  const { routes } = buildRouteTable({
    ...{ ingressRoutes: [object], ingresses: [], services: [] },
    sha256Hex,
  });
  return routes[0];
}

describe('fitText', () => {
  it('leaves what fits alone, and ends what does not in a digest of the whole', () => {
    const text = 'a'.repeat(100);
    expect(fitText(text, 100, sha256Hex)).toBe(text);
    // 99 − 24 characters, an ellipsis and 20 digits.
    expect(fitText(text, 99, sha256Hex)).toBe(
      `${'a'.repeat(75)}… ${sha256Hex(text).slice(0, 20)}`,
    );
  });
});

describe('boundRoute', () => {
  it.each([
    ['host', 512],
    ['path', 1024],
    ['condition', 2048],
  ] as const)('cuts a %s of more than %i characters', (part, max) => {
    const key = { host: 'a', path: '/', pathMatch: 'exact' } as const;
    const fits = { ...key, [part]: 'x'.repeat(max) };
    expect(boundRoute(fits, sha256Hex)).toEqual({ key: fits, cut: false });
    const long = { ...key, [part]: 'x'.repeat(max + 1) };
    const bound = boundRoute(long, sha256Hex);
    expect(bound.cut).toBe(true);
    expect(bound.key[part]!.length).toBeLessThanOrEqual(max);
    expect({ ...bound.key, [part]: '' }).toEqual({ ...key, [part]: '' });
  });
});

describe('the services of a route', () => {
  const TOO_LONG = 'no Service can have a name that long';

  it.each([
    ['a'.repeat(253), 80, true],
    ['a'.repeat(254), 80, false],
    ['', 80, false],
    ['a', 65_535, true],
    ['a', 65_536, false],
    ['a', -1, false],
    ['a', 1.5, false],
    ['a', 'p'.repeat(253), true],
    ['a', 'p'.repeat(254), false],
  ])('take %s:%s: %s', (name, port, taken) => {
    const { services, problem } = routeTo({ name, port }, { name: 'other' });
    expect(services.map(one => one.name)).toEqual(
      taken ? [name, 'other'] : ['other'],
    );
    expect(problem).toBe(taken ? undefined : TOO_LONG);
  });

  it('are the first hundred of them', () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ name: `s${i}` }));
    expect(routeTo(...many).services).toHaveLength(100);
  });
});

describe('an Ingress of ingress-nginx', () => {
  const object: IngressObject = {
    namespace: 'shop',
    name: 'web',
    className: 'nginx',
    tls: false,
    tlsHosts: [],
    rules: [
      {
        host: 'a.example',
        paths: [{ path: '/', service: { name: 'web', port: 80 } }],
      },
    ],
  };
  const hostsWith = (...servicesSeen: string[]) =>
    buildRouteTable({
      ...{ ingressRoutes: [], ingresses: [object], services: [] },
      servicesSeen: new Set(servicesSeen),
      sha256Hex,
    }).routes.map(route => route.host);

  it("is Traefik's once a service of that provider is seen", () => {
    expect(hostsWith()).toEqual([]);
    expect(hostsWith('shop-other-80@kubernetes')).toEqual([]);
    const seen = 'shop-other-rule-0-path-0@kubernetesingressnginx';
    expect(hostsWith('shop-other-80@kubernetes', seen)).toEqual(['a.example']);
  });
});
