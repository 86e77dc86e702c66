import { createHash } from 'node:crypto';
import { buildRouteTable } from './buildRouteTable';
import type { IngressObject, IngressRouteObject, ServiceObject } from './types';

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');
const hash = (rule: string) => sha256Hex(rule).slice(0, 20);

function ingressRoute(
  ...routes: IngressRouteObject['routes']
): IngressRouteObject {
  return {
    namespace: 'shop',
    name: 'web',
    entryPoints: ['websecure'],
    tls: true,
    routes,
  };
}

function ingress(
  name: string,
  host: string,
  ...paths: [path: string, service: string, port: number | string][]
): IngressObject {
  return {
    namespace: 'media',
    name,
    tls: false,
    tlsHosts: [],
    rules: [
      {
        host,
        paths: paths.map(([path, service, port]) => ({
          path,
          pathType: 'Prefix',
          service: { name: service, port },
        })),
      },
    ],
  };
}

function table(objects: {
  ingressRoutes?: IngressRouteObject[];
  ingresses?: IngressObject[];
  services?: ServiceObject[];
  routersSeen?: string[];
}) {
  return buildRouteTable({
    ingressRoutes: objects.ingressRoutes ?? [],
    ingresses: objects.ingresses ?? [],
    services: objects.services ?? [],
    sha256Hex,
    routersSeen: new Set(objects.routersSeen ?? []),
  });
}

const route = (host: string, path = '/') => ({
  kind: 'route',
  host,
  path,
  pathMatch: 'prefix',
});

describe('buildRouteTable', () => {
  const match = 'Host(`shop.example.com`) && PathPrefix(`/api`)';
  const single = ingressRoute({
    match,
    kind: 'Rule',
    services: [{ name: 'api', port: 'http' }],
  });

  it('gives a route with a single service the series of its own', () => {
    const services = [
      { namespace: 'shop', name: 'api', ports: [{ name: 'http', port: 8080 }] },
    ];
    const result = table({ ingressRoutes: [single], services });
    const series = route('shop.example.com', '/api');
    expect(
      result.seriesOfService(`shop-web-${hash(match)}@kubernetescrd`),
    ).toEqual(series);
    expect(result.routes).toEqual([
      {
        host: 'shop.example.com',
        path: '/api',
        pathMatch: 'prefix',
        source: { kind: 'ingressroute', namespace: 'shop', name: 'web' },
        tls: true,
        services: [{ namespace: 'shop', name: 'api', port: 8080 }],
        series,
      },
    ]);
  });

  it('does not know the services of others', () => {
    const result = table({ ingressRoutes: [single] });
    expect(
      result.seriesOfService('shop-api-8080@kubernetescrd'),
    ).toBeUndefined();
    expect(result.seriesOfRouter('dashboard@file')).toBeUndefined();
    expect(result.isLeftOut('shop-api-8080@kubernetescrd')).toBe(false);
  });

  it('counts such a route by its service alone even where routers are exposed', () => {
    const name = `shop-web-${hash(match)}@kubernetescrd`;
    const result = table({
      ingressRoutes: [single],
      routersSeen: [`websecure-${name}`],
    });
    expect(result.seriesOfService(name)).toMatchObject({ kind: 'route' });
    expect(result.isLeftOut(name)).toBe(false);
    expect(result.seriesOfRouter(`websecure-${name}`)).toBeUndefined();
  });

  it('shares one series between the hosts of one rule', () => {
    const rule = 'Host(`a.example.com`) || Host(`b.example.com`)';
    const result = table({
      ingressRoutes: [
        ingressRoute({ match: rule, services: [{ name: 'api', port: 80 }] }),
      ],
    });
    const name = `shop-web-${hash(rule)}@kubernetescrd`;
    const set = {
      kind: 'shared',
      service: 'a.example.com/* + b.example.com/*',
    };
    expect(result.seriesOfService(name)).toEqual(set);
    expect(result.routes.map(r => [r.host, r.series])).toEqual([
      ['a.example.com', set],
      ['b.example.com', set],
    ]);
  });

  const weighted = (rule: string, ...services: string[]) => ({
    match: rule,
    services: services.map(name => ({
      name,
      namespace: name === 'far' ? 'other' : undefined,
      port: 80,
    })),
  });

  it('sums the children of a weighted route, also those of other namespaces', () => {
    const result = table({
      ingressRoutes: [ingressRoute(weighted('Host(`a`)', 'blue', 'far'))],
    });
    expect(result.seriesOfService('shop-blue-80@kubernetescrd')).toEqual(
      route('a'),
    );
    expect(result.seriesOfService('other-far-80@kubernetescrd')).toEqual(
      route('a'),
    );
    expect(result.routes[0].services).toEqual([
      { namespace: 'shop', name: 'blue', port: 80 },
      { namespace: 'other', name: 'far', port: 80 },
    ]);
  });

  const overlapping = ingressRoute(
    weighted('Host(`a`)', 'blue', 'green'),
    weighted('Host(`b`)', 'green', 'red'),
  );

  it('shares all children of weighted routes that have one in common', () => {
    const result = table({ ingressRoutes: [overlapping] });
    const shared = {
      kind: 'shared',
      service:
        'shop-blue-80@kubernetescrd + shop-green-80@kubernetescrd + shop-red-80@kubernetescrd',
    };
    for (const name of ['blue', 'green', 'red'])
      expect(result.seriesOfService(`shop-${name}-80@kubernetescrd`)).toEqual(
        shared,
      );
    expect(result.routes.map(r => r.series)).toEqual([shared, shared]);
  });

  it('tells them apart by their routers where those are exposed', () => {
    const result = table({
      ingressRoutes: [overlapping],
      routersSeen: [`shop-web-${hash('Host(`a`)')}@kubernetescrd`],
    });
    expect(result.isLeftOut('shop-green-80@kubernetescrd')).toBe(true);
    expect(
      result.seriesOfService('shop-green-80@kubernetescrd'),
    ).toBeUndefined();
    expect(result.routes.map(r => r.series)).toEqual([route('a'), route('b')]);
    expect(
      result.seriesOfRouter(`shop-web-${hash('Host(`b`)')}@kubernetescrd`),
    ).toEqual(route('b'));
  });

  it('says that what is behind a TraefikService is not known', () => {
    const result = table({
      ingressRoutes: [
        ingressRoute({
          match: 'Host(`a`)',
          services: [{ name: 'canary', kind: 'TraefikService' }],
        }),
      ],
    });
    expect(result.routes[0].problem).toBe(
      'the services behind TraefikService "canary" are not known',
    );
    const router = `shop-web-${hash('Host(`a`)')}@kubernetescrd`;
    const seen = table({
      ingressRoutes: [
        ingressRoute({
          match: 'Host(`a`)',
          services: [{ name: 'canary', kind: 'TraefikService' }],
        }),
      ],
      routersSeen: [router],
    });
    expect(seen.seriesOfRouter(router)).toEqual(route('a'));
  });

  const twoPaths = ingress(
    'gallery',
    'media.example.com',
    ['/', 'web', 3000],
    ['/thumbs', 'web', 3000],
  );

  it('shares the service of two paths of an Ingress once', () => {
    const result = table({ ingresses: [twoPaths] });
    const shared = { kind: 'shared', service: 'media-web-3000@kubernetes' };
    expect(result.seriesOfService('media-web-3000@kubernetes')).toEqual(shared);
    expect(result.routes.map(r => [r.path, r.series])).toEqual([
      ['/', shared],
      ['/thumbs', shared],
    ]);
  });

  it('counts them apart once a router of theirs is seen, and the service no more', () => {
    const result = table({
      ingresses: [twoPaths],
      routersSeen: [
        'websecure-media-gallery-media-example-com-thumbs@kubernetes',
      ],
    });
    expect(result.isLeftOut('media-web-3000@kubernetes')).toBe(true);
    expect(
      result.seriesOfRouter('media-gallery-media-example-com@kubernetes'),
    ).toEqual(route('media.example.com'));
    expect(
      result.seriesOfRouter(
        'web-media-gallery-media-example-com-thumbs@kubernetes',
      ),
    ).toEqual(route('media.example.com', '/thumbs'));
  });

  it('tells paths apart whose normalised names are equal', () => {
    const conflicting = ingress(
      'web',
      'a.example.com',
      ['/x/y', 'one', 80],
      ['/x-y', 'one', 80],
    );
    const router = (path: string) =>
      `media-web-a-example-com-x-y-${hash(
        `Host(\`a.example.com\`) && PathPrefix(\`${path}\`)`,
      )}@kubernetes`;
    const result = table({
      ingresses: [conflicting],
      routersSeen: [router('/x/y')],
    });
    expect(result.seriesOfRouter(router('/x/y'))).toEqual(
      route('a.example.com', '/x/y'),
    );
    expect(result.seriesOfRouter(router('/x-y'))).toEqual(
      route('a.example.com', '/x-y'),
    );
    expect(
      result.seriesOfRouter('media-web-a-example-com-x-y@kubernetes'),
    ).toBeUndefined();
  });

  it('takes the port as the Ingress writes it and the number from the Service', () => {
    const services = [
      {
        namespace: 'media',
        name: 'web',
        ports: [{ name: 'http', port: 3000 }],
      },
    ];
    const result = table({
      ingresses: [ingress('a', 'a', ['/', 'web', 'http'])],
      services,
    });
    expect(result.seriesOfService('media-web-http@kubernetes')).toEqual(
      route('a'),
    );
    expect(result.routes[0].services).toEqual([
      { namespace: 'media', name: 'web', port: 3000 },
    ]);
    const wrong = table({
      ingresses: [ingress('a', 'a', ['/', 'web', 'grpc'])],
      services,
    });
    expect(wrong.routes[0].problem).toBe(
      'the Service "media/web" has no port "grpc"',
    );
  });

  it('reads wildcard hosts and default backends', () => {
    const wildcard = ingress('a', '*.example.com', ['/', 'web', 80]);
    const fallback: IngressObject = {
      ...wildcard,
      name: 'fallback',
      rules: [],
      defaultService: { name: 'web', port: 80 },
    };
    const result = table({ ingresses: [wildcard, fallback] });
    expect(result.seriesOfService('media-web-80@kubernetes')).toEqual(
      route('~^[a-zA-Z0-9-]+\\.example\\.com$'),
    );
    expect(result.seriesOfService('default-backend@kubernetes')).toEqual(
      route('*'),
    );
  });

  it('marks the hosts of an Ingress that have TLS', () => {
    const object = {
      ...ingress('a', 'a.example.com', ['/', 'web', 80]),
      tls: true,
    };
    const tlsOf = (tlsHosts: string[]) =>
      table({ ingresses: [{ ...object, tlsHosts }] }).routes[0].tls;
    expect(tlsOf([])).toBe(true);
    expect(tlsOf(['a.example.com'])).toBe(true);
    expect(tlsOf(['*.example.com'])).toBe(true);
    expect(tlsOf(['b.example.com'])).toBe(false);
  });

  it.each([
    ['Host(`a`', 'expected ")", found the end at position 8 of the rule'],
    ['', 'expected a matcher, found the end at position 0 of the rule'],
  ])('keeps a route whose rule is "%s" with its problem', (rule, problem) => {
    const result = table({
      ingressRoutes: [ingressRoute({ match: rule, services: [{ name: 'a' }] })],
    });
    expect(result.routes).toMatchObject([
      { host: '*', path: '/', condition: rule || '(no rule)', problem },
    ]);
    expect(result.routes[0].series).toMatchObject({ kind: 'route' });
  });

  it('cuts what the wire cannot take and keeps it different', () => {
    const long = (end: string) =>
      `Host(\`a\`) && Query(\`${'q'.repeat(3000)}${end}\`)`;
    const result = table({
      ingressRoutes: [
        ingressRoute(
          ...['1', '2'].map(end => ({
            match: long(end),
            services: [{ name: 'a' }],
          })),
        ),
      ],
    });
    const [one, two] = result.routes;
    expect(one.condition!.length).toBeLessThanOrEqual(2048);
    expect(one.condition).not.toBe(two.condition);
    expect(one.problem).toBe('the rule is too long and was cut');
  });

  it('gives equal routes of two objects one key', () => {
    const other = { ...single, name: 'copy' };
    const result = table({ ingressRoutes: [single, other] });
    const names = ['web', 'copy'].map(
      n => `shop-${n}-${hash(match)}@kubernetescrd`,
    );
    expect(names.map(n => result.seriesOfService(n))).toEqual([
      route('shop.example.com', '/api'),
      route('shop.example.com', '/api'),
    ]);
  });
});
