import { createHash } from 'node:crypto';
import { buildRouteTable } from './buildRouteTable';
import type { IngressObject } from './types';

type PathOfRule = IngressObject['rules'][number]['paths'][number];

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');

function tableOf(object: Partial<IngressObject>) {
  return buildRouteTable({
    ingressRoutes: [],
    ingresses: [
      {
        ...{ namespace: 'shop', name: 'web', tls: true, tlsHosts: [] },
        rules: [],
        ...object,
      },
    ],
    services: [],
    sha256Hex,
  });
}

const routesOf = (object: Partial<IngressObject>) => tableOf(object).routes;
const service = { name: 'web', port: 80 };

function withPath(path: Partial<PathOfRule>, host?: string) {
  return { rules: [{ host, paths: [{ path: '/a', service, ...path }] }] };
}

describe('the routes of a plain Ingress', () => {
  it.each([
    ['Prefix', undefined, '/a prefix'],
    ['Exact', undefined, '/a exact'],
    [undefined, undefined, '/a prefix'],
    ['ImplementationSpecific', 'Path', '/a exact'],
    [undefined, 'PathRegexp', '/a regex'],
    ['ImplementationSpecific', 'Guess', '/a prefix'],
    ['ImplementationSpecific', 'toString', '/a prefix'],
    // The annotation counts only where the Ingress leaves it to the controller.
    ['Prefix', 'Path', '/a prefix'],
    ['Exact', 'PathPrefix', '/a exact'],
  ])('with the type %s and the matcher %s', (pathType, pathMatcher, route) => {
    const [{ path, pathMatch }] = routesOf({
      ...withPath({ pathType }),
      pathMatcher,
    });
    expect(`${path} ${pathMatch}`).toBe(route);
  });

  it.each([undefined, ''])('are of every path where it is %j', path => {
    const exact = withPath({ path, pathType: 'Exact' });
    expect(routesOf(exact)).toMatchObject([{ path: '/', pathMatch: 'prefix' }]);
  });

  it.each([
    [undefined, '*'],
    ['', '*'],
    ['Shop.example.com', 'shop.example.com'],
    ['*.shop.example.com', '~^[a-zA-Z0-9-]+\\.shop\\.example\\.com$'],
  ])('of the host %j are of %s', (host, expected) => {
    expect(routesOf(withPath({}, host))[0].host).toBe(expected);
  });

  it.each([
    [undefined, [], true],
    [undefined, ['a.example'], false],
    ['a.example', [], true],
    ['a.example', ['b.example', 'a.example'], true],
    ['a.example', ['b.example'], false],
    ['a.b.example', ['*.b.example'], true],
    ['a.b.example', ['*.example'], false],
  ])(
    'of the host %s with certificates for %j: TLS %s',
    (host, tlsHosts, tls) => {
      const object = { ...withPath({}, host), tlsHosts };
      expect(routesOf(object)[0].tls).toBe(tls);
      expect(routesOf({ ...object, tls: false })[0].tls).toBe(false);
    },
  );

  it('say where the backend is no Service, and are counted by nothing', () => {
    const result = tableOf(withPath({ service: undefined }));
    expect(result.routes).toMatchObject([
      { services: [], problem: 'the backend is no Service' },
    ]);
    expect(result.routes[0]).not.toHaveProperty('series');
    expect(result.seriesOfService('shop-web-80@kubernetes')).toBeUndefined();
  });

  it('are those of its default backend only where it has no rules', () => {
    const defaultService = service;
    expect(routesOf({ defaultService })).toMatchObject([
      { host: '*', path: '/', pathMatch: 'prefix', services: [service] },
    ]);
    const both = routesOf({ ...withPath({}, 'a.example'), defaultService });
    expect(both.map(route => route.host)).toEqual(['a.example']);
  });

  it('are none where another controller serves it', () => {
    const foreign = { ...withPath({}, 'a.example'), className: 'haproxy' };
    expect(routesOf(foreign)).toEqual([]);
  });
});
