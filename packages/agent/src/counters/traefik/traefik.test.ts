import type { RequestRow } from '@atlhyper/backstage-plugin-atlhyper-common';
import { buildRouteTable, computeIncrements } from '@atlhyper/core';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { systemClock, type Clock } from '../../Clock';
import type { KindStatus } from '../../kubernetes/KindStatus';
import { KINDS } from '../../kubernetes/kinds';
import { kindStatus } from '../../testing/kindStatus';
import type { FakeObject } from '../../testing/FakeKubeApi';
import type { KubeObject } from '../../kubernetes/KubeObject';
import { parseLabelSelector } from '../../kubernetes/labelSelector';
import { ResourceStore } from '../../kubernetes/ResourceStore';
import { createLogger } from '../../Logger';
import { SlotAccumulator } from '../../slots/SlotAccumulator';
import { RouteBook } from './RouteBook';
import { toRequestRows } from './toRequestRows';
import { TraefikScrapeReader } from './TraefikScrapeReader';
import { traefikTargets } from './traefikTargets';

const bytes = (text: string) => new TextEncoder().encode(text);
const sha256Hex = (text: string) =>
  createHash('sha256').update(text).digest('hex');

const read = (text: string) =>
  new TraefikScrapeReader().read(bytes(text), {
    process: 'uid',
    startedMs: 1,
    scrapedAtMs: 1_000,
  });

const NONE_SEEN = { routers: new Set<string>(), services: new Set<string>() };
const LABELS = 'code="200",method="GET",protocol="http",service="web@docker"';
const KEY = JSON.stringify(['service', 'web@docker', '200', 'GET', 'http']);

describe('TraefikScrapeReader', () => {
  it('reads counters and takes the buckets apart, in milliseconds', () => {
    const scrape = read(`
# TYPE traefik_service_requests_total counter
traefik_service_requests_total{${LABELS}} 10
traefik_service_request_duration_seconds_bucket{${LABELS},le="0.1"} 7
traefik_service_request_duration_seconds_bucket{${LABELS},le="1.2"} 9
traefik_service_request_duration_seconds_bucket{${LABELS},le="+Inf"} 10
traefik_service_request_duration_seconds_sum{${LABELS}} 3.5
traefik_service_request_duration_seconds_count{${LABELS}} 10
`);
    expect(scrape.counters).toEqual(new Map([[KEY, 10]]));
    expect(scrape.histograms).toEqual(
      new Map([
        [KEY, { boundsMs: [100, 1200], counts: [7, 2, 1], sumMs: 3500 }],
      ]),
    );
  });

  it('believes the process about its start rather than Kubernetes', () => {
    expect(read('process_start_time_seconds 1.795e9\n').startedMs).toBe(
      1_795_000_000_000,
    );
    expect(
      read(`traefik_service_requests_total{${LABELS}} 1\n`).startedMs,
    ).toBe(1);
  });

  it('reads no series of entry points', () => {
    const scrape = read(
      `process_start_time_seconds 1\ntraefik_entrypoint_requests_total{code="200",entrypoint="web",method="GET",protocol="http"} 5\n`,
    );
    expect(scrape.counters.size).toBe(0);
  });

  it('tells series apart by all of their labels, in whatever order', () => {
    const series = (labels: string, value: number) =>
      `traefik_service_requests_total{${LABELS},${labels}} ${value}\n`;
    const { counters } = read(
      series('device="phone",app="a"', 1) +
        series('app="b",device="phone"', 2) +
        series('app="b",device="desk"', 4),
    );
    expect([...counters.values()].sort()).toEqual([1, 2, 4]);
    const again = read(series('app="a",device="phone"', 9));
    expect(counters.has([...again.counters.keys()][0])).toBe(true);
    // Baselines of an agent before this are still known.
    expect([
      ...read(`traefik_service_requests_total{${LABELS}} 1\n`).counters.keys(),
    ]).toEqual([KEY]);
  });

  it('keeps protocols apart', () => {
    const scrape = read(
      ['http', 'websocket']
        .map(
          p =>
            `traefik_service_requests_total{code="200",method="GET",protocol="${p}",service="a"} 1`,
        )
        .join('\n'),
    );
    expect(scrape.counters.size).toBe(2);
  });

  it.each([
    ['a line it cannot read', `{${LABELS} 1`, /^line 2 of the metrics: /],
    ['an infinite count', `{${LABELS}} +Inf`, /requests_total is Infinity/],
    ['a negative count', `{${LABELS}} -1`, /requests_total is -1/],
  ])('takes nothing of a scrape with %s', (_, rest, error) => {
    const good = 'process_start_time_seconds 1.795e9\n';
    const bad = `traefik_service_requests_total${rest}\n`;
    const reader = new TraefikScrapeReader();
    const scraped = { process: 'uid', startedMs: 1, scrapedAtMs: 1_000 };
    expect(() => reader.read(bytes(good + bad), scraped)).toThrow(error);
    const after = `${good}traefik_service_requests_total{${LABELS}} 7\n`;
    expect(reader.read(bytes(after), scraped).counters.get(KEY)).toBe(7);
  });
});

describe('a scrape that is none', () => {
  const previous = read(`traefik_service_requests_total{${LABELS}} 10\n`);
  const later = `traefik_service_requests_total{${LABELS}} 12\n`;
  const scraped = { process: 'uid', startedMs: 1, scrapedAtMs: 2_000 };

  it.each([
    ['is empty', ''],
    ['comes from something else', 'go_goroutines 7\nother_total 3\n'],
    [
      'has a sum that is not a number',
      `${later}traefik_service_request_duration_seconds_sum{${LABELS}} NaN\n`,
    ],
    [
      'has a bucket that is not a number',
      `${later}traefik_service_request_duration_seconds_bucket{${LABELS},le="0.1"} NaN\n`,
    ],
  ])('is refused if it %s, and nothing counts twice after it', (_, body) => {
    const reader = new TraefikScrapeReader();
    expect(() => reader.read(bytes(body), scraped)).toThrow();
    const current = reader.read(bytes(later), scraped);
    const { counters } = computeIncrements({ previous, current });
    expect(counters).toEqual(new Map([[KEY, 2]]));
  });

  it('is accepted of a Traefik that has no series any more', () => {
    const scrape = read('process_start_time_seconds 1\n');
    expect(scrape.counters.size).toBe(0);
  });
});

/** What one scrape gives if the process had started just before it. */
function rowsOf(
  text: string,
  table: ReturnType<typeof buildRouteTable>,
): RequestRow[] {
  const increments = computeIncrements({
    previousRoundMs: 0,
    current: read(text),
  });
  const sum = new SlotAccumulator();
  for (const row of toRequestRows(increments, table)) sum.addRequest(row);
  return sum.toRows().requests;
}

describe('toRequestRows', () => {
  const match = 'Host(`shop.example.com`) && PathPrefix(`/api`)';
  const routeName = `shop-web-${sha256Hex(match).slice(0, 20)}@kubernetescrd`;
  const ingress = (name: string, path: string) => ({
    namespace: 'shop',
    name,
    tls: false,
    tlsHosts: [],
    rules: [
      {
        host: 'old.example.com',
        paths: [
          { path, pathType: 'Prefix', service: { name: 'old', port: 80 } },
        ],
      },
    ],
  });
  const tableOf = (routersSeen: string[] = []) =>
    buildRouteTable({
      ingressRoutes: [
        {
          namespace: 'shop',
          name: 'web',
          entryPoints: [],
          tls: false,
          routes: [{ match, services: [{ name: 'api', port: 80 }] }],
        },
      ],
      ingresses: [ingress('a', '/a'), ingress('b', '/b')],
      services: [],
      sha256Hex,
      routersSeen: new Set(routersSeen),
    });
  const service = (name: string, value: number, code = '200', method = 'GET') =>
    `traefik_service_requests_total{code="${code}",method="${method}",protocol="http",service="${name}"} ${value}\n`;
  const router = (name: string, value: number, ofService: string) =>
    `traefik_router_requests_total{code="200",method="GET",protocol="http",router="${name}",service="${ofService}"} ${value}\n`;
  const shared = 'shop-old-80@kubernetes';

  it('adds codes and methods of one route', () => {
    expect(
      rowsOf(
        service(routeName, 5) +
          service(routeName, 2, '503', 'POST') +
          service(routeName, 1, '200', 'POST'),
        tableOf(),
      ),
    ).toEqual([
      {
        series: {
          kind: 'route',
          host: 'shop.example.com',
          path: '/api',
          pathMatch: 'prefix',
        },
        codes: { 200: 6, 503: 2 },
        methods: { GET: 5, POST: 3 },
      },
    ]);
  });

  it('counts a service of several routes once, as shared', () => {
    expect(rowsOf(service(shared, 9), tableOf())).toEqual([
      {
        series: { kind: 'shared', service: shared },
        codes: { 200: 9 },
        methods: { GET: 9 },
      },
    ]);
  });

  it('counts by router where the table says so, and then not by service', () => {
    const routers = [
      'shop-a-old-example-com-a@kubernetes',
      'shop-b-old-example-com-b@kubernetes',
    ];
    const rows = rowsOf(
      service(shared, 9) +
        router(routers[0], 4, shared) +
        router(routers[1], 5, shared) +
        service(routeName, 3) +
        router(routeName, 3, routeName),
      tableOf(routers),
    );
    const total = rows.reduce((sum, row) => sum + row.codes[200], 0);
    expect(total).toBe(12);
    expect(rows.map(row => row.series.kind)).toEqual([
      'route',
      'route',
      'route',
    ]);
  });

  it('shows what no route knows under its own name, but not Traefik’s own services', () => {
    expect(
      rowsOf(
        service('x@file', 1) + service('prometheus@internal', 7),
        tableOf(),
      ),
    ).toEqual([
      {
        series: { kind: 'unmapped', service: 'x@file' },
        codes: { 200: 1 },
        methods: { GET: 1 },
      },
    ]);
  });

  it('takes codes and methods that are none for unknown', () => {
    expect(
      rowsOf(service('x', 1, 'abc', 'we"ird'.replace('"', '')), tableOf())[0],
    ).toMatchObject({ codes: { 0: 1 }, methods: { WEIRD: 1 } });
    expect(rowsOf(service('x', 1, '', 'a b'), tableOf())[0]).toMatchObject({
      codes: { 0: 1 },
      methods: { UNKNOWN: 1 },
    });
  });
});

function storeWith(objects: Record<string, FakeObject[]>): ResourceStore {
  const store = new ResourceStore(KINDS);
  for (const [id, list] of Object.entries(objects)) {
    const entry = KINDS.find(e => e.id === id)!;
    list.forEach((object, i) => {
      const full = {
        ...object,
        metadata: { uid: `uid-${i}`, resourceVersion: '1', ...object.metadata },
      } as KubeObject;
      store.upsert(entry, store.trim(entry, full)!);
    });
  }
  return store;
}

describe('what Traefik counted', () => {
  const paths = (names: string[], service: string) => ({
    namespace: 'shop',
    name: service,
    tls: false,
    tlsHosts: [],
    rules: [
      {
        host: `${service}.example.com`,
        paths: names.map(path => ({
          path,
          pathType: 'Prefix',
          service: { name: service, port: 80 },
        })),
      },
    ],
  });
  const INGRESSES = [paths(['/', '/api'], 'web'), paths(['/'], 'one')];
  const ROUTERS: [router: string, service: string][] = [
    ['shop-web-web-example-com@kubernetes', 'shop-web-80@kubernetes'],
    [
      'websecure-shop-web-web-example-com-api@kubernetes',
      'shop-web-80@kubernetes',
    ],
    ['of-nobody@file', 'shop-web-80@kubernetes'],
    ['shop-one-one-example-com@kubernetes', 'shop-one-80@kubernetes'],
    ['another@file', 'shop-one-80@kubernetes'],
    ['unknown@file', 'unknown@file'],
  ];

  it('is the sum over routes, shared and unmapped, whatever routers there are', () => {
    const counts = fc.array(fc.nat(1_000), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(counts, fc.boolean(), (values, withRouters) => {
        const counters = new Map<string, number>();
        const services = new Map<string, number>();
        ROUTERS.forEach(([router, service], i) => {
          services.set(service, (services.get(service) ?? 0) + values[i]);
          const key = ['router', router, '200', 'GET', 'http', service];
          if (withRouters) counters.set(JSON.stringify(key), values[i]);
        });
        for (const [service, count] of services) {
          const key = ['service', service, '200', 'GET', 'http'];
          counters.set(JSON.stringify(key), count);
        }
        const table = buildRouteTable({
          ingressRoutes: [],
          ingresses: INGRESSES,
          services: [],
          sha256Hex,
          routersSeen: new Set(withRouters ? ROUTERS.map(([r]) => r) : []),
          servicesSeen: new Set(services.keys()),
        });
        const rows = toRequestRows({ counters, histograms: new Map() }, table);
        const total = [...rows].reduce((sum, row) => sum + row.codes['200'], 0);
        expect(total).toBe(values.reduce((a, b) => a + b, 0));
      }),
    );
  });
});

describe('traefikTargets', () => {
  const pod = (
    name: string,
    change: {
      metadata?: object;
      status?: object;
      ports?: object[];
    } = {},
  ): FakeObject => ({
    metadata: {
      name,
      namespace: 'kube-system',
      labels: { app: 'traefik' },
      ...change.metadata,
    },
    spec: { containers: [{ ports: change.ports }] },
    status: { phase: 'Running', podIP: '10.0.0.1', ...change.status },
  });
  const portsOf = (port: number | undefined, ...pods: FakeObject[]) =>
    traefikTargets(storeWith({ pod: pods }), {
      namespace: 'kube-system',
      matches: parseLabelSelector('app=traefik'),
      port,
    }).map(target => target.port);

  it('takes the port of the annotation, else the configured, else the one named metrics, else 9100', () => {
    const annotated = { annotations: { 'prometheus.io/port': '8082' } };
    const ports = [
      { name: 'web', containerPort: 8000 },
      { name: 'metrics', containerPort: 9200 },
    ];
    expect(portsOf(9000, pod('a', { metadata: annotated, ports }))).toEqual([
      8082,
    ]);
    expect(portsOf(9000, pod('a', { ports }))).toEqual([9000]);
    expect(portsOf(undefined, pod('a', { ports }))).toEqual([9200]);
    expect(portsOf(undefined, pod('a'))).toEqual([9100]);
  });

  it('leaves out pods that do not run, end, have no address or are of another namespace', () => {
    expect(
      portsOf(
        1,
        pod('pending', { status: { phase: 'Pending' } }),
        pod('ending', {
          metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
        }),
        pod('without', { status: { podIP: '' } }),
        pod('elsewhere', { metadata: { namespace: 'shop' } }),
        pod('other', { metadata: { labels: { app: 'nginx' } } }),
      ),
    ).toEqual([]);
  });
});

describe('RouteBook', () => {
  let kinds: KindStatus[];
  let warnings: string[];
  let nowMs: number;
  const clock: Clock = { ...systemClock, nowMs: () => nowMs };

  beforeEach(() => {
    nowMs = 0;
    warnings = [];
    kinds = [
      'ingressroute',
      'ingressroute.traefik.containo.us',
      'ingress',
      'service',
    ].map(id => kindStatus(id));
  });

  const bookOf = (store: ResourceStore) =>
    new RouteBook({
      store,
      kinds: () => kinds,
      clock,
      logger: createLogger('warn', line =>
        warnings.push(JSON.parse(line).message),
      ),
    });
  const route: FakeObject = {
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      entryPoints: ['websecure'],
      tls: { secretName: 'cert' },
      routes: [
        {
          match: 'Host(`a.example.com`)',
          kind: 'Rule',
          services: [{ name: 'web', port: 80 }],
        },
      ],
    },
  };

  it('reads IngressRoutes into routes', () => {
    const book = bookOf(storeWith({ ingressroute: [route] }));
    expect(book.routes).toMatchObject([
      {
        host: 'a.example.com',
        path: '/',
        tls: true,
        source: { kind: 'ingressroute', namespace: 'shop', name: 'web' },
        services: [{ namespace: 'shop', name: 'web', port: 80 }],
      },
    ]);
    expect(book.state).toEqual({ name: 'routes', state: 'ok' });
  });

  it('lets traefik.io win over the same name in traefik.containo.us', () => {
    const store = storeWith({
      ingressroute: [route],
      'ingressroute.traefik.containo.us': [route],
    });
    expect(bookOf(store).routes).toHaveLength(1);
  });

  it('gives the same array until a route changes', () => {
    const store = storeWith({ ingressroute: [route] });
    const book = bookOf(store);
    const before = book.routes;
    const entry = KINDS.find(e => e.id === 'service')!;
    store.upsert(
      entry,
      store.trim(entry, {
        metadata: { name: 'x', namespace: 'y', uid: 'z', resourceVersion: '9' },
        spec: { ports: [] },
      })!,
    );
    expect(book.routes).toBe(before);
  });

  it('follows TraefikServices, HTTPRoutes and their Gateways when they change', () => {
    const canary: FakeObject = {
      metadata: { name: 'canary', namespace: 'shop' },
      spec: {
        weighted: {
          services: [{ name: 'blue', port: 80, weight: 9 }],
          sticky: { cookie: {} },
        },
      },
    };
    const toCanary: FakeObject = {
      ...route,
      spec: {
        routes: [
          {
            match: 'Host(`a.example.com`)',
            kind: 'Rule',
            services: [{ name: 'canary', kind: 'TraefikService' }],
          },
        ],
      },
    };
    const store = storeWith({
      ingressroute: [toCanary],
      'traefikservice.traefik.containo.us': [canary],
    });
    const book = bookOf(store);
    const seriesOf = (name: string) =>
      book.tableFor(NONE_SEEN).seriesOfService(name);
    const put = (id: string, object: FakeObject) => {
      const entry = KINDS.find(e => e.id === id)!;
      const metadata = { uid: 'u', resourceVersion: '2', ...object.metadata };
      const full = { ...object, metadata } as KubeObject;
      store.upsert(entry, store.trim(entry, full)!);
    };
    expect(seriesOf('shop-blue-80@kubernetescrd')).toMatchObject({
      host: 'a.example.com',
    });
    put('traefikservice', {
      ...canary,
      spec: {
        mirroring: {
          name: 'green',
          port: 80,
          mirrors: [{ name: 'blue', port: 80, percent: 10 }],
        },
      },
    });
    expect(seriesOf('shop-green-80@kubernetescrd')).toMatchObject({
      host: 'a.example.com',
    });
    expect(seriesOf('shop-blue-80@kubernetescrd')).toBeUndefined();
    put('httproute', {
      metadata: { name: 'b', namespace: 'shop' },
      spec: {
        parentRefs: [{ name: 'gate', namespace: 'infra' }],
        rules: [{ backendRefs: [{ name: 'red', port: 80 }] }],
      },
    });
    expect(seriesOf('shop-red-http-80@kubernetesgateway')).toMatchObject({
      host: '*',
    });
    put('gateway', {
      metadata: { name: 'gate', namespace: 'infra' },
      spec: {
        listeners: [
          {
            name: 'https',
            protocol: 'HTTPS',
            port: 443,
            hostname: 'b.example.com',
            allowedRoutes: { namespaces: { from: 'All' } },
          },
        ],
      },
    });
    expect(seriesOf('shop-red-http-80@kubernetesgateway')).toMatchObject({
      host: 'b.example.com',
    });
    expect(book.routes).toHaveLength(2);
    expect(book.routes![1]).toMatchObject({
      tls: true,
      source: { kind: 'httproute', namespace: 'shop', name: 'b' },
    });
    store.remove(KINDS.find(e => e.id === 'httproute')!, {
      kind: 'httproute',
      namespace: 'shop',
      name: 'b',
    });
    expect(book.routes).toHaveLength(1);
    expect(seriesOf('shop-red-http-80@kubernetesgateway')).toBeUndefined();
  });

  it.each(['traefikservice', 'httproute', 'gateway'])(
    'waits for the first list of %ss, unless the server has none',
    id => {
      const book = bookOf(storeWith({ ingressroute: [route] }));
      const known = kinds;
      const waiting = { knowledge: 'nothing' } as const;
      kinds = [
        ...known,
        kindStatus(id, { ...waiting, state: { state: 'starting' } }),
      ];
      expect(book.isSettled).toBe(false);
      kinds = [
        ...known,
        kindStatus(id, { ...waiting, state: { state: 'not_available' } }),
      ];
      expect(book.isSettled).toBe(true);
      expect(book.state).toEqual({ name: 'routes', state: 'ok' });
    },
  );

  it.each<[string, object, object | undefined]>([
    ['belong to Services of a mesh', { kind: 'Service', name: 'web' }, {}],
    [
      'only other controllers took',
      { name: 'gate' },
      { parents: [{ controllerName: 'example.net/gateway' }] },
    ],
  ])('leaves out HTTPRoutes that %s', (_, parent, status) => {
    const entry = KINDS.find(e => e.id === 'httproute')!;
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '1' },
      spec: { parentRefs: [parent], rules: [{}] },
      status,
    } as KubeObject;
    expect(entry.trim(object)).toBeUndefined();
    const taken = {
      ...object,
      spec: { parentRefs: [{ name: 'gate' }] },
      status: {
        parents: [{ controllerName: 'traefik.io/gateway-controller' }],
      },
    } as KubeObject;
    expect(entry.trim(taken)).toBeDefined();
  });

  it('waits while routes are being listed, however long the API server takes to answer at first', () => {
    const book = bookOf(storeWith({}));
    kinds[0] = kindStatus('ingressroute', {
      knowledge: 'nothing',
      state: { state: 'starting' },
    });
    expect(book.isSettled).toBe(false);
    expect(book.routes).toBeUndefined();
    kinds[0] = kindStatus('ingressroute', {
      knowledge: 'nothing',
      state: { state: 'failing', message: 'connect ECONNREFUSED' },
    });
    expect(book.isSettled).toBe(false);
    nowMs = 5 * 60_000;
    expect(book.isSettled).toBe(false);
    nowMs += 1;
    expect(book.isSettled).toBe(true);
    expect(book.isComplete).toBe(false);
  });

  it('falls back to service names with a warning that says why when the right to read is missing', () => {
    kinds[0] = kindStatus('ingressroute', {
      knowledge: 'nothing',
      isDenied: true,
      state: {
        state: 'failing',
        message: 'the agent may not read ingressroutes (status 403: forbidden)',
      },
    });
    const book = bookOf(storeWith({}));
    expect(book.isSettled).toBe(true);
    // What others hold of them stays.
    expect(book.isComplete).toBe(false);
    expect(book.tableFor(NONE_SEEN).seriesOfService('x')).toBeUndefined();
    expect(book.state).toMatchObject({
      state: 'failing',
      message: expect.stringContaining('status 403: forbidden'),
    });
    expect(book.state.message).toContain('names of Traefik services');
    expect(warnings).toHaveLength(1);
  });

  it('warns when there is no route object at all', () => {
    kinds = kinds.map(({ id }) =>
      kindStatus(id, {
        knowledge: 'absent',
        state: { state: 'not_available' },
      }),
    );
    const book = bookOf(storeWith({}));
    book.tableFor(NONE_SEEN);
    expect(book.state).toMatchObject({
      state: 'not_available',
      message: expect.stringContaining(
        'no IngressRoute, Ingress, HTTPRoute or GRPCRoute',
      ),
    });
  });
});
