import type { RequestRow } from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { routeRow, slotAt, SLOT_MS } from '../../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../../__testUtils__/openStack';
import { checkTotals } from './checkTotals';
import { advanceTotals } from './slidingTotals';
import { resolveWindow } from '../../../services/slo/resolveWindow';

jest.setTimeout(180_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 10, 20, 12, 7, 13);
const WINDOWS = ['1d', '7d', '30d'] as const;
const LAYOUTS = [
  [100, 300],
  [50, 100, 300],
];

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

function rowOf(path: number, good: number, bad: number): RequestRow {
  const boundsMs = LAYOUTS[path % LAYOUTS.length];
  return routeRow(
    'a.example',
    `/${path}`,
    { 200: good, 500: bad },
    {
      boundsMs,
      counts: boundsMs.map((_, i) => (i === 0 ? good : 0)).concat(bad),
      sumMs: good + bad,
    },
  );
}

function advance(stack: Stack, clusterId = 'prod'): Promise<void> {
  return advanceTotals(stack.knex, clusterId, {
    levels: stack.config.retention.levels,
    nowMs: stack.time.nowMs,
  });
}

function check(stack: Stack): Promise<number[]> {
  return checkTotals(stack.knex, 'prod', {
    levels: stack.config.retention.levels,
    nowMs: stack.time.nowMs,
  });
}

/** The window of each series as the totals give it, and as the levels do. */
async function bothSums(stack: Stack, window: (typeof WINDOWS)[number]) {
  const { levels } = stack.config.retention;
  const span = resolveWindow({ window, nowMs: stack.time.nowMs, levels });
  const series = await stack.stores.samples.listSeries({ access: 'all' });
  const read = async (windowMs?: number) => {
    const sums = await stack.stores.samples.sumSeries(series, {
      ...span,
      windowMs,
    });
    return [...sums.entries()]
      .sort(([a], [b]) => a - b)
      .map(([id, { classes, histograms }]) => ({
        id,
        classes,
        histograms: histograms
          .map(h => ({ bounds: h.boundsMs.join(), counts: h.counts }))
          .sort((a, b) => (a.bounds < b.bounds ? -1 : 1)),
      }));
  };
  return { totals: await read(span.windowMs), levels: await read() };
}

async function anchorsOf(stack: Stack) {
  const row = await stack.knex('slo_total_states').first();
  return JSON.parse(row.anchors_json);
}

describe.each(databases.eachSupportedId())('rolling totals on %s', id => {
  const openFresh = async () =>
    openStack(await databases.init(id), { nowMs: START_MS });

  it('give what the levels give, whatever is pushed when, and however late they are moved on', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('push' as const),
        // Up to 60 s ahead, and back to before the longest window.
        backMs: fc.oneof(
          fc.integer({ min: -MINUTE_MS, max: HOUR_MS }),
          fc.integer({ min: 0, max: 31 * DAY_MS }),
          fc.constantFrom(-50_000, DAY_MS, 7 * DAY_MS, 30 * DAY_MS),
        ),
        durationMs: fc.constantFrom(30_000, 300_000, 3_600_000),
        path: fc.nat({ max: 2 }),
        good: fc.nat({ max: 1_000 }),
        bad: fc.nat({ max: 100 }),
      }),
      fc.record({
        kind: fc.constant('wait' as const),
        ms: fc.oneof(
          fc.integer({ min: 0, max: 10 * MINUTE_MS }),
          fc.integer({ min: 0, max: 3 * DAY_MS }),
        ),
      }),
      fc.record({ kind: fc.constant('advance' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 14 }),
        async steps => {
          const stack = await openFresh();
          const agent = await StackAgent.open(stack, { role: 'backfill' });
          let sequence = 0;
          for (const one of steps) {
            if (one.kind === 'wait') {
              stack.time.nowMs += one.ms;
            } else if (one.kind === 'advance') {
              await advance(stack);
            } else {
              const { durationMs, path, good, bad } = one;
              const atMs = stack.time.nowMs - one.backMs - durationMs;
              const startMs = Math.floor(atMs / durationMs) * durationMs;
              sequence += 1;
              await agent.pushSlots(sequence, [
                slotAt(startMs, [rowOf(path, good, bad)], { durationMs }),
              ]);
            }
            expect(await check(stack)).toEqual([]);
            for (const window of WINDOWS) {
              const { totals, levels } = await bothSums(stack, window);
              expect([window, totals]).toEqual([window, levels]);
            }
          }
        },
      ),
      {
        numRuns: id === 'SQLITE_3' ? 40 : 8,
        // Each run makes a database: a machine that is busy tries fewer.
        interruptAfterTimeLimit: 90_000,
      },
    );
  });

  it('are used once they are built, and moved on without reading what stays', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const lastMs = Math.floor(START_MS / SLOT_MS) * SLOT_MS;
    await agent.pushSlots(1, [slotAt(lastMs, [rowOf(0, 10, 1)])]);
    await advance(stack);
    // Only the totals know of this request: so it is them that answer.
    await stack
      .knex('slo_totals')
      .where({ window_ms: DAY_MS })
      .increment('c2xx', 1_000);
    const { totals, levels } = await bothSums(stack, '1d');
    expect(levels[0].classes[2]).toBe(10);
    expect(totals[0].classes[2]).toBe(1_010);

    stack.time.nowMs += HOUR_MS;
    await advance(stack);
    expect((await bothSums(stack, '1d')).totals[0].classes[2]).toBe(1_010);
  });

  it('are built anew where they were left behind for longer than what left them is kept', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const lastMs = Math.floor(START_MS / SLOT_MS) * SLOT_MS;
    await agent.pushSlots(1, [slotAt(lastMs, [rowOf(0, 10, 1)])]);
    await advance(stack);
    stack.time.nowMs += 4 * DAY_MS;
    // What the 30 s level held of that time is gone, so it cannot be taken out bucket by bucket.
    await stack.knex('slo_samples').where({ level_ms: SLOT_MS }).delete();
    await advance(stack);
    expect((await bothSums(stack, '1d')).totals).toEqual([]);
    expect((await bothSums(stack, '30d')).totals[0].classes[2]).toBe(10);
  });

  it('are not built for a window that is hardly kept', async () => {
    const stack = await openStack(await databases.init(id), {
      nowMs: START_MS,
      config: {
        atlhyper: {
          retention: {
            fiveMinutes: '2d',
            oneHour: '2d',
            oneDay: { days: 7 },
          },
        },
      },
    });
    const agent = await StackAgent.open(stack);
    const lastMs = Math.floor(START_MS / SLOT_MS) * SLOT_MS;
    await agent.pushSlots(1, [slotAt(lastMs, [rowOf(0, 1, 0)])]);
    await advance(stack);
    expect(Object.keys(await anchorsOf(stack))).toEqual([String(DAY_MS)]);
    for (const window of WINDOWS) {
      const { totals, levels } = await bothSums(stack, window);
      expect(totals).toEqual(levels);
    }
  });

  it('miss nothing of pushes that come while they are moved on', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const history = await StackAgent.open(stack, {
      role: 'backfill',
      streamId: 'history',
    });
    let sequence = 0;
    for (let round = 0; round < 10; round++) {
      stack.time.nowMs += 5 * MINUTE_MS;
      const lastMs = Math.floor(stack.time.nowMs / SLOT_MS) * SLOT_MS - SLOT_MS;
      sequence += 1;
      await Promise.all([
        agent.pushSlots(sequence, [slotAt(lastMs, [rowOf(0, 5, 1)])]),
        history.pushSlots(sequence, [
          slotAt(lastMs - 2 * DAY_MS, [rowOf(1, 7, 0)]),
        ]),
        advance(stack),
      ]);
    }
    for (const window of WINDOWS) {
      const { totals, levels } = await bothSums(stack, window);
      expect([window, totals]).toEqual([window, levels]);
    }
  });
});
