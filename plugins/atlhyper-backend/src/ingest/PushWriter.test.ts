import type { PushEntry } from '../stores/Ledger';
import type { PushState, SlotPlan } from './PushBatch';
import { PushWriter } from './PushWriter';

const NOW_MS = 1_000_000;
const NOTHING: PushState = { gaps: [], nodes: [], events: [] };
const READING = { fromMs: 1, atMs: 2 };
const PLAN: SlotPlan = {
  requests: { series: [], layouts: [], samples: [] },
  nodes: [],
  readings: [{ node: 'a', kind: 'slot', reading: READING }],
};

/** A writer whose stores tell what they were given, as `store.method`. */
function openWriter(options: { isFresh?: boolean; resync?: boolean } = {}) {
  const told: [string, unknown][] = [];
  const storeOf = (store: string, answer?: unknown) =>
    new Proxy(
      {},
      {
        get: (_, method) => async (__: unknown, given: unknown) => {
          told.push([`${store}.${String(method)}`, given]);
          return answer;
        },
      },
    );
  const stores = Object.fromEntries(
    ['samples', 'nodeHistory', 'nodeReadings', 'latest', 'events'].map(
      store => [store, storeOf(store)],
    ),
  );
  const { isFresh = true, resync } = options;
  const writer = new PushWriter({
    ...stores,
    objects: storeOf('objects', resync),
    routes: storeOf('routes'),
    ledger: {
      recordGaps: async (_: unknown, gaps: unknown) =>
        told.push(['ledger.recordGaps', gaps]),
      commit: async (
        { clusterId, receivedMs }: PushEntry,
        write: (unit: unknown, isFresh: boolean) => Promise<unknown>,
      ) => ({
        isFresh,
        ackedThroughMs: 7,
        written: await write({ clusterId, receivedMs }, isFresh),
      }),
    },
  } as never);
  return { writer, told, storesTold: () => told.map(([store]) => store) };
}

function entryOf(role: PushEntry['role'], withPart = true): PushEntry {
  const part = {
    ...{ sequence: 1, digest: '00', endsMs: 60 },
    ...{ coversFromMs: 30, coversThroughMs: 60 },
  };
  return {
    ...{ clusterId: 'prod', role, epoch: 1, streamId: 's' },
    receivedMs: NOW_MS,
    ...(withPart && { part }),
  };
}

describe('PushWriter', () => {
  it('gives rules what is live, and not what a history brings', async () => {
    const live = openWriter();
    const pushed = { entry: entryOf('live'), plan: PLAN, state: NOTHING };
    expect(await live.writer.write(pushed)).toEqual({
      result: 'applied',
      ackedThroughMs: 7,
      resync: false,
    });
    expect(live.told).toEqual([
      ['samples.add', PLAN.requests],
      ['nodeHistory.add', PLAN.nodes],
      ['nodeReadings.put', PLAN.readings],
    ]);
    const past = openWriter();
    await past.writer.write({ ...pushed, entry: entryOf('backfill') });
    expect(past.storesTold()).toEqual(['samples.add', 'nodeHistory.add']);
  });

  it('counts no slots twice, and writes the state all the same', async () => {
    const { writer, storesTold } = openWriter({ isFresh: false });
    const gaps = [{ fromMs: 1, toMs: 2, reason: 'unknown' as const }];
    const entry = entryOf('live');
    const { result } = await writer.write({
      entry,
      plan: PLAN,
      state: { ...NOTHING, gaps },
    });
    expect(result).toBe('duplicate');
    expect(storesTold()).toEqual(['ledger.recordGaps']);
    const stateless = { entry: entryOf('live', false), state: NOTHING };
    expect((await writer.write(stateless)).result).toBe('applied');
  });

  it('takes snapshots of nodes for readings, too, and asks no store for nothing', async () => {
    const { writer, told } = openWriter();
    const nodes = [
      { node: 'a', timestampMs: 2, cpu: { coreCount: 4, usedFraction: 0.5 } },
    ];
    const entry = entryOf('live', false);
    await writer.write({ entry, state: { ...NOTHING, nodes } });
    expect(told).toEqual([
      ['latest.putSnapshots', nodes],
      [
        'nodeReadings.put',
        [
          {
            node: 'a',
            kind: 'snapshot',
            reading: expect.objectContaining({ atMs: 2, cpuUsedFraction: 0.5 }),
          },
        ],
      ],
    ]);
  });

  it.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])(
    'asks for all of it anew where a store says %s: %s',
    async (resync, anew) => {
      const { writer } = openWriter({ resync });
      const resources = {
        generation: 1,
        complete: true,
        upserts: [],
        deletes: [],
      };
      const routes = { generation: 1, complete: true, upserts: [] };
      const outcome = await writer.write({
        entry: entryOf('live', false),
        state: { ...NOTHING, resources, routes },
      });
      expect(outcome.resync).toBe(anew);
    },
  );
});
