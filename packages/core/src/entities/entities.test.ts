import fc from 'fast-check';
import {
  ENTITY_LAYERS,
  compareRoutes,
  entityLayer,
  entityPage,
  entityText,
  entityTitle,
  parseEntity,
  pathTitle,
  seriesEntity,
  toEntityKey,
  type Entity,
  type RouteKey,
} from './index';

const ROUTE: Entity = {
  kind: 'route',
  clusterId: 'prod',
  host: 'shop.example.com',
  path: '/api',
  pathMatch: 'prefix',
};
const EDGE: Entity = {
  kind: 'edge',
  clusterId: 'prod',
  source: { kind: 'deployment', namespace: 'shop', name: 'web' },
  destination: { kind: 'service', namespace: 'pay', name: 'api' },
};

/** One of each kind: key, title, text, layer, and page where it has one. */
const TABLE: [Entity, string, string, string, string, string?][] = [
  [
    { kind: 'cluster', clusterId: 'prod' },
    'prod/_/cluster/prod',
    'prod',
    `cluster 'prod'`,
    'cluster',
    'clusters?cluster=prod',
  ],
  [
    { kind: 'domain', clusterId: 'prod', host: 'shop.example.com' },
    'prod/_/domain/shop.example.com',
    'shop.example.com',
    `domain 'shop.example.com' in cluster 'prod'`,
    'ingress',
    'slo/domains/shop.example.com?cluster=prod',
  ],
  [
    { kind: 'domain', host: '~^a/b$' },
    '*/_/domain/~%5Ea%2Fb%24',
    '~^a/b$',
    `domain '~^a/b$'`,
    'ingress',
    'slo/domains/~^a/b$',
  ],
  [
    ROUTE,
    'prod/_/route/shop.example.com%2F%252Fapi%2Fprefix',
    'shop.example.com/api/*',
    `path '/api' of domain 'shop.example.com' in cluster 'prod'`,
    'ingress',
    'slo/domains/shop.example.com?cluster=prod',
  ],
  [
    { kind: 'service', clusterId: 'prod', namespace: 'pay', name: 'api' },
    'prod/pay/service/api',
    'pay/api',
    `service 'pay/api' in cluster 'prod'`,
    'service',
    'slo/services/prod/pay/api',
  ],
  [
    EDGE,
    'prod/pay/edge/shop%2Fdeployment%2Fweb%2Fpay%2Fservice%2Fapi',
    'shop/web → pay/api',
    `calls of deployment 'shop/web' to service 'pay/api' in cluster 'prod'`,
    'service',
    'slo/services/prod/pay/api',
  ],
  [
    {
      kind: 'edge',
      clusterId: 'prod',
      source: { kind: 'deployment', namespace: 'shop', name: 'web' },
      destination: { kind: 'external', name: 'api.example.com' },
    },
    'prod/_/edge/shop%2Fdeployment%2Fweb%2F_%2Fexternal%2Fapi.example.com',
    'shop/web → api.example.com',
    `calls of deployment 'shop/web' to external 'api.example.com' in cluster 'prod'`,
    'service',
  ],
  [
    {
      kind: 'edge',
      clusterId: 'prod',
      source: { kind: 'deployment', namespace: 'shop', name: 'web' },
      destination: { kind: 'pod', namespace: 'pay', name: 'api-0' },
    },
    'prod/pay/edge/shop%2Fdeployment%2Fweb%2Fpay%2Fpod%2Fapi-0',
    'shop/web → pay/api-0',
    `calls of deployment 'shop/web' to pod 'pay/api-0' in cluster 'prod'`,
    'service',
  ],
  [
    { kind: 'service', namespace: 'pay', name: 'api' },
    '*/pay/service/api',
    'pay/api',
    `service 'pay/api'`,
    'service',
  ],
  [
    { ...ROUTE, path: '/', condition: 'Method(`GET`)' } as Entity,
    'prod/_/route/shop.example.com%2F%252F%2Fprefix%2FMethod(%2560GET%2560)',
    'shop.example.com/* Method(`GET`)',
    `path '/' of domain 'shop.example.com' in cluster 'prod'`,
    'ingress',
    'slo/domains/shop.example.com?cluster=prod',
  ],
  [
    { kind: 'authority', clusterId: 'prod', name: 'shop.example.com' },
    'prod/_/authority/shop.example.com',
    'shop.example.com',
    `host 'shop.example.com' in cluster 'prod'`,
    'ingress',
  ],
  [
    { kind: 'unmapped', clusterId: 'prod', name: 'shop-web@kubernetes' },
    'prod/_/unmapped/shop-web%40kubernetes',
    'shop-web@kubernetes',
    `unmapped service 'shop-web@kubernetes' in cluster 'prod'`,
    'ingress',
  ],
  [
    { kind: 'external', clusterId: 'prod', name: 'db.example.com' },
    'prod/_/external/db.example.com',
    'db.example.com',
    `external 'db.example.com' in cluster 'prod'`,
    'external',
  ],
  [
    { kind: 'node', clusterId: 'prod', name: 'n1' },
    'prod/_/node/n1',
    'n1',
    `node 'n1' in cluster 'prod'`,
    'node',
    'nodes/prod/n1',
  ],
  [
    { kind: 'pod', clusterId: 'prod', namespace: 'shop', name: 'web-1' },
    'prod/shop/pod/web-1',
    'shop/web-1',
    `pod 'shop/web-1' in cluster 'prod'`,
    'workload',
    'clusters?cluster=prod&view=objects&kind=pod&object=shop/web-1',
  ],
  [
    { kind: 'ingress', clusterId: 'prod', namespace: 'shop', name: 'web' },
    'prod/shop/ingress/web',
    'shop/web',
    `ingress 'shop/web' in cluster 'prod'`,
    'ingress',
    'clusters?cluster=prod&view=objects&kind=ingress&object=shop/web',
  ],
  [
    { kind: 'persistentvolume', clusterId: 'prod', name: 'pv-1' },
    'prod/_/persistentvolume/pv-1',
    'pv-1',
    `persistentvolume 'pv-1' in cluster 'prod'`,
    'cluster',
    'clusters?cluster=prod&view=objects&kind=persistentvolume&object=_/pv-1',
  ],
];

function addressOf(entity: Entity): string | undefined {
  const page = entityPage(entity);
  if (!page) return undefined;
  const search = Object.entries(page.search).map(([k, v]) => `${k}=${v}`);
  const path = [page.page, ...page.segments].join('/');
  return search.length > 0 ? `${path}?${search.join('&')}` : path;
}

describe('entities', () => {
  it.each(TABLE)('%j', (...row) => {
    const [entity, key, title, text, layer, address] = row;
    expect(toEntityKey(entity)).toBe(key);
    expect(parseEntity(key)).toEqual(entity);
    expect(entityTitle(entity)).toBe(title);
    expect(entityText(entity)).toBe(text);
    expect(entityLayer(entity)).toBe(layer);
    expect(ENTITY_LAYERS).toContain(layer);
    expect(addressOf(entity)).toBe(address);
  });

  it('have equal keys where they are equal, and no others', () => {
    const text = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' });
    const part = fc.oneof(text, fc.constantFrom('/', '%2F', 'a/b', '*'));
    const route = fc.record(
      {
        kind: fc.constant('route' as const),
        clusterId: fc.constantFrom('a', 'b'),
        host: part,
        path: part,
        pathMatch: fc.constantFrom('prefix', 'exact', 'regex'),
        condition: part,
      },
      { requiredKeys: ['kind', 'host', 'path', 'pathMatch'] },
    );
    const end = fc.record(
      { kind: part, namespace: part.filter(p => p !== '_'), name: part },
      { requiredKeys: ['kind', 'name'] },
    );
    const edge = fc.record({
      kind: fc.constant('edge' as const),
      clusterId: fc.constantFrom('a', 'b'),
      source: end,
      destination: end,
    });
    const entity = fc.oneof(route, edge) as fc.Arbitrary<Entity>;
    fc.assert(
      fc.property(entity, entity, (a, b) => {
        expect(parseEntity(toEntityKey(a))).toEqual(a);
        const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(toEntityKey(a) === toEntityKey(b)).toBe(equal);
      }),
    );
  });

  it.each([
    '',
    'prod/_/domain',
    'prod/_/route/shop.example.com',
    'prod/_/route/a%2Fb%2Flike',
    'prod/_/route/a%2F%25%2Fprefix',
    'prod/_/route/%2F%252Fapi%2Fprefix',
    'prod/_/route/shop.example.com%2F%2Fprefix',
    'prod/_/route/shop.example.com%2F%252Fapi%2Fprefix%2F',
    'prod/_/route/shop.example.com%2F%252Fapi%2Fprefix%2Fone%2Ftwo',
    'prod/_/service/no-namespace',
    'prod/_/edge/a%2Fb%2Fc',
    'prod/pay/edge/%2Fdeployment%2Fweb%2Fpay%2Fservice%2Fapi',
    'prod/pay/edge/shop%2Fdeployment%2Fweb%2Fpay%2Fservice%2Fapi%2Fmore',
    'prod/pay/edge/a%2Fb%2Fc',
    'prod/other/edge/shop%2Fdeployment%2Fweb%2Fpay%2Fservice%2Fapi',
    'prod/_/cluster/other',
    '*/shop/pod/web-1',
  ])('do not parse from "%s"', key => {
    expect(parseEntity(key)).toBeUndefined();
  });

  it('are the same whether counted or named', () => {
    const {
      kind: _,
      clusterId: __,
      ...key
    } = ROUTE as never as Record<string, string>;
    const series = { kind: 'route', ...key } as never;
    expect(toEntityKey(seriesEntity(series, 'prod'))).toBe(toEntityKey(ROUTE));
    expect(
      seriesEntity(
        {
          kind: 'edge',
          source: { namespace: 'shop', kind: 'deployment', workload: 'web' },
          destination: { namespace: 'pay', service: 'api' },
        },
        'prod',
      ),
    ).toEqual(EDGE);
    expect(toEntityKey(seriesEntity({ kind: 'authority', host: 'a.b' }))).toBe(
      '*/_/authority/a.b',
    );
    expect(
      toEntityKey(seriesEntity({ kind: 'shared', service: 'web' }, 'prod')),
    ).toBe('prod/_/shared/web');
  });
});

describe('compareRoutes', () => {
  it('puts a longer path behind a shorter one of the same beginning', () => {
    const paths = ['/b', '/api/v1', '/', '/api'];
    const routes = paths.map(path => ({
      host: 'a',
      path,
      pathMatch: 'prefix' as const,
    }));
    expect([...routes].sort(compareRoutes).map(r => r.path)).toEqual([
      '/',
      '/api',
      '/api/v1',
      '/b',
    ]);
  });

  it('compares the match where paths are equal, then puts a condition last', () => {
    const routes: RouteKey[] = [
      { host: 'b', path: '/', pathMatch: 'exact' },
      { host: 'a', path: '/', pathMatch: 'prefix', condition: 'b' },
      { host: 'a', path: '/', pathMatch: 'prefix', condition: 'a' },
      { host: 'a', path: '/', pathMatch: 'prefix' },
      { host: 'a', path: '/', pathMatch: 'exact', condition: 'c' },
    ];
    expect([...routes].sort(compareRoutes)).toEqual([...routes].reverse());
    const { condition, ...plain } = routes[2];
    expect(compareRoutes(plain, routes[2])).toBeLessThan(0);
    expect(compareRoutes(routes[2], { ...plain, condition })).toBe(0);
    expect(compareRoutes(plain, { ...plain })).toBe(0);
  });
});

describe('pathTitle', () => {
  it.each([
    ['/', 'prefix', '/*'],
    ['/api', 'prefix', '/api/*'],
    ['/api/', 'prefix', '/api/*'],
    ['/api//', 'prefix', '/api/*'],
    ['/api/', 'exact', '/api/'],
  ] as const)('of "%s" by %s is "%s"', (path, pathMatch, title) => {
    expect(pathTitle({ path, pathMatch })).toBe(title);
  });
});

function sorted(value: unknown): unknown {
  return value !== null && typeof value === 'object'
    ? Object.entries(value)
        .filter(([, v]) => v !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([k, v]) => [k, sorted(v)])
    : value;
}
