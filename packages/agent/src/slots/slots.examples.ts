import type {
  RequestRow,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import fc from 'fast-check';

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

const latencyArbitrary = fc.record({
  boundsMs: fc.constantFrom<number[]>([100, 300], [100, 300, 1200], [50, 300]),
  seed: fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }),
});

/** Rows of a few series, some with latencies of different layouts. */
export const rowsArbitrary: fc.Arbitrary<RequestRow[]> = fc.array(
  fc
    .record({
      service: fc.constantFrom('a', 'b', 'c'),
      codes: fc.dictionary(fc.constantFrom('200', '404', '503'), fc.nat(1000)),
      latency: fc.option(latencyArbitrary, { nil: undefined }),
    })
    .map(({ service, codes, latency }) =>
      rowOf(
        service,
        codes,
        latency && {
          boundsMs: latency.boundsMs,
          counts: latency.seed.slice(0, latency.boundsMs.length + 1),
          sumMs: 1,
        },
      ),
    ),
  { maxLength: 8 },
);
