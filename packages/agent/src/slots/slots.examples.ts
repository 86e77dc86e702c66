import type {
  RequestRow,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** A slot that was scraped exactly at its ends. */
export function slotAt(startMs: number, overrides: Partial<Slot> = {}): Slot {
  const durationMs = overrides.durationMs ?? 30_000;
  return {
    startMs,
    durationMs,
    coversFromMs: startMs,
    coversThroughMs: startMs + durationMs,
    requests: [],
    nodes: [],
    ...overrides,
  };
}

/** Requests of a service that no route names. */
export function rowOf(
  service: string,
  codes: Record<string, number>,
  latency?: RequestRow['latency'],
): RequestRow {
  const total = Object.values(codes).reduce((sum, count) => sum + count, 0);
  return {
    series: { kind: 'unmapped', service },
    codes,
    methods: { GET: total },
    ...(latency && { latency }),
  };
}

/** Requests of one workload to one service, as its mesh proxy counted them. */
export function edgeRowOf(
  workload: string,
  codes: Record<string, number>,
  mesh?: RequestRow['mesh'],
): RequestRow {
  return {
    series: {
      kind: 'edge',
      source: { namespace: 'shop', kind: 'deployment', workload },
      destination: { namespace: 'shop', service: 'db' },
    },
    codes,
    methods: {},
    ...(mesh && { mesh }),
  };
}

/** All requests in some slots. */
export function requestsIn(slots: Iterable<Slot>): number {
  let total = 0;
  for (const slot of slots) {
    for (const row of slot.requests) {
      for (const count of Object.values(row.codes)) total += count;
    }
  }
  return total;
}
