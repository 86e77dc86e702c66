import { createHash } from 'node:crypto';
import { buildRouteTable } from './buildRouteTable';
import type {
  IngressRouteObject,
  ServiceRef,
  TraefikServiceObject,
} from './types';

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');

const service = (name: string, namespace?: string): ServiceRef => ({
  name,
  namespace,
  port: 8080,
});
const traefikService = (name: string, namespace?: string): ServiceRef => ({
  name,
  namespace,
  kind: 'TraefikService',
});
const weighted = (
  name: string,
  services: ServiceRef[],
  namespace = 'default',
): TraefikServiceObject => ({ namespace, name, services, mirrors: [] });

/** One rule for each host, named after the host. */
function table(
  services: Record<string, ServiceRef[]>,
  traefikServices: TraefikServiceObject[],
  routersSeen?: string[],
) {
  const ingressRoute: IngressRouteObject = {
    namespace: 'default',
    name: 'test.route',
    entryPoints: [],
    tls: false,
    routes: Object.entries(services).map(([host, refs]) => ({
      match: `Host(\`${host}\`)`,
      services: refs,
    })),
  };
  return buildRouteTable({
    ingressRoutes: [ingressRoute],
    ingresses: [],
    services: [],
    traefikServices,
    sha256Hex,
    routersSeen: new Set(routersSeen),
  });
}

const route = (host: string) => ({
  kind: 'route',
  host,
  path: '/',
  pathMatch: 'prefix',
});
const routerOf = (host: string) =>
  `default-test-route-${sha256Hex(`Host(\`${host}\`)`).slice(
    0,
    20,
  )}@kubernetescrd`;

describe('a route to a TraefikService', () => {
  // The names are those of Traefik's own tests of its CRD provider.
  it('has the series of the services it weighs, its own name has none', () => {
    const result = table({ 'foo.com': [traefikService('wrr1')] }, [
      weighted('wrr1', [service('whoami4'), service('whoami5')]),
    ]);
    for (const name of ['whoami4', 'whoami5'])
      expect(
        result.seriesOfService(`default-${name}-8080@kubernetescrd`),
      ).toEqual(route('foo.com'));
    expect(result.seriesOfService('default-wrr1@kubernetescrd')).toBe(
      undefined,
    );
    expect(result.seriesOfService(routerOf('foo.com'))).toBe(undefined);
    expect(result.routes).toEqual([
      expect.objectContaining({
        services: [
          { namespace: 'default', name: 'whoami4', port: 8080 },
          { namespace: 'default', name: 'whoami5', port: 8080 },
        ],
        series: route('foo.com'),
      }),
    ]);
    expect(result.routes[0].problem).toBe(undefined);
  });

  it('is followed through others and other namespaces, whose own it takes over', () => {
    const result = table({ 'foo.com': [traefikService('outer', 'far')] }, [
      weighted('outer', [traefikService('inner'), service('a')], 'far'),
      weighted('inner', [service('b'), service('c', 'default')], 'far'),
      weighted('inner', [service('wrong')]),
    ]);
    const names = ['far-a-8080', 'far-b-8080', 'default-c-8080'];
    for (const name of names)
      expect(result.seriesOfService(`${name}@kubernetescrd`)).toEqual(
        route('foo.com'),
      );
    expect(result.seriesOfService('default-wrong-8080@kubernetescrd')).toBe(
      undefined,
    );
  });

  it.each(['wrr1@kubernetescrd', 'default-wrr1@kubernetescrd'])(
    'is found by the name "%s"',
    name => {
      const result = table({ 'foo.com': [traefikService(name)] }, [
        weighted('wrr1', [service('whoami4')]),
      ]);
      expect(
        result.seriesOfService('default-whoami4-8080@kubernetescrd'),
      ).toEqual(route('foo.com'));
    },
  );

  it('may stand beside a Service', () => {
    const result = table(
      { 'foo.com': [traefikService('wrr1'), service('plain')] },
      [weighted('wrr1', [service('whoami4')])],
    );
    for (const name of ['whoami4', 'plain'])
      expect(
        result.seriesOfService(`default-${name}-8080@kubernetescrd`),
      ).toEqual(route('foo.com'));
  });

  it('shares a service with every other route that leads to it', () => {
    const routes = {
      'foo.com': [traefikService('wrr1')],
      'bar.com': [traefikService('wrr2')],
    };
    const objects = [
      weighted('wrr1', [service('a'), service('b')]),
      weighted('wrr2', [service('b')]),
    ];
    expect(
      table(routes, objects).seriesOfService('default-b-8080@kubernetescrd'),
    ).toEqual({
      kind: 'shared',
      service: 'default-a-8080@kubernetescrd + default-b-8080@kubernetescrd',
    });
    const seen = table(routes, objects, [routerOf('foo.com')]);
    expect(seen.isLeftOut('default-b-8080@kubernetescrd')).toBe(true);
    expect(seen.seriesOfRouter(routerOf('bar.com'))).toEqual(route('bar.com'));
  });

  it('keeps the other leaves of one that contains itself', () => {
    const result = table({ 'foo.com': [traefikService('a')] }, [
      weighted('a', [traefikService('b'), service('one')]),
      weighted('b', [traefikService('a'), service('two')]),
    ]);
    for (const name of ['one', 'two'])
      expect(
        result.seriesOfService(`default-${name}-8080@kubernetescrd`),
      ).toEqual(route('foo.com'));
    expect(result.routes[0].problem).toBe(
      'the TraefikService "a" contains itself',
    );
  });

  it('ends in bounded time where each contains all the next twice', () => {
    const deep = Array.from({ length: 40 }, (_, i) =>
      weighted(`t${i}`, [
        traefikService(`t${i + 1}`),
        traefikService(`t${i + 1}`),
      ]),
    );
    const result = table({ 'foo.com': [traefikService('t0')] }, [
      ...deep,
      weighted('t40', [service('end')]),
    ]);
    expect(result.seriesOfService('default-end-8080@kubernetescrd')).toEqual(
      route('foo.com'),
    );
  });

  it('says so where it is not known', () => {
    const result = table({ 'foo.com': [traefikService('gone')] }, []);
    expect(result.routes[0].problem).toBe(
      'the services behind TraefikService "gone" are not known',
    );
  });

  it('of another provider has the series of that name', () => {
    const result = table({ 'foo.com': [traefikService('web@file')] }, []);
    expect(result.seriesOfService('web@file')).toEqual(route('foo.com'));
  });
});

describe('mirroring', () => {
  const mirror = (main: ServiceRef, ...mirrors: ServiceRef[]) => ({
    namespace: 'default',
    name: 'mirror1',
    services: [main],
    mirrors,
  });
  const copy = 'default-copy-8080@kubernetescrd';

  it('counts what the main service answers and leaves the copies out', () => {
    const result = table({ 'foo.com': [traefikService('mirror1')] }, [
      mirror(service('main'), service('copy'), traefikService('wrr1')),
      weighted('wrr1', [service('deep')]),
    ]);
    expect(result.seriesOfService('default-main-8080@kubernetescrd')).toEqual(
      route('foo.com'),
    );
    for (const name of [copy, 'default-deep-8080@kubernetescrd']) {
      expect(result.seriesOfService(name)).toBe(undefined);
      expect(result.isLeftOut(name)).toBe(true);
    }
    expect(result.routes[0].services).toEqual([
      { namespace: 'default', name: 'main', port: 8080 },
    ]);
    expect(result.routes[0].problem).toBe(undefined);
  });

  const both = {
    'foo.com': [traefikService('mirror1')],
    'bar.com': [traefikService('wrr1')],
  };
  const objects = [
    mirror(service('main'), service('copy')),
    weighted('wrr1', [service('copy')]),
  ];

  it('says so where a service gets copies and requests of its own', () => {
    const result = table(both, objects);
    expect(result.isLeftOut(copy)).toBe(false);
    expect(result.seriesOfService(copy)).toEqual(route('bar.com'));
    expect(result.routes.map(r => r.problem)).toEqual([
      undefined,
      `copies that mirroring sends to ${copy} are counted with its requests, unless router series are exposed`,
    ]);
  });

  it('counts such a service by its router where that is exposed', () => {
    const result = table(both, objects, [routerOf('bar.com')]);
    expect(result.isLeftOut(copy)).toBe(true);
    expect(result.seriesOfRouter(routerOf('bar.com'))).toEqual(
      route('bar.com'),
    );
    expect(result.seriesOfService('default-main-8080@kubernetescrd')).toEqual(
      route('foo.com'),
    );
  });

  it('does not mind a mirror that nobody uses', () => {
    const result = table({ 'bar.com': [traefikService('wrr1')] }, objects);
    expect(result.routes[0].problem).toBe(undefined);
  });
});
