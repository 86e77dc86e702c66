import {
  slotSchema,
  type RequestRow,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import fc from 'fast-check';
import { Concentrator } from './Concentrator';
import { mergeSlots } from './mergeSlots';
import { SlotAccumulator } from './SlotAccumulator';
import { edgeRowOf, requestsIn, rowOf, slotAt } from './slots.examples';
import { spreadSlot } from './spreadSlot';
import { jsonBytes, takePart } from './takePart';

const latencyArbitrary = fc.record({
  boundsMs: fc.constantFrom<number[]>([100, 300], [100, 300, 1200], [50, 300]),
  seed: fc.array(fc.nat(100), { minLength: 4, maxLength: 4 }),
});

const meshArbitrary = fc.record({
  started: fc.nat(1000),
  failed: fc.nat(1000),
  secured: fc.nat(1000),
});

/** Rows of a few series, some with latencies of different layouts, some of a mesh. */
const rowsArbitrary: fc.Arbitrary<RequestRow[]> = fc.array(
  fc.oneof(
    fc
      .record({
        workload: fc.constantFrom('a', 'b'),
        codes: fc.dictionary(fc.constantFrom('0', '200', '503'), fc.nat(1000)),
        mesh: meshArbitrary,
      })
      .map(({ workload, codes, mesh }) => edgeRowOf(workload, codes, mesh)),
    fc
      .record({
        service: fc.constantFrom('a', 'b', 'c'),
        codes: fc.dictionary(
          fc.constantFrom('200', '404', '503'),
          fc.nat(1000),
        ),
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
  ),
  { maxLength: 8 },
);

const allIn = (row: RequestRow) => [
  ...Object.values(row.codes),
  ...Object.values(row.mesh ?? {}),
];

const countsOf = (slots: Iterable<Slot>) => {
  const sum = new SlotAccumulator();
  for (const slot of slots) slot.requests.forEach(row => sum.addRequest(row));
  return sum.toRows().requests.map(({ series, codes, methods, mesh }) => ({
    series,
    codes,
    methods,
    mesh,
  }));
};

describe('mergeSlots', () => {
  it('adds counts, merges histograms on the bounds they share and combines gauges', () => {
    const merged = mergeSlots(
      [
        slotAt(300_000, {
          requests: [
            rowOf(
              'a',
              { 200: 3 },
              { boundsMs: [100, 300], counts: [1, 1, 1], sumMs: 500 },
            ),
          ],
          nodes: [
            {
              node: 'n',
              metrics: { load1: { sum: 2, count: 1, max: 2 } },
              filesystems: [
                { mount: '/', used: { sum: 0.5, count: 1, max: 0.5 } },
              ],
            },
          ],
        }),
        slotAt(330_000, {
          requests: [
            rowOf(
              'a',
              { 200: 1, 503: 1 },
              { boundsMs: [300, 900], counts: [0, 1, 1], sumMs: 1500 },
            ),
          ],
          nodes: [
            {
              node: 'n',
              metrics: { load1: { sum: 9, count: 2, max: 6 } },
              filesystems: [
                { mount: '/', used: { sum: 0.75, count: 1, max: 0.75 } },
                { mount: '/var', used: { sum: 0.1, count: 1, max: 0.1 } },
              ],
            },
          ],
        }),
      ],
      300_000,
    );
    expect(merged).toEqual({
      startMs: 300_000,
      durationMs: 300_000,
      coversFromMs: 300_000,
      coversThroughMs: 360_000,
      requests: [
        {
          series: { kind: 'unmapped', service: 'a' },
          codes: { 200: 4, 503: 1 },
          methods: { GET: 5 },
          latency: { boundsMs: [300], counts: [2, 3], sumMs: 2000 },
        },
      ],
      nodes: [
        {
          node: 'n',
          metrics: { load1: { sum: 11, count: 3, max: 6 } },
          filesystems: [
            { mount: '/', used: { sum: 1.25, count: 2, max: 0.75 } },
            { mount: '/var', used: { sum: 0.1, count: 1, max: 0.1 } },
          ],
        },
      ],
    });
  });

  it('leaves latency out where the layouts have nothing in common', () => {
    const [row] = mergeSlots(
      [
        slotAt(0, {
          requests: [
            rowOf('a', { 200: 1 }, { boundsMs: [1], counts: [1, 0], sumMs: 1 }),
          ],
        }),
        slotAt(30_000, {
          requests: [
            rowOf('a', { 200: 1 }, { boundsMs: [2], counts: [1, 0], sumMs: 1 }),
          ],
        }),
      ],
      300_000,
    ).requests;
    expect(row.codes).toEqual({ 200: 2 });
    expect(row.latency).toBeUndefined();
  });

  it('gives the same whatever is merged first', () => {
    fc.assert(
      fc.property(
        fc.array(rowsArbitrary, { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, cut) => {
          const slots = rows.map((requests, i) =>
            slotAt(i * 30_000, { requests }),
          );
          const inOne = mergeSlots(slots, 300_000);
          const inTwo = mergeSlots(
            [...slots.slice(0, cut), mergeSlots(slots.slice(cut), 300_000)].map(
              slot => ({ ...slot, durationMs: 30_000 as const, startMs: 0 }),
            ),
            300_000,
          );
          expect(countsOf([inTwo])).toEqual(countsOf([inOne]));
        },
      ),
    );
  });

  it('refuses slots of another bucket', () => {
    expect(() => mergeSlots([slotAt(0), slotAt(300_000)], 300_000)).toThrow(
      RangeError,
    );
    expect(() => mergeSlots([], 300_000)).toThrow(RangeError);
  });
});

describe('what a mesh counts', () => {
  const lost = { started: 4, failed: 0, secured: 0 };

  it('is added where slots are merged, also where only one knows it', () => {
    const [row] = mergeSlots(
      [
        slotAt(0, { requests: [edgeRowOf('a', {}, lost)] }),
        slotAt(30_000, {
          requests: [
            edgeRowOf(
              'a',
              { 200: 5, 503: 1 },
              { started: 7, failed: 1, secured: 6 },
            ),
            edgeRowOf('a', { 200: 1 }),
          ],
        }),
      ],
      300_000,
    ).requests;
    expect(row).toEqual(
      edgeRowOf(
        'a',
        { 200: 6, 503: 1 },
        { started: 11, failed: 1, secured: 6 },
      ),
    );
  });

  it('is there after a pause even if nothing was answered', () => {
    const slots = spreadSlot({
      requests: [edgeRowOf('a', {}, lost)],
      coversFromMs: 0,
      coversThroughMs: 120_000,
      endMs: 120_000,
    });
    expect(slots.map(slot => slot.requests[0].mesh?.started)).toEqual([
      1, 1, 1, 1,
    ]);
  });
});

describe('takePart', () => {
  const large = { maxRows: 2_000, maxBytes: 1_000_000 };
  const rows = (count: number) =>
    Array.from({ length: count }, (_, i) => rowOf(`service-${i}`, { 200: 1 }));

  it('takes whole slots while they fit', () => {
    const slots = [
      slotAt(0, { requests: rows(3) }),
      slotAt(30_000, { requests: rows(3) }),
    ];
    expect(takePart(slots, { ...large, maxRows: 6 })).toEqual({
      slots,
      consumed: 2,
    });
    expect(takePart(slots, { ...large, maxRows: 5 })).toEqual({
      slots: [slots[0]],
      consumed: 1,
    });
    expect(takePart([], large)).toEqual({ slots: [], consumed: 0 });
  });

  it('stays within the bytes', () => {
    const slots = Array.from({ length: 50 }, (_, i) =>
      slotAt(i * 30_000, { requests: rows(5) }),
    );
    const taken = takePart(slots, { ...large, maxBytes: 5_000 });
    expect(taken.consumed).toBeGreaterThan(1);
    expect(jsonBytes(taken.slots)).toBeLessThanOrEqual(5_000);
  });

  it('cuts a slot that is too large into pieces that each cover a time of their own', () => {
    const slot = slotAt(0, {
      requests: rows(7),
      nodes: [{ node: 'n', metrics: { load1: { sum: 1, count: 1, max: 1 } } }],
    });
    const pieces: Slot[] = [];
    let rest: Slot | undefined = slot;
    while (rest) {
      const taken = takePart([rest], { ...large, maxRows: 3 });
      pieces.push(...taken.slots);
      rest = taken.rest;
    }
    expect(pieces.map(p => [p.coversFromMs, p.coversThroughMs])).toEqual([
      [0, 11_250],
      [11_250, 22_500],
      [22_500, 30_000],
    ]);
    expect(pieces.flatMap(p => p.requests)).toEqual(slot.requests);
    expect(pieces.flatMap(p => p.nodes)).toEqual(slot.nodes);
    pieces.forEach(piece =>
      expect(slotSchema.safeParse(piece).success).toBe(true),
    );
  });

  it('takes a single row alone, however long it is', () => {
    const slot = slotAt(0, { requests: rows(2) });
    const taken = takePart([slot], { ...large, maxBytes: 10 });
    expect(taken.slots[0].requests).toHaveLength(1);
    expect(taken.rest?.requests).toHaveLength(1);
  });
});

describe('spreadSlot', () => {
  it('loses and invents nothing, whatever the time between', () => {
    fc.assert(
      fc.property(
        rowsArbitrary,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 29_999 }),
        (requests, units, intoMs) => {
          const endMs = 1_800_000_000_000;
          const coversFromMs = endMs - units * 30_000 + intoMs;
          const slots = spreadSlot({
            requests,
            coversFromMs,
            coversThroughMs: endMs + 250,
            endMs,
          });
          const given = countsOf([slotAt(0, { requests })]).filter(row =>
            allIn(row).some(count => count > 0),
          );
          const positive = (codes: Record<string, number>) =>
            Object.fromEntries(Object.entries(codes).filter(([, n]) => n > 0));
          const spread = new Map(
            countsOf(slots).map(r => [JSON.stringify(r.series), r]),
          );
          given.forEach(row => {
            const found = spread.get(JSON.stringify(row.series));
            expect(positive(found?.codes ?? {})).toEqual(positive(row.codes));
            expect(found?.mesh).toEqual(row.mesh);
          });
          slots.forEach(slot =>
            expect(slotSchema.safeParse(slot).success).toBe(true),
          );
          slots.forEach(slot => expect(slot.coversFromMs).toBe(coversFromMs));
          expect(slots[slots.length - 1].coversThroughMs).toBe(endMs + 250);
          slots
            .slice(1)
            .forEach((slot, i) =>
              expect(slot.coversThroughMs).toBeGreaterThanOrEqual(
                slots[i].coversThroughMs,
              ),
            );
        },
      ),
    );
  });

  it('uses slots as long as fit', () => {
    const endMs = Date.UTC(2026, 10, 20, 3, 10);
    const slots = spreadSlot({
      requests: [rowOf('a', { 200: 270 })],
      coversFromMs: Date.UTC(2026, 10, 20, 0, 55),
      coversThroughMs: endMs,
      endMs,
    });
    expect(slots.map(slot => slot.durationMs)).toEqual([
      300_000, 3_600_000, 3_600_000, 300_000, 300_000,
    ]);
    // 270 requests over 135 minutes: two per minute.
    expect(slots.map(slot => requestsIn([slot]))).toEqual([
      10, 120, 120, 10, 10,
    ]);
  });
});

describe('Concentrator', () => {
  const covered = { fromMs: 30_250, throughMs: 60_250 };

  it('puts requests into the slot that ends with the scrape', () => {
    const concentrator = new Concentrator();
    concentrator.addRequest(rowOf('a', { 200: 1 }));
    concentrator.addRequest(rowOf('a', { 200: 2, 500: 1 }));
    expect(concentrator.close(60_000, covered)).toEqual([
      {
        startMs: 30_000,
        durationMs: 30_000,
        coversFromMs: 30_250,
        coversThroughMs: 60_250,
        requests: [rowOf('a', { 200: 3, 500: 1 })],
        nodes: [],
      },
    ]);
    expect(requestsIn(concentrator.close(90_000, covered))).toBe(0);
  });

  it('puts node samples into the slot in which they arrived', () => {
    const concentrator = new Concentrator();
    const sample = (value: number) => ({
      node: 'n',
      metrics: { load1: { sum: value, count: 1, max: value } },
    });
    concentrator.addNode(sample(1), 59_999);
    concentrator.addNode(sample(3), 58_000);
    // After the boundary, before the scrape at it is done.
    concentrator.addNode(sample(5), 60_100);
    const [first] = concentrator.close(60_000, covered);
    expect(first.nodes).toEqual([
      { node: 'n', metrics: { load1: { sum: 4, count: 2, max: 3 } } },
    ]);
    const [second] = concentrator.close(90_000, {
      fromMs: 60_250,
      throughMs: 90_250,
    });
    expect(second.nodes).toEqual([sample(5)]);
  });

  it('gives node samples of a slot that was missed a slot of their own', () => {
    const concentrator = new Concentrator();
    const row = { node: 'n', metrics: { load1: { sum: 1, count: 1, max: 1 } } };
    concentrator.addNode(row, 10_000);
    const slots = concentrator.close(60_000, covered);
    expect(slots.map(slot => [slot.startMs, slot.nodes.length])).toEqual([
      [30_000, 0],
      [0, 1],
    ]);
  });
});
