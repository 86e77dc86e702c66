import {
  EMPTY_RESOURCE_DIGEST,
  xorDigests,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import { createHash } from 'node:crypto';
import { digestOf } from '../__testUtils__/digestOf';
import {
  nodeData,
  routeOf,
  routeRow,
  slotAt,
  SLOT_MS,
} from '../__testUtils__/examples';
import { openStack, StackAgent, type Stack } from '../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const T0 = NOW_MS - 10 * SLOT_MS;

const ROW = routeRow('a.example', '/', { 200: 1 });

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('ingest on %s', id => {
  async function openFresh(): Promise<Stack> {
    return openStack(await databases.init(id), { nowMs: NOW_MS });
  }

  async function countRequests(stack: Stack): Promise<number> {
    const { domains } = await stack.slo.listDomains({
      access: 'all',
      window: '1d',
    });
    return domains.reduce((sum, d) => sum + d.summary.total_requests, 0);
  }

  describe('counts every part once', () => {
    it('answers a repeated part without counting it again', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      const slots = [slotOf(0, 10)];
      expect((await agent.pushSlots(1, slots)).result).toBe('applied');
      expect((await agent.pushSlots(1, slots)).result).toBe('duplicate');
      expect(await countRequests(stack)).toBe(10);
    });

    it('takes sequences in any order', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await agent.pushSlots(3, [slotOf(2, 1)]);
      await agent.pushSlots(1, [slotOf(0, 2)]);
      const { ackedThroughMs } = await agent.pushSlots(2, [slotOf(1, 4)]);
      expect(await countRequests(stack)).toBe(7);
      expect(ackedThroughMs).toBe(T0 + 3 * SLOT_MS);
    });

    it('adds up parts of one slot', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await agent.pushSlots(1, [slotOf(0, 1, '/a'), slotOf(0, 2, '/a')]);
      await agent.pushSlots(2, [slotOf(0, 4, '/a'), slotOf(0, 8, '/b')]);
      expect(await countRequests(stack)).toBe(15);
    });

    it('refuses a sequence that was used for other slots, and counts nothing of it', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await agent.pushSlots(1, [slotOf(0, 10)]);
      await expect(agent.pushSlots(1, [slotOf(0, 11)])).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'sequence_conflict',
      });
      expect(await countRequests(stack)).toBe(10);
    });

    it('fences off the older session of a role, but not of the other role', async () => {
      const stack = await openFresh();
      const old = await StackAgent.open(stack);
      const history = await StackAgent.open(stack, { role: 'backfill' });
      const next = await StackAgent.open(stack);
      expect(next.opened.epoch).toBe(old.opened.epoch + 1);
      await expect(old.pushSlots(1, [slotOf(0, 1)])).rejects.toMatchObject({
        code: 'session_fenced',
      });
      await expect(old.push({ gaps: [] })).rejects.toMatchObject({
        code: 'session_fenced',
      });
      expect((await next.pushSlots(1, [slotOf(0, 1)])).result).toBe('applied');
      expect((await history.pushSlots(9, [slotOf(1, 1)])).result).toBe(
        'applied',
      );
    });

    it('refuses slots of another stream that begin before what is covered', async () => {
      const stack = await openFresh();
      const first = await StackAgent.open(stack);
      await first.pushSlots(1, [slotOf(0, 1), slotOf(1, 1)]);
      const second = await StackAgent.open(stack, { streamId: 'stream-2' });
      expect(second.opened).toMatchObject({
        ackedThroughMs: T0 + 2 * SLOT_MS,
        lastStreamId: 'stream-1',
        liveThroughMs: T0 + 2 * SLOT_MS,
      });
      await expect(second.pushSlots(1, [slotOf(1, 1)])).rejects.toMatchObject({
        code: 'coverage_overlap',
      });
      await second.pushSlots(1, [slotOf(2, 1)]);
      // It is the last stream now, so its own older slots are welcome.
      await second.pushSlots(2, [slotOf(1, 1)]);
      expect(await countRequests(stack)).toBe(4);
    });

    it('recognises its part again after another stream has pushed', async () => {
      const stack = await openFresh();
      const first = await StackAgent.open(stack);
      const slots = [slotOf(0, 5)];
      await first.pushSlots(1, slots);
      const second = await StackAgent.open(stack, { streamId: 'stream-2' });
      await second.pushSlots(1, [slotOf(1, 5)]);
      const again = await StackAgent.open(stack);
      expect((await again.pushSlots(1, slots)).result).toBe('duplicate');
      expect(await countRequests(stack)).toBe(10);
    });

    it('stores nothing of a push that fails half way', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await stack.knex.schema.dropTable('gaps');
      const slots = [slotOf(0, 10)];
      const gaps = [{ fromMs: T0, toMs: NOW_MS, reason: 'spool lost' }];
      const sequence = 1;
      const digest = digestOf(slots);
      await expect(
        agent.push({ sequence, digest, slots, gaps }),
      ).rejects.toThrow();
      expect(await stack.knex('slo_samples').select()).toEqual([]);
      expect(await stack.knex('push_ledger').select()).toEqual([]);
    });
  });

  describe('keeps every level', () => {
    it('with the same sums, also of slots that were merged', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      const hourMs = 3_600_000;
      const latency = { boundsMs: [100], counts: [1_000, 1], sumMs: 60_060 };
      await agent.pushSlots(1, [
        slotAt(
          NOW_MS - 2 * hourMs,
          [routeRow('a.example', '/', { 200: 1_000, 500: 1 }, latency)],
          { durationMs: hourMs },
        ),
        slotAt(
          NOW_MS - hourMs,
          [routeRow('a.example', '/', { 200: 7 }, latency)],
          { durationMs: 300_000 },
        ),
        slotOf(0, 3),
      ]);
      const sums: Record<string, unknown>[] = await stack
        .knex('slo_samples')
        .groupBy('level_ms')
        .orderBy('level_ms')
        .select('level_ms')
        .sum({
          ok: 'c2xx',
          bad: 'c5xx',
          gets: 'm_get',
          fast: 'h00',
          slow: 'h01',
          sumMs: 'latency_sum_ms',
        });
      expect(sums).toHaveLength(4);
      for (const { level_ms: _, ...sum } of sums) {
        const numbers = Object.entries(sum).map(([k, v]) => [k, Number(v)]);
        expect(Object.fromEntries(numbers)).toEqual({
          ok: 1_010,
          bad: 1,
          gets: 1_011,
          fast: 2_000,
          slow: 2,
          sumMs: expect.closeTo(120_120, 5),
        });
      }
    });

    it('that still keeps the time of a slot, and no finer one', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack, { role: 'backfill' });
      const dayMs = 86_400_000;
      await agent.pushSlots(1, [slotAt(NOW_MS - 40 * dayMs, [ROW])]);
      const levels = await stack.knex('slo_samples').pluck('level_ms');
      expect(levels.sort((a, b) => a - b)).toEqual([3_600_000, dayMs]);
    });
  });

  it('uses up ids of layouts only for new ones', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const rowWith = (boundMs: number) =>
      routeRow(
        'a.example',
        '/',
        { 200: 1 },
        {
          boundsMs: [boundMs],
          counts: [1, 0],
          sumMs: 1,
        },
      );
    for (let i = 0; i < 3; i++) {
      await agent.pushSlots(i, [slotAt(NOW_MS, [rowWith(100)])]);
    }
    await agent.pushSlots(3, [slotAt(NOW_MS, [rowWith(100), rowWith(300)])]);
    const ids = await stack.knex('latency_layouts').orderBy('id').pluck('id');
    expect(ids).toEqual([1, 2]);
  });

  it('keeps gaps once however often they are told', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const gaps = [{ fromMs: T0, toMs: NOW_MS, reason: 'spool lost' }];
    await agent.push({ gaps: [...gaps, ...gaps] });
    await agent.push({ gaps });
    const { clusters } = await stack.clusters.listClusters('all');
    expect(clusters[0].gaps).toEqual(gaps);
  });

  it('keeps the newest snapshot of a node, in whatever order they arrive', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const at = (timestampMs: number) => ({
      node: 'node-1',
      timestampMs,
      uptimeMs: timestampMs,
    });
    await agent.push({ nodes: [at(NOW_MS - 5_000), at(NOW_MS - 10_000)] });
    await agent.push({ nodes: [at(NOW_MS - 7_000)] });
    const { nodes } = await stack.nodes.listNodes({
      access: 'all',
      clusterId: 'prod',
    });
    expect(nodes.map(n => n.snapshot)).toEqual([at(NOW_MS - 5_000)]);
  });

  it('keeps of a gap only what is past: nobody has missed what is to come', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const reason = 'nobody scraped';
    await agent.push({
      gaps: [
        { fromMs: T0, toMs: NOW_MS + 7_200_000, reason },
        { fromMs: NOW_MS, toMs: NOW_MS + 7_200_000, reason },
      ],
    });
    stack.time.nowMs += 3_600_000;
    const { clusters } = await stack.clusters.listClusters('all');
    expect(clusters[0].gaps).toEqual([{ fromMs: T0, toMs: NOW_MS, reason }]);
  });

  it('takes a snapshot from a clock that is ahead for one of now', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const timestampMs = NOW_MS + 3_600_000;
    await agent.push({ nodes: [{ node: 'node-1', timestampMs }] });
    stack.time.nowMs += 5_000;
    const right = { node: 'node-1', timestampMs: stack.time.nowMs };
    await agent.push({ nodes: [right] });
    const { nodes } = await stack.nodes.listNodes({
      access: 'all',
      clusterId: 'prod',
    });
    expect(nodes[0].snapshot).toEqual(right);
  });

  it('averages node figures over parts and keeps their maximum', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const slotOfNode = (
      slot: number,
      sum: number,
      count: number,
      max: number,
    ) =>
      slotAt(T0 + slot * SLOT_MS, [], {
        nodes: [{ node: 'node-1', metrics: { load1: { sum, count, max } } }],
      });
    await agent.pushSlots(1, [slotOfNode(0, 6, 6, 3), slotOfNode(1, 2, 2, 1)]);
    await agent.pushSlots(2, [slotOfNode(2, 8, 2, 7)]);
    await agent.push({ nodes: [{ node: 'node-1', timestampMs: NOW_MS }] });
    const { history } = await stack.nodes.getHistory({
      access: 'all',
      clusterId: 'prod',
      node: 'node-1',
      hours: 1,
    });
    expect(history).toEqual([
      { startMs: NOW_MS - 300_000, metrics: { load1: { avg: 1.6, max: 7 } } },
    ]);
  });

  describe('objects', () => {
    const node = (name: string, version: string) => ({
      kind: 'node' as const,
      name,
      uid: `uid-${name}`,
      resourceVersion: version,
      data: nodeData(),
    });
    // Worked from the definition: SHA-256 of `_/node/<name>@<version>`, its first 16 digits.
    const digest = (...objects: [string, string][]) =>
      objects
        .map(([name, version]) =>
          createHash('sha256')
            .update(`_/node/${name}@${version}`)
            .digest('hex')
            .slice(0, 16),
        )
        .reduce(xorDigests, EMPTY_RESOURCE_DIGEST);
    const change = (changes: {
      generation: number;
      complete?: boolean;
      upserts?: ReturnType<typeof node>[];
      deletes?: { kind: 'node'; name: string }[];
      digest?: string;
      unknownKinds?: 'node'[];
    }) => ({
      resources: { complete: true, upserts: [], deletes: [], ...changes },
    });

    it('agree in their digest after full states, changes and removals', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      const first = await agent.push(
        change({
          generation: 1,
          complete: false,
          upserts: [node('a', '1'), node('b', '1')],
        }),
      );
      expect(first.resync).toBe(false);
      const full = change({
        generation: 1,
        upserts: [node('c', '1')],
        digest: digest(['a', '1'], ['b', '1'], ['c', '1']),
      });
      expect((await agent.push(full)).resync).toBe(false);
      const delta = change({
        generation: 1,
        upserts: [node('a', '2'), node('d', '1')],
        deletes: [
          { kind: 'node', name: 'b' },
          { kind: 'node', name: 'never' },
        ],
        digest: digest(['a', '2'], ['c', '1'], ['d', '1']),
      });
      expect((await agent.push(delta)).resync).toBe(false);
      expect((await agent.push(delta)).resync).toBe(false);
      const next = change({
        generation: 2,
        upserts: [node('a', '2'), node('e', '1')],
        digest: digest(['a', '2'], ['e', '1']),
      });
      expect((await agent.push(next)).resync).toBe(false);
      const { nodes } = await stack.nodes.listNodes({
        access: 'all',
        clusterId: 'prod',
      });
      expect(nodes.map(n => n.node)).toEqual(['a', 'e']);
      const again = await StackAgent.open(stack);
      expect(again.opened.resourceGeneration).toBe(2);
    });

    it('of a kind that could not be listed stay, and are not missed in the digest', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      const names = async () => {
        const { nodes } = await stack.nodes.listNodes({
          access: 'all',
          clusterId: 'prod',
        });
        return nodes.map(n => n.node);
      };
      await agent.push(
        change({ generation: 1, upserts: [node('a', '1'), node('b', '1')] }),
      );
      const blind = change({
        generation: 2,
        digest: digest(),
        unknownKinds: ['node'],
      });
      expect((await agent.push(blind)).resync).toBe(false);
      expect(await names()).toEqual(['a', 'b']);
      const listed = change({
        generation: 3,
        upserts: [node('b', '2')],
        digest: digest(['b', '2']),
      });
      expect((await agent.push(listed)).resync).toBe(false);
      expect(await names()).toEqual(['b']);
    });

    it('ask for the full state where the digest differs', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      const lost = change({
        generation: 1,
        upserts: [node('a', '1')],
        digest: digest(['a', '1'], ['b', '1']),
      });
      expect((await agent.push(lost)).resync).toBe(true);
    });

    it('leave a state of an older generation alone', async () => {
      const stack = await openFresh();
      const agent = await StackAgent.open(stack);
      await agent.push(change({ generation: 5, upserts: [node('a', '1')] }));
      const old = change({ generation: 4, upserts: [node('b', '1')] });
      expect((await agent.push(old)).resync).toBe(true);
      const { nodes } = await stack.nodes.listNodes({
        access: 'all',
        clusterId: 'prod',
      });
      expect(nodes.map(n => n.node)).toEqual(['a']);
    });

    it('of one cluster do not touch those of another', async () => {
      const stack = await openFresh();
      const one = await StackAgent.open(stack, { clusterId: 'one' });
      const two = await StackAgent.open(stack, { clusterId: 'two' });
      await one.push(change({ generation: 9, upserts: [node('a', '1')] }));
      const state = change({
        generation: 1,
        upserts: [node('a', '7')],
        digest: digest(['a', '7']),
      });
      expect((await two.push(state)).resync).toBe(false);
      const { nodes } = await stack.nodes.listNodes({
        access: 'all',
        clusterId: 'one',
      });
      expect(nodes).toHaveLength(1);
    });
  });

  it('drops routes that a complete list lacks, not those of an unfinished one', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const hosts = async () =>
      (
        await stack.slo.listDomains({ access: 'all', window: '1d' })
      ).domains.map(d => d.domain);
    const list = (generation: number, complete: boolean, ...names: string[]) =>
      agent.push({
        routes: {
          generation,
          complete,
          upserts: names.map(name => routeOf(name, '/')),
        },
      });
    await list(1, true, 'a.example', 'b.example');
    expect(await hosts()).toEqual(['a.example', 'b.example']);
    await list(2, false, 'c.example');
    expect(await hosts()).toEqual(['a.example', 'b.example', 'c.example']);
    await list(2, true, 'b.example');
    expect(await hosts()).toEqual(['b.example', 'c.example']);
    expect((await list(1, true, 'a.example')).resync).toBe(true);
    expect(await hosts()).toEqual(['b.example', 'c.example']);
  });

  it('knows what the digest of slots is', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const slots = [slotOf(0, 1)];
    const wrong = { sequence: 1, digest: digestOf([]), slots };
    await expect(agent.push(wrong)).rejects.toThrow(/'digest' must be/);
  });
});

/** The slot that begins `index` slots after T0, with requests of one route. */
function slotOf(index: number, requests: number, path = '/'): Slot {
  return slotAt(T0 + index * SLOT_MS, [
    routeRow('a.example', path, { 200: requests }),
  ]);
}
