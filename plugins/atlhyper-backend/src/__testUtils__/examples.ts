import type {
  NodeData,
  RequestRow,
  Resource,
  Route,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';

export const SLOT_MS = 30_000;

/** A slot of 30 s, or longer, that was scraped exactly at its ends. */
export function slotAt(
  startMs: number,
  requests: RequestRow[],
  overrides: Partial<Slot> = {},
): Slot {
  const durationMs = overrides.durationMs ?? SLOT_MS;
  return {
    startMs,
    durationMs,
    coversFromMs: startMs,
    coversThroughMs: startMs + durationMs,
    requests,
    nodes: [],
    ...overrides,
  };
}

/** Requests of one route, all GET. */
export function routeRow(
  host: string,
  path: string,
  codes: Record<string, number>,
  latency?: RequestRow['latency'],
): RequestRow {
  return {
    series: { kind: 'route', host, path, pathMatch: 'prefix' },
    codes,
    methods: { GET: Object.values(codes).reduce((a, b) => a + b, 0) },
    latency,
  };
}

/** An IngressRoute's route with a series of its own. */
export function routeOf(
  host: string,
  path: string,
  overrides: Partial<Route> = {},
): Route {
  return {
    host,
    path,
    pathMatch: 'prefix',
    source: { kind: 'ingressroute', namespace: 'shop', name: 'web' },
    tls: true,
    services: [{ namespace: 'shop', name: 'web', port: 80 }],
    series: { kind: 'route', host, path, pathMatch: 'prefix' },
    ...overrides,
  };
}

/** Responses of calls from a workload to a service, as a mesh proxy counted them. */
export function edgeRow(
  workload: string,
  service: string,
  codes: Record<string, number>,
  overrides: { mesh?: Partial<RequestRow['mesh']> } & Partial<
    Pick<RequestRow, 'latency'>
  > = {},
): RequestRow {
  const responses = Object.values(codes).reduce((a, b) => a + b, 0);
  return {
    series: {
      kind: 'edge',
      source: { namespace: 'shop', kind: 'deployment', workload },
      destination: { namespace: 'shop', service },
    },
    codes,
    methods: {},
    latency: overrides.latency,
    mesh: {
      started: responses,
      failed: codes[500] ?? 0,
      secured: responses,
      ...overrides.mesh,
    },
  };
}

/** What the agent keeps of a node that is ready, with 4 cores and 16 GB. */
export function nodeData(overrides: Partial<NodeData> = {}) {
  const amounts = { cpu: 4, memory: 16e9, pods: 110 };
  return {
    labels: {},
    ready: true,
    schedulable: true,
    conditions: [{ type: 'Ready', status: 'True' }],
    capacity: amounts,
    allocatable: amounts,
    ...overrides,
  } as NodeData & Resource['data'];
}
