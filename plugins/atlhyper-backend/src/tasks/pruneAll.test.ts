import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { openStack, StackAgent, type Stack } from '../__testUtils__/openStack';
import { pruneAll } from './pruneAll';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const T0 = NOW_MS - SLOT_MS;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('pruneAll on %s', id => {
  async function openFresh(): Promise<Stack> {
    return openStack(await databases.init(id), { nowMs: NOW_MS });
  }

  async function pruneAfter(stack: Stack, ageMs: number): Promise<void> {
    stack.time.nowMs = NOW_MS + ageMs;
    await pruneAll({
      stores: stack.stores,
      retention: stack.config.retention,
      cacheRetentionMs: stack.config.metrics.cacheRetentionMs,
      nowMs: stack.time.nowMs,
      logger: mockServices.logger.mock(),
    });
  }

  it.each([
    [1, [30_000, 300_000, 3_600_000, DAY_MS]],
    [3, [300_000, 3_600_000, DAY_MS]],
    [36, [3_600_000, DAY_MS]],
    [91, [DAY_MS]],
    [402, []],
  ])('keeps after %i days the levels %p', async (days, levels) => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const metrics = { load1: { sum: 1, count: 1, max: 1 } };
    await agent.pushSlots(1, [
      slotAt(T0, [routeRow('a.example', '/', { 200: 1 })], {
        nodes: [{ node: 'node-1', metrics }],
      }),
    ]);
    await pruneAfter(stack, days * DAY_MS);
    for (const table of ['slo_samples', 'node_history']) {
      const kept = await stack.knex(table).pluck('level_ms');
      const expected =
        table === 'node_history' ? levels.filter(l => l > SLOT_MS) : levels;
      expect(kept.sort((a, b) => a - b)).toEqual(expected);
    }
    const series = await stack.knex('slo_series').pluck('host');
    expect(series).toEqual(levels.length > 0 ? ['a.example'] : []);
  });

  it('refuses a part that the ledger no longer knows, and takes newer ones', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const slots = [slotAt(T0, [routeRow('a.example', '/', { 200: 1 })])];
    await agent.pushSlots(7, slots);
    await pruneAfter(stack, 9 * DAY_MS);
    expect(await stack.knex('push_ledger').select()).toEqual([]);
    stack.time.nowMs = NOW_MS;
    for (const sequence of [7, 3]) {
      await expect(agent.pushSlots(sequence, slots)).rejects.toMatchObject({
        code: 'sequence_conflict',
      });
    }
    expect((await agent.pushSlots(8, slots)).result).toBe('applied');
  });

  it('keeps old ledger entries above one that is still young', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    const slots = [slotAt(T0, [routeRow('a.example', '/', { 200: 1 })])];
    await agent.pushSlots(1, slots);
    await agent.pushSlots(5, slots);
    await stack.knex('push_ledger').insert({
      cluster_id: 'prod',
      stream_id: 'stream-1',
      sequence: 3,
      digest: 'young',
      received_ms: NOW_MS + 9 * DAY_MS,
    });
    await pruneAfter(stack, 9 * DAY_MS);
    const kept = await stack.knex('push_ledger').pluck('sequence');
    expect(kept.map(Number).sort()).toEqual([3, 5]);
    stack.time.nowMs = NOW_MS;
    expect((await agent.pushSlots(5, slots)).result).toBe('duplicate');
    expect((await agent.pushSlots(2, slots)).result).toBe('applied');
  });

  it('goes through no stream again of which nothing is left', async () => {
    const stack = await openFresh();
    for (const [i, streamId] of ['a', 'b', 'c'].entries()) {
      const agent = await StackAgent.open(stack, { streamId });
      await agent.pushSlots(1, [slotAt(T0 + i * SLOT_MS, [])]);
      stack.time.nowMs += SLOT_MS;
    }
    let begun = 0;
    stack.knex.on('query', ({ sql }) => {
      if (/push_streams|push_ledger/.test(sql)) begun += 1;
    });
    const asked: number[] = [];
    for (const days of [9, 10]) {
      begun = 0;
      await pruneAfter(stack, days * DAY_MS);
      asked.push(begun);
    }
    expect(asked[0]).toBeGreaterThan(3);
    expect(asked[1]).toBe(1);
  });

  it('removes gaps and agents in their time', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [slotAt(T0, [])]);
    await agent.push({ gaps: [{ fromMs: T0, toMs: NOW_MS, reason: 'lost' }] });
    for (const [streamId, atMs] of [
      ['old', NOW_MS - 60_000],
      ['last', NOW_MS],
    ] as const) {
      await stack.stores.ledger.recordHeartbeat({
        clusterId: 'prod',
        receivedMs: atMs,
        streamId,
        agent: {
          version: '1',
          hostname: streamId,
          startedMs: 0,
          leader: true,
        },
        sources: [],
        spool: { slots: 0, bytes: 0 },
      });
    }
    const count = async (table: string) =>
      (await stack.knex(table).select()).length;

    await pruneAfter(stack, 5 * 3_600_000);
    expect(await count('agents')).toBe(2);
    await pruneAfter(stack, 2 * DAY_MS);
    expect(await stack.knex('agents').pluck('hostname')).toEqual(['last']);
    expect(await count('gaps')).toBe(1);
    await pruneAfter(stack, 91 * DAY_MS);
    expect(await count('gaps')).toBe(0);
  });

  it('removes in batches of bounded size', async () => {
    const stack = await openFresh();
    await StackAgent.open(stack);
    const rows = Array.from({ length: 2_500 }, (_, i) => ({
      ...{ cluster_id: 'prod', stream_id: 's', reason: '', recorded_ms: 1 },
      ...{ from_ms: i, to_ms: i + 1 },
    }));
    await stack.knex.batchInsert('gaps', rows, 100);
    const removed: number[] = [];
    stack.knex.on('query-response', (_, query) => {
      if (/^delete from .gaps/.test(query.sql)) {
        removed.push(query.response?.changes ?? query.response?.rowCount);
      }
    });
    await pruneAfter(stack, 91 * DAY_MS);
    expect(removed).toEqual([1_000, 1_000, 500]);
  });

  it('stops between steps once it is told to', async () => {
    const stack = await openFresh();
    const agent = await StackAgent.open(stack);
    await agent.pushSlots(1, [
      slotAt(T0, [routeRow('a.example', '/', { 200: 1 })]),
    ]);
    await pruneAll({
      stores: stack.stores,
      retention: stack.config.retention,
      cacheRetentionMs: stack.config.metrics.cacheRetentionMs,
      nowMs: NOW_MS + 500 * DAY_MS,
      logger: mockServices.logger.mock(),
      signal: AbortSignal.abort(),
    });
    expect(await stack.knex('slo_samples').select()).toHaveLength(4);
  });
});
