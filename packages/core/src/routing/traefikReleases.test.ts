import { createHash } from 'node:crypto';
import { buildRouteTable, type RouteTableInput } from './buildRouteTable';

/*
 * A fixture for each release of Traefik: what it calls the routers and services of the same objects.
 * The names are written out as Traefik forms them, with the digests of rules computed by `sha256sum`.
 */
const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');

const CRD = '33486a60b30f89b9dade';
const BACKTICKS = '3c53be3307bfb1caa1b7';
const QUOTES = '14b6b57a1af79c4fad43';
// 4:shop3:web4:shop2:gw3:web1:0 and the rule in double quotes.
const IDENTITY = 'fc3a2cafdce1ca284ab4';

const web = { name: 'web', port: 80 };
const OBJECTS = {
  crd: {
    ingressRoutes: [
      {
        namespace: 'shop',
        name: 'web',
        entryPoints: [],
        tls: false,
        routes: [
          {
            match: 'Host(`a.example.com`) && PathPrefix(`/api`)',
            services: [web],
          },
        ],
      },
    ],
  },
  ingress: { ingresses: [ingress(80)] },
  namedPort: { ingresses: [ingress('http')] },
  gateway: {
    gateways: [
      {
        namespace: 'shop',
        name: 'gw',
        listeners: [{ name: 'web', port: 8000, tls: false, protocol: 'HTTP' }],
      },
    ],
    httpRoutes: [
      {
        namespace: 'shop',
        name: 'web',
        parents: [{ name: 'gw' }],
        hostnames: ['a.example.com'],
        rules: [
          {
            matches: [
              {
                path: { type: 'PathPrefix', value: '/api' },
                headers: [],
                queryParams: [],
              },
            ],
            backends: [web],
          },
        ],
      },
    ],
  },
  nginx: { ingresses: [ingress(80, 'nginx')] },
} satisfies Record<string, Partial<RouteTableInput>>;

function ingress(port: number | string, className?: string) {
  return {
    namespace: 'shop',
    name: 'web',
    className,
    tls: false,
    tlsHosts: [],
    rules: [
      {
        host: 'a.example.com',
        paths: [
          {
            path: '/api',
            pathType: 'Prefix',
            service: { name: 'web', port },
          },
        ],
      },
    ],
  };
}

const G = 'httproute-shop-web-gw-shop-gw-ep-web-0';
const RELEASES: [
  releases: string,
  objects: keyof typeof OBJECTS,
  router: string,
  service?: string,
][] = [
  [
    '2.11.53, 3.0.4, 3.2.5, 3.5.6, 3.6.24',
    'crd',
    `shop-web-${CRD}@kubernetescrd`,
    `shop-web-${CRD}@kubernetescrd`,
  ],
  [
    '2.11.53, 3.0.4, 3.2.5, 3.5.6, 3.6.24',
    'ingress',
    'shop-web-a-example-com-api@kubernetes',
    'shop-web-80@kubernetes',
  ],
  [
    '2.11.53, 3.0.4, 3.2.5, 3.5.6, 3.6.24',
    'namedPort',
    'shop-web-a-example-com-api@kubernetes',
    'shop-web-http@kubernetes',
  ],
  [
    '2.11.53, 3.0.4',
    'gateway',
    `shop-web-gw-web-${CRD}@kubernetesgateway`,
    'shop-web-8080@kubernetesgateway',
  ],
  [
    '3.1',
    'gateway',
    `shop-web-gw-web-0-${BACKTICKS}@kubernetesgateway`,
    'shop-web-80@kubernetesgateway',
  ],
  [
    '3.1, without a dash',
    'gateway',
    `shop-web-gw-web-0${BACKTICKS}@kubernetesgateway`,
    'shop-web-80@kubernetesgateway',
  ],
  [
    '3.2.5, 3.5.6',
    'gateway',
    `${G}-${BACKTICKS}@kubernetesgateway`,
    'shop-web-http-80@kubernetesgateway',
  ],
  [
    '3.6.24',
    'gateway',
    `${G}-${QUOTES}@kubernetesgateway`,
    'shop-web-http-80@kubernetesgateway',
  ],
  [
    '3.7.6',
    'gateway',
    `${G}-${QUOTES}@kubernetesgateway`,
    `${G}-${QUOTES}-svc-shop-web-0@kubernetesgateway`,
  ],
  [
    '3.6.25, 3.7.10',
    'gateway',
    `${G}-${IDENTITY}@kubernetesgateway`,
    `${G}-${IDENTITY}-svc-shop-web-0@kubernetesgateway`,
  ],
  [
    '3.7.6, an entry point with a dash',
    'gateway',
    `httproute-shop-web-gw-shop-gw-ep-web-secure-0-${QUOTES}@kubernetesgateway`,
    `httproute-shop-web-gw-shop-gw-ep-web-secure-0-${QUOTES}-svc-shop-web-0@kubernetesgateway`,
  ],
  [
    '3.5.6',
    'nginx',
    'shop-web-rule-0-path-0@kubernetesingressnginx',
    'shop-web-80@kubernetesingressnginx',
  ],
  [
    '3.6.24',
    'nginx',
    'shop-web-rule-0-path-0@kubernetesingressnginx',
    'shop-web-web-80@kubernetesingressnginx',
  ],
  [
    '3.6.24, plain HTTP beside TLS',
    'nginx',
    'shop-web-rule-0-path-0-http@kubernetesingressnginx',
    'shop-web-web-80@kubernetesingressnginx',
  ],
  [
    '3.7.0, TLS',
    'nginx',
    'shop-web-rule-0-path-0-tls@kubernetesingressnginx',
    'shop-web-web-80@kubernetesingressnginx',
  ],
  [
    '3.7.0, a canary',
    'nginx',
    'shop-web-rule-0-path-0-canary@kubernetesingressnginx',
    'shop-web-web-80-canary@kubernetesingressnginx',
  ],
];

const SERVICES = [
  {
    namespace: 'shop',
    name: 'web',
    ports: [{ name: 'http', port: 80, targetPort: 8080 }],
  },
];

const tableOf = (
  objects: Partial<RouteTableInput>,
  seen: { routers?: string[]; services?: string[] },
) =>
  buildRouteTable({
    ingressRoutes: [],
    ingresses: [],
    ...objects,
    services: SERVICES,
    sha256Hex,
    routersSeen: new Set(seen.routers),
    servicesSeen: new Set(seen.services),
  });

const route = {
  kind: 'route',
  host: 'a.example.com',
  path: '/api',
  pathMatch: 'prefix',
};

describe.each(RELEASES)('Traefik %s (%s)', (_, kind, router, service) => {
  it('is known by the names of services', () => {
    const table = tableOf(OBJECTS[kind], { services: [service!] });
    expect(table.seriesOfService(service!)).toEqual(route);
    expect(table.routes.map(({ series }) => series)).toEqual([route]);
  });

  it('is known by the names of routers, where they are needed', () => {
    const table = tableOf(twice(OBJECTS[kind]), {
      routers: [router],
      services: [service!],
    });
    const series = table.seriesOfService(service!);
    expect(table.isLeftOut(service!) || series?.kind === 'route').toBe(true);
    // One of the two counts, never both.
    expect(table.seriesOfRouter(router, service)).toEqual(
      table.isLeftOut(service!) ? route : undefined,
    );
  });

  it('is not known by a name that is not its own', () => {
    const table = tableOf(OBJECTS[kind], { services: [service!] });
    for (const name of [
      service!.replace('shop', 'shopping'),
      service!.replace('web', 'wob'),
      service!.replace('@', '-x@'),
    ]) {
      expect(table.seriesOfService(name)).toBeUndefined();
    }
  });
});

/** The same with a second path to the same Service. */
function twice(objects: Partial<RouteTableInput>): Partial<RouteTableInput> {
  const other = { path: '/other', pathType: 'Prefix', service: web };
  return {
    ...objects,
    ingresses: (objects.ingresses ?? []).map(one => ({
      ...one,
      rules: one.rules.map(rule => ({
        ...rule,
        paths: [...rule.paths, { ...other, service: rule.paths[0].service }],
      })),
    })),
    httpRoutes: (objects.httpRoutes ?? []).map(one => ({
      ...one,
      rules: [
        ...one.rules,
        {
          matches: [
            {
              path: { type: 'PathPrefix', value: '/other' },
              headers: [],
              queryParams: [],
            },
          ],
          backends: [web],
        },
      ],
    })),
  };
}

describe('rules of Traefik', () => {
  it.each([
    ['Host(`a.example.com`) && PathPrefix(`/api`)', CRD],
    [
      'Host(`a.example.com`) && (Path(`/api`) || PathPrefix(`/api/`))',
      BACKTICKS,
    ],
    ['Host("a.example.com") && (Path("/api") || PathPrefix("/api/"))', QUOTES],
  ])('%s has the digest of traefik-names.md', (rule, digest) => {
    expect(sha256Hex(rule).slice(0, 20)).toBe(digest);
  });

  it('tells paths of one Service apart by their services since 3.7.6, without routers', () => {
    const digest = sha256Hex(
      'Host("a.example.com") && (Path("/other") || PathPrefix("/other/"))',
    ).slice(0, 20);
    const other = `httproute-shop-web-gw-shop-gw-ep-web-1-${digest}-svc-shop-web-0@kubernetesgateway`;
    const table = tableOf(twice(OBJECTS.gateway), { services: [other] });
    expect(table.seriesOfService(other)).toMatchObject({ path: '/other' });
    expect(table.routes.map(({ series }) => series?.kind)).toEqual([
      'route',
      'route',
    ]);
    const older = tableOf(twice(OBJECTS.gateway), {
      services: ['shop-web-http-80@kubernetesgateway'],
    });
    expect(older.routes.map(({ series }) => series)).toEqual(
      Array(2).fill({
        kind: 'shared',
        service: 'shop-web-http-80@kubernetesgateway',
      }),
    );
  });

  it('takes all matches of a rule for one router in 2.11 and 3.0', () => {
    const [httpRoute] = OBJECTS.gateway.httpRoutes;
    const [rule] = httpRoute.rules;
    const exact = {
      path: { type: 'Exact', value: '/x' },
      headers: [],
      queryParams: [],
    };
    const digest = sha256Hex(
      'Host(`a.example.com`) && (PathPrefix(`/api`) || Path(`/x`))',
    ).slice(0, 20);
    const router = `shop-web-gw-web-${digest}@kubernetesgateway`;
    const table = tableOf(
      {
        ...OBJECTS.gateway,
        httpRoutes: [
          {
            ...httpRoute,
            rules: [{ ...rule, matches: [...rule.matches, exact] }],
          },
        ],
      },
      { routers: [router], services: ['shop-web-8080@kubernetesgateway'] },
    );
    expect(
      table.seriesOfRouter(router, 'shop-web-8080@kubernetesgateway'),
    ).toEqual({
      kind: 'shared',
      service: 'a.example.com/api/* + a.example.com/x',
    });
  });
});
