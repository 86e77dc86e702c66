import { createHash } from 'node:crypto';
import { buildRouteTable, type RouteTableInput } from './buildRouteTable';
import type { GrpcRouteMatch } from './types';

const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');
const hash = (rule: string) => sha256Hex(rule).slice(0, 20);

const ADD = { service: 'shop.Cart', method: 'Add' };
const grpcRoute = (matches: GrpcRouteMatch[]) => ({
  namespace: 'shop',
  name: 'cart',
  parents: [{ name: 'gw' }],
  hostnames: ['a.example.com'],
  rules: [{ matches, backends: [{ name: 'cart', port: 50051 }] }],
});
const match = (
  method?: GrpcRouteMatch['method'],
  headers: GrpcRouteMatch['headers'] = [],
): GrpcRouteMatch => ({ method, headers });

const gateway = (kinds: string[] = [], protocol = 'HTTP') => ({
  namespace: 'shop',
  name: 'gw',
  listeners: [{ name: 'web', port: 80, tls: false, protocol, kinds }],
});

function tableOf(input: Partial<RouteTableInput>) {
  return buildRouteTable({
    ingressRoutes: [],
    ingresses: [],
    services: [],
    gateways: [gateway()],
    sha256Hex,
    ...input,
  });
}

const SERVICE = 'shop-cart-50051-grpc@kubernetesgateway';
const routerOf = (rule: string) =>
  `grpcroute-shop-cart-gw-shop-gw-ep-web-0-${hash(rule)}@kubernetesgateway`;
const add = {
  kind: 'route',
  host: 'a.example.com',
  path: '/shop.Cart/Add',
  pathMatch: 'exact',
};

describe('a GRPCRoute', () => {
  it('is counted by the series of its Service, which is no HTTPRoute of the same name', () => {
    const table = tableOf({ grpcRoutes: [grpcRoute([match(ADD)])] });
    expect(table.seriesOfService(SERVICE)).toEqual(add);
    expect(
      table.seriesOfService('shop-cart-http-50051@kubernetesgateway'),
    ).toBeUndefined();
    expect(table.routes).toEqual([
      expect.objectContaining({
        path: '/shop.Cart/Add',
        source: { kind: 'grpcroute', namespace: 'shop', name: 'cart' },
        services: [{ namespace: 'shop', name: 'cart', port: 50051 }],
      }),
    ]);
  });

  // Backticks until 3.6.9, then double quotes; later releases escape exact names.
  const RULES = [
    'Host(`a.example.com`) && PathRegexp(`/shop.Cart/Add`)',
    'Host("a.example.com") && PathRegexp("/shop.Cart/Add")',
    'Host("a.example.com") && PathRegexp("/shop\\\\.Cart/Add")',
  ];

  it.each(RULES)('is told apart by the router of the rule %s', rule => {
    const router = routerOf(rule);
    const table = tableOf({
      grpcRoutes: [grpcRoute([match(ADD), match({ service: 'shop.Stock' })])],
      routersSeen: new Set([router]),
    });
    expect(table.isLeftOut(SERVICE)).toBe(true);
    expect(table.seriesOfRouter(router, SERVICE)).toEqual(add);
  });

  it.each(RULES)('is known by services named after the router of %s', rule => {
    const service = routerOf(rule).replace('@', '-svc-shop-cart-0@');
    const table = tableOf({
      grpcRoutes: [grpcRoute([match(ADD)])],
      servicesSeen: new Set([service]),
    });
    expect(table.seriesOfService(service)).toEqual(add);
  });

  it.each([
    [undefined, '/', 'prefix', 'PathPrefix(`/`)'],
    [{}, '/', 'prefix', 'PathRegexp(`/[^/]+/[^/]+`)'],
    [
      { service: 'shop.Cart' },
      '/shop.Cart',
      'prefix',
      'PathRegexp(`/shop.Cart/[^/]+`)',
    ],
    [{ method: 'Add' }, '/[^/]+/Add', 'regex', 'PathRegexp(`/[^/]+/Add`)'],
    [
      { type: 'RegularExpression', service: 'shop\\..*', method: 'Add' },
      '/shop\\..*/Add',
      'regex',
      'PathRegexp(`/shop\\..*/Add`)',
    ],
  ])('for %j is the path "%s"', (method, path, pathMatch, rule) => {
    const router = routerOf(`Host(\`a.example.com\`) && ${rule}`);
    const table = tableOf({
      grpcRoutes: [grpcRoute([match(method), match(ADD)])],
      routersSeen: new Set([router]),
    });
    expect(table.seriesOfRouter(router)).toEqual({ ...add, path, pathMatch });
  });

  it('asks for headers in the order of the object', () => {
    const headers = [
      { name: 'tenant', value: 'a' },
      { name: 'beta', value: '.+', type: 'RegularExpression' },
    ];
    const condition = 'Header(`tenant`,`a`) && HeaderRegexp(`beta`,`.+`)';
    const router = routerOf(
      `Host(\`a.example.com\`) && PathRegexp(\`/shop.Cart/Add\`) && ${condition}`,
    );
    const table = tableOf({
      grpcRoutes: [grpcRoute([match(ADD, headers), match()])],
      routersSeen: new Set([router]),
    });
    expect(table.seriesOfRouter(router)).toEqual({ ...add, condition });
  });

  it.each([
    [gateway(['HTTPRoute', 'GRPCRoute']), true],
    [gateway(['HTTPRoute']), false],
    [gateway([], 'TLS'), false],
  ])('is attached to %j: %s', (one, attached) => {
    const { routes } = tableOf({
      grpcRoutes: [grpcRoute([match(ADD)])],
      gateways: [one],
    });
    expect(routes[0].problem).toBe(
      attached ? undefined : 'no listener of a Gateway takes the route',
    );
  });

  it('may stand beside an HTTPRoute to the same Service, each with its own series', () => {
    const table = tableOf({
      grpcRoutes: [grpcRoute([match(ADD)])],
      httpRoutes: [
        {
          ...grpcRoute([]),
          name: 'web',
          rules: [{ matches: [], backends: [{ name: 'cart', port: 50051 }] }],
        },
      ],
    });
    expect(table.seriesOfService(SERVICE)).toEqual(add);
    expect(
      table.seriesOfService('shop-cart-http-50051@kubernetesgateway'),
    ).toEqual({ ...add, path: '/', pathMatch: 'prefix' });
  });
});
