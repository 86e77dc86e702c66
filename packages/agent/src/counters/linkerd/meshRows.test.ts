import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  requestRowSchema,
  type RequestRow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { computeIncrements } from '@atlhyper/core';
import { SlotAccumulator } from '../../slots/SlotAccumulator';
import { MeshScrapeReader } from './MeshScrapeReader';
import { isEndpointEdgeKey, type MeshScope } from './meshSeries';
import { toMeshRows } from './toMeshRows';

const SOURCE = {
  namespace: 'shop',
  kind: 'deployment',
  workload: 'storefront',
};
const edgeTo = (namespace: string, service: string) => ({
  kind: 'edge',
  source: SOURCE,
  destination: { namespace, service },
});
const SCOPE: MeshScope = {
  targetNamespaces: new Set(),
  isIngress: false,
  adminPort: '4191',
};

const read = (text: string, scope: Partial<MeshScope> = {}) =>
  new MeshScrapeReader({ ...SCOPE, ...scope }).read(
    new TextEncoder().encode(text),
    { process: 'p', startedMs: 1, scrapedAtMs: 1_000 },
  );

/** What one scrape gives if the proxy had started just before it. */
function rowsOf(text: string, scope: Partial<MeshScope> = {}): RequestRow[] {
  const current = read(text, scope);
  const increments = computeIncrements({ previousRoundMs: 0, current });
  const sum = new SlotAccumulator();
  const proxy = {
    source: SOURCE,
    hasEndpointSeries: [...current.counters.keys()].some(isEndpointEdgeKey),
  };
  for (const row of toMeshRows(increments, proxy)) {
    requestRowSchema.parse(row);
    sum.addRequest(row);
  }
  return sum.toRows().requests;
}

/** The labels of an endpoint as a proxy of Linkerd 2.16 writes them. */
const endpoint = (pod: string, tls: string, service = 'api') =>
  `direction="outbound",authority="${service}.shop.svc.cluster.local:8080",target_addr="10.42.0.23:8080",target_ip="10.42.0.23",target_port="8080",tls="${tls}",dst_control_plane_ns="linkerd",dst_deployment="${service}",dst_namespace="shop",dst_pod="${pod}",dst_pod_template_hash="9d9566587",dst_service="${service}",dst_serviceaccount="default",dst_zone="",dst_zone_locality="unknown"`;
const answer = (code: number, classification: string, grpc = '') =>
  `status_code="${code}",classification="${classification}",grpc_status="${grpc}",error=""`;

/** Two endpoints; 10 + 5 requests began, 9 + 4 were answered, 1 + 1 of them with a failure. */
const ENDPOINTS = `
process_start_time_seconds 1795000000
request_total{${endpoint('api-a', 'true')}} 10
request_total{${endpoint('api-b', 'no_identity')}} 5
response_total{${endpoint('api-a', 'true')},${answer(200, 'success')}} 8
response_total{${endpoint('api-a', 'true')},${answer(503, 'failure')}} 1
response_total{${endpoint('api-b', 'no_identity')},${answer(
  200,
  'failure',
  '14',
)}} 1
response_total{${endpoint('api-b', 'no_identity')},${answer(
  200,
  'success',
  '5',
)}} 3
response_latency_ms_bucket{${endpoint(
  'api-a',
  'true',
)},status_code="200",le="1"} 2
response_latency_ms_bucket{${endpoint(
  'api-a',
  'true',
)},status_code="200",le="10"} 7
response_latency_ms_bucket{${endpoint(
  'api-a',
  'true',
)},status_code="200",le="+Inf"} 8
response_latency_ms_sum{${endpoint('api-a', 'true')},status_code="200"} 120
response_latency_ms_count{${endpoint('api-a', 'true')},status_code="200"} 8
response_latency_ms_bucket{${endpoint(
  'api-b',
  'no_identity',
)},status_code="200",le="1"} 0
response_latency_ms_bucket{${endpoint(
  'api-b',
  'no_identity',
)},status_code="200",le="10"} 4
response_latency_ms_bucket{${endpoint(
  'api-b',
  'no_identity',
)},status_code="200",le="+Inf"} 4
response_latency_ms_sum{${endpoint(
  'api-b',
  'no_identity',
)},status_code="200"} 20
response_latency_ms_count{${endpoint(
  'api-b',
  'no_identity',
)},status_code="200"} 4
`;

const route = (protocol: string) =>
  `parent_group="core",parent_kind="Service",parent_namespace="shop",parent_name="api",parent_port="8080",parent_section_name="",route_group="gateway.networking.k8s.io",route_kind="${protocol}Route",route_namespace="shop",route_name="get"`;

/** 20 + 6 streams ended: 2 of them without a status, 3 + 1 for the server's fault. */
const ROUTES = `
outbound_http_route_request_statuses_total{${route(
  'HTTP',
)},hostname="",http_status="200",error=""} 15
outbound_http_route_request_statuses_total{${route(
  'HTTP',
)},hostname="",http_status="500",error=""} 3
outbound_http_route_request_statuses_total{${route(
  'HTTP',
)},hostname="",http_status="",error="REQUEST_TIMEOUT"} 2
outbound_http_route_request_duration_seconds_sum{${route(
  'HTTP',
)},hostname=""} 1.5
outbound_http_route_request_duration_seconds_count{${route(
  'HTTP',
)},hostname=""} 20
outbound_http_route_request_duration_seconds_bucket{${route(
  'HTTP',
)},hostname="",le="0.05"} 12
outbound_http_route_request_duration_seconds_bucket{${route(
  'HTTP',
)},hostname="",le="0.5"} 19
outbound_http_route_request_duration_seconds_bucket{${route(
  'HTTP',
)},hostname="",le="+Inf"} 20
outbound_grpc_route_request_statuses_total{${route(
  'GRPC',
)},grpc_status="OK",error=""} 4
outbound_grpc_route_request_statuses_total{${route(
  'GRPC',
)},grpc_status="NOT_FOUND",error=""} 1
outbound_grpc_route_request_statuses_total{${route(
  'GRPC',
)},grpc_status="INTERNAL",error=""} 1
`;

describe('the counters of a proxy', () => {
  it('become the calls of an edge, over all endpoints', () => {
    expect(rowsOf(ENDPOINTS)).toEqual([
      {
        series: edgeTo('shop', 'api'),
        codes: { 200: 12, 503: 1 },
        methods: {},
        mesh: { started: 15, failed: 2, secured: 9 },
        latency: { boundsMs: [1, 10], counts: [2, 9, 1], sumMs: 140 },
      },
    ]);
  });

  it('are read from route metrics where there are no others', () => {
    expect(rowsOf(ROUTES)).toEqual([
      {
        series: edgeTo('shop', 'api'),
        codes: { 0: 8, 200: 15, 500: 3 },
        methods: {},
        mesh: { started: 26, failed: 6, secured: 0 },
        latency: { boundsMs: [50, 500], counts: [12, 7, 1], sumMs: 1500 },
      },
    ]);
  });

  it('are never read from both', () => {
    expect(rowsOf(ROUTES + ENDPOINTS)).toEqual(rowsOf(ENDPOINTS));
  });

  it.each([
    ['OK', 0],
    ['CANCELLED', 0],
    ['UNKNOWN', 1],
    ['INVALID_ARGUMENT', 0],
    ['DEADLINE_EXCEEDED', 1],
    ['NOT_FOUND', 0],
    ['ALREADY_EXISTS', 0],
    ['PERMISSION_DENIED', 1],
    ['PermissionDenied', 1],
    ['7', 1],
    ['5', 0],
    ['RESOURCE_EXHAUSTED', 0],
    ['FAILED_PRECONDITION', 0],
    ['ABORTED', 0],
    ['OUT_OF_RANGE', 0],
    ['UNIMPLEMENTED', 0],
    ['INTERNAL', 1],
    ['UNAVAILABLE', 1],
    ['DATA_LOSS', 1],
    ['UNAUTHENTICATED', 0],
  ])(
    'take the gRPC status %s for a failure as the proxy does',
    (status, failed) => {
      const [row] = rowsOf(
        `outbound_grpc_route_request_statuses_total{${route(
          'GRPC',
        )},grpc_status="${status}",error=""} 1\n`,
      );
      expect(row.mesh?.failed).toBe(failed);
    },
  );

  it('stay away where the destination is no Service or out of scope', () => {
    const egress = ROUTES.replaceAll('"Service"', '"EgressNetwork"');
    expect(rowsOf(egress)).toEqual([]);
    const targetNamespaces = new Set(['media']);
    expect(rowsOf(ENDPOINTS + ROUTES, { targetNamespaces })).toEqual([]);
    expect(rowsOf(ENDPOINTS.replaceAll('dst_service', 'dst_other'))).toEqual(
      [],
    );
    expect(
      rowsOf(ENDPOINTS, { targetNamespaces: new Set(['media', 'shop']) }),
    ).toEqual(rowsOf(ENDPOINTS));
  });

  it('of a captured proxy with TCP and its own port alone are none', () => {
    const text = readFileSync(
      // eslint-disable-next-line no-restricted-syntax
      join(__dirname, '__fixtures__', 'proxy-2.11.txt'),
      'utf8',
    );
    const scrape = read(text, { isIngress: true });
    expect(scrape.counters.size + scrape.histograms.size).toBe(0);
    expect(scrape.startedMs).toBe(1_650_967_123_000);
    // The same lines as if the port that was asked were a server's, and named a host.
    const served = text.replaceAll(
      'direction="inbound",',
      'direction="inbound",authority="shop.example.com",',
    );
    expect(rowsOf(served, { isIngress: true, adminPort: '1' })).toEqual([
      {
        series: { kind: 'authority', host: 'shop.example.com' },
        codes: { 200: 29 },
        methods: {},
        mesh: { started: 30, failed: 0, secured: 0 },
        latency: {
          boundsMs: [
            1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000,
            2000, 3000, 4000, 5000, 10000, 20000, 30000, 40000, 50000,
          ],
          counts: [29, ...new Array(25).fill(0)],
          sumMs: 0,
        },
      },
    ]);
  });

  it.each([
    ['a line it cannot read', 'request_total{direction="outbound" 1'],
    ['an infinite count', `request_total{${endpoint('c', 'true')}} +Inf`],
    ['no number', `request_total{${endpoint('c', 'true')}} NaN`],
    ['a negative count', `request_total{${endpoint('c', 'true')}} -1`],
  ])('are taken whole or not at all: %s', (_, line) => {
    expect(() => read(`${ENDPOINTS}${line}\n`)).toThrow(/line|no counter/);
  });
});

describe('an answer of something else', () => {
  it('is no scrape, so that nothing looks evicted', () => {
    expect(() => read('')).toThrow(/no metrics of a Linkerd proxy/);
    expect(() => read('go_goroutines 7\n')).toThrow(/no metrics/);
    expect(read('process_start_time_seconds 1\n').counters.size).toBe(0);
  });
});

describe('the hosts that come in at the ingress', () => {
  const inbound = (authority: string, value: number) =>
    `request_total{direction="inbound",authority="${authority}",target_addr="0.0.0.0:8000",target_port="8000",tls="no_identity"} ${value}\n` +
    `response_total{direction="inbound",authority="${authority}",target_addr="0.0.0.0:8000",target_port="8000",tls="no_identity",status_code="200",classification="success"} ${value}\n`;

  it('count without their port, and neither cluster names nor addresses do', () => {
    const text =
      inbound('Shop.example.com', 2) +
      inbound('shop.example.com:8000', 3) +
      inbound('web.shop.svc.cluster.local', 7) +
      inbound('web.shop.svc.cluster.local:80', 7) +
      inbound('10.42.0.7:8000', 7) +
      inbound('[fd00::7]:8000', 7) +
      inbound('', 7);
    expect(rowsOf(text, { isIngress: true })).toEqual([
      {
        series: { kind: 'authority', host: 'shop.example.com' },
        codes: { 200: 5 },
        methods: {},
        mesh: { started: 5, failed: 0, secured: 0 },
      },
    ]);
  });

  it('count at no other proxy', () => {
    expect(rowsOf(inbound('shop.example.com', 2))).toEqual([]);
  });
});
