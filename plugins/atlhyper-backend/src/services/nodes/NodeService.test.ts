import {
  NODE_METRICS,
  type NodeRow,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { nodeData, slotAt, SLOT_MS } from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12, 2, 13);
const NODE = { access: 'all' as const, clusterId: 'prod', node: 'node-1' };
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('NodeService on %s', id => {
  let stack: Stack;
  let agent: StackAgent;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    agent = await StackAgent.open(stack, { role: 'backfill' });
    const live = await StackAgent.open(stack);
    await live.push({ nodes: [{ node: 'node-1', timestampMs: NOW_MS }] });
  });

  it.each([
    [1, 300_000, [2026, 10, 20, 11, 0]],
    [48, 300_000, [2026, 10, 18, 12, 0]],
    [49, HOUR_MS, [2026, 10, 18, 11, 0]],
    [720, HOUR_MS, [2026, 9, 21, 12, 0]],
    [721, 24 * HOUR_MS, [2026, 9, 21, 0, 0]],
    [9600, 24 * HOUR_MS, [2025, 9, 16, 0, 0]],
  ] as [number, number, [number, number, number, number, number]][])(
    'gives %i hours in buckets of %i ms from the one that holds the begin',
    async (hours, bucketMs, from) => {
      const history = await stack.nodes.getHistory({ ...NODE, hours });
      expect(history).toEqual({
        cluster: 'prod',
        node: 'node-1',
        fromMs: Date.UTC(...from),
        toMs: Date.UTC(2026, 10, 20, ...lastEnd(bucketMs)),
        bucketMs,
        history: [],
      });
    },
  );

  it('gives longer buckets where the shorter are not kept as long', async () => {
    const short = await openStack(await databases.init(id), {
      nowMs: NOW_MS,
      config: {
        atlhyper: { retention: { fiveMinutes: '5d', oneHour: '10d' } },
      },
    });
    const live = await StackAgent.open(short);
    await live.push({ nodes: [{ node: 'node-1', timestampMs: NOW_MS }] });
    const bucketOf = async (hours: number) =>
      (await short.nodes.getHistory({ ...NODE, hours })).bucketMs;
    expect(await bucketOf(240)).toBe(HOUR_MS);
    expect(await bucketOf(241)).toBe(24 * HOUR_MS);
  });

  it('keeps a peak of 30 s in every bucket above it', async () => {
    const startMs = Date.UTC(2026, 10, 20, 11, 0);
    const calm = slotOf(startMs, { sum: 0.6, count: 6, max: 0.1 });
    const peak = slotOf(startMs + SLOT_MS, { sum: 1, count: 1, max: 1 });
    await agent.pushSlots(1, [calm, peak]);
    for (const hours of [24, 720, 721]) {
      const { history } = await stack.nodes.getHistory({ ...NODE, hours });
      expect(history).toEqual([
        {
          startMs: hours > 720 ? Date.UTC(2026, 10, 20) : startMs,
          metrics: {
            cpuUsedFraction: { avg: expect.closeTo(1.6 / 7), max: 1 },
          },
        },
      ]);
    }
  });

  it('keeps average and maximum of every figure, each on its own', async () => {
    const startMs = Date.UTC(2026, 10, 20, 11, 0);
    const push = (sequence: number, factor: number, count: number) => {
      const metrics: NodeRow['metrics'] = {};
      NODE_METRICS.forEach((metric, index) => {
        const value = (index + 1) * factor;
        metrics[metric] = { sum: value * count, count, max: value };
      });
      const nodes = [{ node: 'node-1', metrics }];
      const at = startMs + sequence * SLOT_MS;
      return agent.pushSlots(sequence, [slotAt(at, [], { nodes })]);
    };
    // Three samples of 1, 2, 3 … and one of nine times that: the average is three times.
    await push(1, 1, 3);
    await push(2, 9, 1);
    const { history } = await stack.nodes.getHistory({ ...NODE, hours: 24 });
    expect(history).toEqual([
      {
        startMs,
        metrics: Object.fromEntries(
          NODE_METRICS.map((metric, index) => [
            metric,
            { avg: 3 * (index + 1), max: 9 * (index + 1) },
          ]),
        ),
      },
    ]);
  });

  it('does not invent finer figures than it was given', async () => {
    const startMs = Date.UTC(2026, 10, 20, 10, 0);
    const slot = slotOf(startMs, { sum: 1, count: 2, max: 1 });
    await agent.pushSlots(1, [{ ...slot, durationMs: HOUR_MS }]);
    const fine = await stack.nodes.getHistory({ ...NODE, hours: 24 });
    const coarse = await stack.nodes.getHistory({ ...NODE, hours: 72 });
    expect(fine.history).toEqual([]);
    expect(coarse.history).toHaveLength(1);
  });

  it('knows nodes from the API and from collectors', async () => {
    const live = await StackAgent.open(stack);
    await live.push({
      resources: {
        generation: 1,
        complete: true,
        deletes: [],
        upserts: ['node-1', 'node-2'].map(name => ({
          kind: 'node',
          name,
          uid: name,
          resourceVersion: '1',
          data: nodeData(),
        })),
      },
      nodes: [{ node: 'edge', timestampMs: NOW_MS }],
    });
    const { nodes, summary } = await stack.nodes.listNodes(NODE);
    expect(nodes.map(n => [n.node, n.stale])).toEqual([
      ['edge', false],
      ['node-1', false],
      ['node-2', true],
    ]);
    expect(summary).toMatchObject({ totalNodes: 3, reportingNodes: 2 });
  });
});

function lastEnd(bucketMs: number): [hour: number, minute: number] {
  if (bucketMs > HOUR_MS) return [24, 0];
  return bucketMs === HOUR_MS ? [13, 0] : [12, 5];
}

function slotOf(
  startMs: number,
  cpuUsedFraction: { sum: number; count: number; max: number },
): Slot {
  return slotAt(startMs, [], {
    nodes: [{ node: 'node-1', metrics: { cpuUsedFraction } }],
  });
}
