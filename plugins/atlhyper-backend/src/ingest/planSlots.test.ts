import type {
  NodeRow,
  RequestRow,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { RequestSample } from '@atlhyper/backstage-plugin-atlhyper-node';
import { LEVELS_MS } from '../levels';
import { edgeRow, routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { planSlots } from './planSlots';

const FIVE_MINUTES_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const NOW_MS = 20_000 * DAY_MS + 3_600_000;
const RAW = [{ levelMs: LEVELS_MS.raw, keepMs: 2 * DAY_MS }];
const LATENCY = { boundsMs: [100], counts: [3, 1], sumMs: 500 };

describe('planSlots', () => {
  it('makes one sample of the rows of one series, bucket and layout', async () => {
    const plan = await planSlots(
      [
        slotAt(NOW_MS, [
          routeRow('a.example', '/', { 200: 4 }, LATENCY),
          routeRow('a.example', '/', { 404: 2, 500: 2 }, LATENCY),
        ]),
      ],
      RAW,
      NOW_MS,
    );
    expect(plan.requests.samples).toEqual([
      {
        series: 0,
        levelMs: SLOT_MS,
        startMs: NOW_MS,
        classes: [0, 0, 4, 0, 2, 2],
        methods: [8, 0, 0, 0, 0, 0, 0, 0],
        latency: { layout: 0, counts: [6, 2], sumMs: 1_000 },
      },
    ]);
    expect(plan.requests.layouts).toEqual([[100]]);
  });

  it('keeps layouts apart, and rows with latency apart from those without', async () => {
    const finer = { boundsMs: [50, 100], counts: [1, 1, 1], sumMs: 1 };
    const plan = await planSlots(
      [
        slotAt(NOW_MS, [
          routeRow('a.example', '/', { 200: 4 }, LATENCY),
          routeRow('a.example', '/', { 200: 3 }, finer),
          routeRow('a.example', '/', { 200: 2 }),
        ]),
      ],
      RAW,
      NOW_MS,
    );
    expect(plan.requests.series).toHaveLength(1);
    expect(
      plan.requests.samples.map(s => [s.classes[2], s.latency?.layout]),
    ).toEqual([
      [4, 0],
      [3, 1],
      [2, undefined],
    ]);
  });

  it('tells routes apart by each part of their identity', async () => {
    const row = routeRow('a.example', '/', { 200: 1 });
    const series = row.series as { kind: 'route'; pathMatch: 'prefix' };
    const plan = await planSlots(
      [
        slotAt(NOW_MS, [
          row,
          routeRow('b.example', '/', { 200: 1 }),
          routeRow('a.example', '/x', { 200: 1 }),
          { ...row, series: { ...row.series, pathMatch: 'exact' } as any },
          { ...row, series: { ...series, condition: 'Method(`GET`)' } as any },
          { ...row, series: { kind: 'shared', service: 'a.example' } },
          { ...row, series: { kind: 'unmapped', service: 'a.example' } },
        ]),
      ],
      RAW,
      NOW_MS,
    );
    expect(plan.requests.series).toHaveLength(7);
    expect(plan.requests.samples).toHaveLength(7);
  });

  it('spans the series over all its slots', async () => {
    const row = routeRow('a.example', '/', { 200: 1 });
    const {
      requests: { series },
    } = await planSlots(
      [slotAt(NOW_MS, [row]), slotAt(NOW_MS - 5 * SLOT_MS, [row])],
      RAW,
      NOW_MS,
    );
    expect(series).toMatchObject([
      { firstMs: NOW_MS - 5 * SLOT_MS, lastMs: NOW_MS + SLOT_MS },
    ]);
  });

  it.each([
    ['of two classes', undefined],
    ['with latencies', { boundsMs: [100, 300], counts: [1, 0, 1], sumMs: 900 }],
  ])(
    'loses nothing of few requests %s over many buckets',
    async (_, latency) => {
      const row = routeRow('a.example', '/', { 200: 1, 500: 1 }, latency);
      const hour = slotAt(NOW_MS, [row], { durationMs: 3_600_000 });
      const {
        requests: { samples: requests },
      } = await planSlots([hour], RAW, NOW_MS);
      const sumOf = (pick: (sample: RequestSample) => number) =>
        requests.reduce((sum, sample) => sum + pick(sample), 0);
      expect(sumOf(sample => sample.classes[2] + sample.classes[5])).toBe(2);
      expect(sumOf(sample => sample.methods[0])).toBe(2);
      expect(sumOf(sample => sample.latency?.sumMs ?? 0)).toBeCloseTo(
        latency?.sumMs ?? 0,
        9,
      );
    },
  );

  it('leaves no trace of a row without requests', async () => {
    const row = routeRow('a.example', '/', { 200: 0 });
    const plan = await planSlots([slotAt(NOW_MS, [row])], RAW, NOW_MS);
    expect(plan.requests.samples).toEqual([]);
  });

  it('merges the figures of a node, and takes the greatest maximum', async () => {
    const slot = (sum: number, count: number, max: number) =>
      slotAt(NOW_MS, [], {
        nodes: [{ node: 'a', metrics: { load1: { sum, count, max } } }],
      });
    const other = slotAt(NOW_MS, [], {
      nodes: [
        {
          node: 'a',
          metrics: { memoryUsedFraction: { sum: 1, count: 2, max: 1 } },
        },
      ],
    });
    const levels = [{ levelMs: LEVELS_MS.fiveMinutes, keepMs: DAY_MS }];
    const slots = [slot(2, 2, 1.5), slot(9, 3, 4), slot(1, 1, 1), other];
    const plan = await planSlots(slots, levels, NOW_MS);
    expect(plan.nodes).toEqual([
      {
        node: 'a',
        levelMs: LEVELS_MS.fiveMinutes,
        startMs: NOW_MS,
        metrics: {
          load1: { sum: 12, count: 6, max: 4 },
          memoryUsedFraction: { sum: 1, count: 2, max: 1 },
        },
      },
    ]);
  });

  it('adds up what mesh proxies counted, also where nothing was answered', async () => {
    const counted = (mesh: Partial<RequestRow['mesh']>) =>
      edgeRow('web', 'api', {}, { mesh });
    const plan = await planSlots(
      [
        slotAt(NOW_MS, [
          counted({ failed: 1, started: 4, secured: 2 }),
          counted({ failed: 2, started: 3, secured: 0 }),
          { ...counted({}), mesh: undefined, codes: { 200: 5 } },
        ]),
      ],
      RAW,
      NOW_MS,
    );
    expect(plan.requests.samples).toMatchObject([
      { classes: [0, 0, 5, 0, 0, 0], mesh: [3, 7, 2] },
    ]);
    const silent = await planSlots(
      [slotAt(NOW_MS, [counted({ started: 1, failed: 0, secured: 0 })])],
      RAW,
      NOW_MS,
    );
    expect(silent.requests.samples).toMatchObject([{ mesh: [0, 1, 0] }]);
  });

  describe('of nodes', () => {
    const LEVELS = [LEVELS_MS.raw, FIVE_MINUTES_MS, HOUR_MS].map(levelMs => ({
      levelMs,
      keepMs: 2 * DAY_MS,
    }));
    const gauge = (sum: number, count: number, max: number) => ({
      ...{ sum, count, max },
    });
    const planOf = (
      durationMs: Slot['durationMs'],
      ...rows: Partial<NodeRow>[]
    ) =>
      planSlots(
        [
          slotAt(NOW_MS, [], {
            durationMs,
            nodes: rows.map(row => ({ node: 'a', metrics: {}, ...row })),
          }),
        ],
        LEVELS,
        NOW_MS,
      );

    it.each([
      [SLOT_MS, [FIVE_MINUTES_MS, HOUR_MS]],
      [FIVE_MINUTES_MS, [FIVE_MINUTES_MS, HOUR_MS]],
      [HOUR_MS, [HOUR_MS]],
    ] as const)(
      'keeps a slot of %i ms on the levels %j',
      async (durationMs, levels) => {
        const { nodes } = await planOf(durationMs, {});
        expect(nodes.map(one => one.levelMs)).toEqual(levels);
      },
    );

    it('keeps nodes apart', async () => {
      const { nodes } = await planOf(HOUR_MS, {}, { node: 'b' });
      expect(nodes.map(one => one.node)).toEqual(['a', 'b']);
    });

    it('merges filesystems by where they are mounted', async () => {
      const rows = [
        undefined,
        [{ mount: '/', used: gauge(2, 2, 1.5) }],
        [
          { mount: '/', used: gauge(1, 2, 0.5) },
          { mount: '/data', used: gauge(1, 1, 1) },
        ],
        undefined,
      ].map(filesystems => ({ filesystems }));
      const { nodes } = await planOf(HOUR_MS, ...rows);
      expect(nodes.map(one => one.filesystems)).toEqual([
        { '/': gauge(3, 4, 1.5), '/data': gauge(1, 1, 1) },
      ]);
    });

    it('gives rules the mean of each figure of a short slot, up to its last millisecond', async () => {
      const metrics = {
        cpuUsedFraction: gauge(1, 4, 0.9),
        temperatureMaxCelsius: gauge(90, 2, 50),
      };
      const { readings } = await planOf(SLOT_MS, { metrics });
      expect(readings).toEqual([
        {
          node: 'a',
          kind: 'slot',
          reading: {
            fromMs: NOW_MS,
            atMs: NOW_MS + SLOT_MS - 1,
            cpuUsedFraction: 0.25,
            temperatureMaxCelsius: 45,
          },
        },
      ]);
      const longer = await planOf(FIVE_MINUTES_MS, { metrics });
      expect(longer.readings).toEqual([]);
    });
  });
});
