import { createHash } from 'node:crypto';
import { buildRouteTable } from './buildRouteTable';
import type {
  GatewayObject,
  HttpRouteMatch,
  HttpRouteObject,
  TraefikServiceObject,
} from './types';

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');
const hash = (rule: string) => sha256Hex(rule).slice(0, 20);

const match = (more: Partial<HttpRouteMatch> = {}): HttpRouteMatch => ({
  headers: [],
  queryParams: [],
  ...more,
});
const exact = (value: string) => match({ path: { type: 'Exact', value } });
const prefix = (value: string) =>
  match({ path: { type: 'PathPrefix', value } });
const whoami = { name: 'whoami', port: 80 };

/** The HTTPRoute of Traefik's own tests, with other rules or hosts. */
function httpRoute(more: Partial<HttpRouteObject> = {}): HttpRouteObject {
  return {
    namespace: 'default',
    name: 'http-app-1',
    parents: [{ name: 'my-gateway' }],
    hostnames: ['foo.com'],
    rules: [{ matches: [exact('/bar')], backends: [whoami] }],
    ...more,
  };
}

function table(
  httpRoutes: HttpRouteObject[],
  more: {
    gateways?: GatewayObject[];
    traefikServices?: TraefikServiceObject[];
    routersSeen?: string[];
  } = {},
) {
  return buildRouteTable({
    ingressRoutes: [],
    ingresses: [],
    services: [],
    httpRoutes,
    sha256Hex,
    ...more,
    routersSeen: new Set(more.routersSeen),
  });
}

const foo = {
  kind: 'route',
  host: 'foo.com',
  path: '/bar',
  pathMatch: 'exact',
};

describe('an HTTPRoute', () => {
  // Traefik v3.0 to v3.2, and later: pkg/provider/kubernetes/gateway/kubernetes_test.go.
  it.each([
    'default-whoami-80@kubernetesgateway',
    'default-whoami-http-80@kubernetesgateway',
  ])('has the series "%s"', name => {
    const result = table([httpRoute()]);
    expect(result.seriesOfService(name)).toEqual(foo);
    expect(result.routes).toEqual([
      {
        host: 'foo.com',
        path: '/bar',
        pathMatch: 'exact',
        source: { kind: 'httproute', namespace: 'default', name: 'http-app-1' },
        tls: false,
        services: [{ namespace: 'default', name: 'whoami', port: 80 }],
        series: foo,
      },
    ]);
  });

  const twoPaths = httpRoute({
    rules: [
      { matches: [exact('/bar')], backends: [whoami] },
      { matches: [exact('/baz')], backends: [whoami] },
    ],
  });

  it.each([
    'default-http-app-1-my-gateway-web-1c0cf64bde37d9d0df06@kubernetesgateway',
    'default-http-app-1-my-gateway-web-0-1c0cf64bde37d9d0df06@kubernetesgateway',
    'httproute-default-http-app-1-gw-default-my-gateway-ep-web-0-1c0cf64bde37d9d0df06@kubernetesgateway',
    'httproute-default-http-app-1-gw-default-my-gateway-ep-web-secure-0-1c0cf64bde37d9d0df06@kubernetesgateway',
  ])('is told apart by the router "%s"', router => {
    const result = table([twoPaths], { routersSeen: [router] });
    expect(result.seriesOfRouter(router)).toEqual(foo);
    expect(result.isLeftOut('default-whoami-http-80@kubernetesgateway')).toBe(
      true,
    );
    expect(
      result.seriesOfRouter(
        router.replace(
          '1c0cf64bde37d9d0df06',
          hash('Host(`foo.com`) && Path(`/baz`)'),
        ),
      ),
    ).toEqual({ ...foo, path: '/baz' });
    expect(
      result.seriesOfRouter(router.replace('my-gateway', 'other-gateway')),
    ).toBe(undefined);
  });

  it('shares a backend that several rules have in common', () => {
    const result = table([twoPaths]);
    expect(
      result.seriesOfService('default-whoami-80@kubernetesgateway'),
    ).toMatchObject({ kind: 'shared' });
    expect(result.routes.map(r => r.path)).toEqual(['/bar', '/baz']);
  });

  it('sums its weighted backends, also those of other namespaces', () => {
    const result = table([
      httpRoute({
        rules: [
          {
            matches: [exact('/bar')],
            backends: [whoami, { name: 'far', namespace: 'other', port: 81 }],
          },
        ],
      }),
    ]);
    for (const name of ['default-whoami-http-80', 'other-far-http-81'])
      expect(result.seriesOfService(`${name}@kubernetesgateway`)).toEqual(foo);
  });

  it('may lead to a TraefikService', () => {
    const result = table(
      [
        httpRoute({
          rules: [
            {
              matches: [exact('/bar')],
              backends: [{ name: 'wrr1', kind: 'TraefikService' }],
            },
          ],
        }),
      ],
      {
        traefikServices: [
          {
            namespace: 'default',
            name: 'wrr1',
            services: [{ name: 'whoami4', port: 8080 }],
            mirrors: [],
          },
        ],
      },
    );
    expect(
      result.seriesOfService('default-whoami4-8080@kubernetescrd'),
    ).toEqual(foo);
  });

  it.each<[HttpRouteMatch, string, object]>([
    [match(), 'PathPrefix(`/`)', { path: '/', pathMatch: 'prefix' }],
    [
      prefix('/api/'),
      '(Path(`/api`) || PathPrefix(`/api/`))',
      { path: '/api', pathMatch: 'prefix' },
    ],
    [
      match({ path: { type: 'RegularExpression', value: '^/v[0-9]+' } }),
      'PathRegexp(`^/v[0-9]+`)',
      { path: '^/v[0-9]+', pathMatch: 'regex' },
    ],
    [
      match({
        path: { type: 'Exact', value: '/bar' },
        method: 'GET',
        headers: [
          { name: 'my-header', value: 'foo' },
          { name: 'x', value: '^a', type: 'RegularExpression' },
        ],
        queryParams: [{ name: 'q', value: '1', type: 'Exact' }],
      }),
      'Path(`/bar`) && Method(`GET`) && Header(`my-header`,`foo`) && HeaderRegexp(`x`,`^a`) && Query(`q`,`1`)',
      {
        path: '/bar',
        pathMatch: 'exact',
        condition:
          'Method(`GET`) && Header(`my-header`,`foo`) && HeaderRegexp(`x`,`^a`) && Query(`q`,`1`)',
      },
    ],
  ])('with the match %j has the rule %s', (only, rule, key) => {
    const router = `httproute-default-http-app-1-gw-default-my-gateway-ep-web-0-${hash(
      `Host(\`foo.com\`) && ${rule}`,
    )}@kubernetesgateway`;
    const object = httpRoute({
      rules: [
        { matches: [only], backends: [whoami] },
        { matches: [prefix('/other')], backends: [whoami] },
      ],
    });
    const result = table([object], { routersSeen: [router] });
    expect(result.routes[0]).toMatchObject({ host: 'foo.com', ...key });
    expect(result.seriesOfRouter(router)).toMatchObject(key);
  });

  it('without a match takes everything, without a host any', () => {
    const result = table([
      httpRoute({
        hostnames: [],
        rules: [{ matches: [], backends: [whoami] }],
      }),
    ]);
    expect(result.routes).toMatchObject([
      { host: '*', path: '/', pathMatch: 'prefix' },
    ]);
  });

  it('is a route for each host, wildcards as Traefik writes them', () => {
    const rule =
      '(Host(`foo.com`) || HostRegexp(`^[a-z0-9-\\.]+\\.bar\\.com$`)) && Path(`/bar`)';
    const router = `httproute-default-http-app-1-gw-default-my-gateway-ep-web-0-${hash(
      rule,
    )}@kubernetesgateway`;
    const result = table(
      [
        httpRoute({ hostnames: ['foo.com', '*.bar.com'] }),
        httpRoute({ name: 'other' }),
      ],
      { routersSeen: [router] },
    );
    expect(result.routes.map(r => r.host)).toEqual([
      'foo.com',
      '~^[a-z0-9-\\.]+\\.bar\\.com$',
      'foo.com',
    ]);
    expect(result.seriesOfRouter(router)).toMatchObject({ kind: 'shared' });
  });

  it('fits the wire, however long its names', () => {
    const object = httpRoute({
      name: 'n'.repeat(253),
      parents: [{ name: 'g'.repeat(253), namespace: 'm'.repeat(63) }],
      hostnames: ['a.com', 'b.com'],
    });
    const rule = '(Host(`a.com`) || Host(`b.com`)) && Path(`/bar`)';
    const router = `httproute-default-${object.name}-gw-${
      object.parents[0].namespace
    }-${object.parents[0].name}-ep-web-0-${hash(rule)}@kubernetesgateway`;
    const other = httpRoute({ name: 'other' });
    const result = table([object, other], { routersSeen: [router] });
    const series = result.seriesOfRouter(router);
    expect(series).toMatchObject({ kind: 'shared' });
    expect((series as { service: string }).service.length).toBeLessThanOrEqual(
      512,
    );
  });

  const gateway = (
    ...listeners: GatewayObject['listeners']
  ): GatewayObject => ({ namespace: 'default', name: 'my-gateway', listeners });
  const listener = (hostname?: string, tls = false) => ({
    name: tls ? 'https' : 'http',
    port: tls ? 443 : 80,
    tls,
    hostname,
  });

  it.each<[string[], string | undefined, string[]]>([
    [['foo.com'], undefined, ['foo.com']],
    [[], 'foo.com', ['foo.com']],
    [['foo.com', 'bar.com'], 'foo.com', ['foo.com']],
    [['a.foo.com', 'b.com'], '*.foo.com', ['a.foo.com']],
    [['*.foo.com'], 'a.foo.com', ['a.foo.com']],
  ])(
    'with the hosts %j at a listener for %s has %j',
    (hostnames, at, hosts) => {
      const result = table([httpRoute({ hostnames })], {
        gateways: [gateway(listener(at))],
      });
      expect(result.routes.map(r => r.host)).toEqual(hosts);
    },
  );

  it('has TLS where a listener that takes it has', () => {
    const gateways = [gateway(listener(), listener(undefined, true))];
    const tlsOf = (sectionName?: string, port?: number) =>
      table(
        [httpRoute({ parents: [{ name: 'my-gateway', sectionName, port }] })],
        { gateways },
      ).routes.map(r => r.tls);
    expect(tlsOf()).toEqual([true]);
    expect(tlsOf('http')).toEqual([false]);
    expect(tlsOf('https')).toEqual([true]);
    expect(tlsOf(undefined, 80)).toEqual([false]);
  });

  it('stays, with the reason, where no listener takes it', () => {
    const result = table([httpRoute()], {
      gateways: [gateway(listener('bar.com'))],
    });
    expect(result.routes).toMatchObject([
      { host: 'foo.com', problem: 'no listener of a Gateway takes the route' },
    ]);
  });

  it.each([
    [[], 'the rule has no backend'],
    [[{ name: 'a' }], 'the backend "a" has no port'],
    [
      [{ name: 'a', kind: 'Bucket', port: 80 }],
      'the backend kind "Bucket" is not known',
    ],
  ])('with the backends %j says "%s"', (backends, problem) => {
    const rule = { matches: [exact('/bar')], backends };
    const result = table([httpRoute({ rules: [rule] })]);
    expect(result.routes).toMatchObject([{ problem }]);
    expect(result.routes[0].series).toBe(undefined);
  });
});
