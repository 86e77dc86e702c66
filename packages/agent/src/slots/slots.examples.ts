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
