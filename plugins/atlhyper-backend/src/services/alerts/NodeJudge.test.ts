import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { slotAt } from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';
import { runNodeRound } from '../../__testUtils__/runRound';
import { publishOutbox } from '../../tasks/publishOutbox';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const NODE = { access: 'all' as const, clusterId: 'prod', node: 'n1' };

describe.each(databases.eachSupportedId())('NodeJudge on %s', id => {
  let stack: Stack;
  let agent: StackAgent;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    agent = await StackAgent.open(stack);
  });

  /** Time goes on by half a minute, the node says what it uses, and a round is judged. */
  async function round(usedFraction?: number): Promise<string[]> {
    stack.time.nowMs += 30_000;
    if (usedFraction !== undefined) {
      const snapshot: NodeSnapshot = {
        node: 'n1',
        timestampMs: stack.time.nowMs - 5_000,
        cpu: { coreCount: 4, usedFraction },
      };
      await agent.push({ nodes: [snapshot] });
    }
    const told = await runNodeRound(stack);
    return told.map(one => one.kind);
  }

  /** As many rounds as it takes to fire: 5 min of hold, the one that begins it, and one until it has come. */
  async function fire(): Promise<string[]> {
    const kinds: string[] = [];
    for (let i = 0; i <= 11; i++) {
      kinds.push(...(await round(0.95)));
    }
    return kinds;
  }

  const stateOf = async () => (await stack.nodes.getNode(NODE)).alerts[0];
  const listAlerts = async (query = {}) =>
    (await stack.alerts.listNodeAlerts({ limit: 100, ...query }, 'all')).alerts;

  it('goes on where a node gives one mount twice', async () => {
    const disk = {
      ...{ mount: '/data', device: '/dev/sda1', fsType: 'ext4' },
      ...{ totalBytes: 100, usedBytes: 90, availableBytes: 10 },
    };
    const kinds: string[] = [];
    for (let i = 0; i <= 10; i++) {
      stack.time.nowMs += 30_000;
      const timestampMs = stack.time.nowMs;
      await agent.push({
        nodes: [{ node: 'n1', timestampMs, filesystems: [disk, disk] }],
      });
      kinds.push(...(await runNodeRound(stack)).map(one => one.kind));
    }
    expect(kinds).toEqual(['fired']);
  });

  it('holds, fires, shows and lets recover', async () => {
    expect(await round(0.95)).toEqual([]);
    // What is measured in half a minute is judged once it has come.
    expect(await stateOf()).toBeUndefined();
    expect(await round(0.95)).toEqual([]);
    expect(await stateOf()).toEqual({
      metric: 'cpuUsedFraction',
      severity: 'warning',
      state: 'pending',
      value: 0.95,
      limit: 0.9,
      sinceMs: NOW_MS + 25_000,
    });
    expect(await listAlerts()).toEqual([]);
    for (let i = 0; i < 9; i++) {
      expect(await round(0.95)).toEqual([]);
    }
    expect(await round(0.95)).toEqual(['fired']);
    expect((await stateOf()).state).toBe('firing');
    const { summary } = await stack.nodes.listNodes({
      access: 'all',
      clusterId: 'prod',
    });
    expect(summary.alertingNodes).toBe(1);
    const [fired] = await listAlerts({ active: true });
    expect(fired).toMatchObject({
      cluster: 'prod',
      node: 'n1',
      sinceMs: NOW_MS + 25_000,
      // The end of five minutes.
      firedMs: NOW_MS + 325_000,
    });

    for (let i = 0; i < 11; i++) {
      expect(await round(0.5)).toEqual([]);
    }
    expect(await round(0.5)).toEqual(['resolved']);
    expect(await stateOf()).toBeUndefined();
    expect(await listAlerts({ active: true })).toEqual([]);
    expect(await listAlerts()).toEqual([
      { ...fired, value: 0.5, resolvedMs: stack.time.nowMs - 35_000 },
    ]);
  });

  it('judges all that was measured, not the newest alone', async () => {
    const seen = async (values: number[]) => {
      for (const usedFraction of values) {
        stack.time.nowMs += 5_000;
        await agent.push({
          nodes: [
            {
              node: 'n1',
              timestampMs: stack.time.nowMs,
              cpu: { coreCount: 4, usedFraction },
            },
          ],
        });
      }
      return (await runNodeRound(stack)).map(one => one.kind);
    };
    stack.time.nowMs -= 5_000;
    // In step with the round a pulse of five seconds, out of step the same in reverse.
    for (let i = 0; i < 15; i++) {
      expect(await seen([0, 0, 0, 0, 0, 1])).toEqual([]);
    }
    const kinds: string[] = [];
    for (let i = 0; i < 15; i++) {
      kinds.push(...(await seen([1, 1, 1, 1, 1, 0.6])));
    }
    expect(kinds).toEqual(['fired']);
  });

  it('judges what the agent measured where it told more than its snapshots', async () => {
    let sequence = 0;
    const slots = async (mean: number) => {
      sequence += 1;
      const gauge = { sum: 6 * mean, count: 6, max: 1 };
      const slot = slotAt(stack.time.nowMs - 30_000, [], {
        nodes: [{ node: 'n1', metrics: { cpuUsedFraction: gauge } }],
      });
      await agent.pushSlots(sequence, [slot]);
      return round(1);
    };
    const kinds: string[] = [];
    for (let i = 0; i < 15; i++) kinds.push(...(await slots(0.5)));
    expect(kinds).toEqual([]);
  });

  it('forgets nothing where another replica goes on', async () => {
    for (let i = 0; i < 11; i++) {
      await round(0.95);
    }
    const { nowMs } = stack.time;
    stack = await openStack(stack.knex, { nowMs });
    agent = agent.through(stack);
    expect(await round(0.95)).toEqual(['fired']);
  });

  it('neither fires nor recovers while a node is not heard of', async () => {
    await fire();
    const silent: string[] = [];
    for (let i = 0; i < 30; i++) {
      silent.push(...(await round()));
    }
    expect(silent).toEqual([]);
    expect(await listAlerts({ active: true })).toHaveLength(1);
    expect(await stateOf()).toBeUndefined();
  });

  it('lets recover what is of a node that there is no more', async () => {
    await fire();
    await stack.knex('node_latest').delete();
    expect(await round()).toEqual(['resolved']);
    expect((await listAlerts())[0].resolvedMs).toBe(stack.time.nowMs);
  });

  it('drops a second one for the same that another replica began', async () => {
    await round(0.95);
    await round(0.95);
    const [row] = await stack.knex('alerts').select();
    await stack
      .knex('alerts')
      .insert({ ...row, id: 'b'.repeat(36), since_ms: stack.time.nowMs });
    await round(0.95);
    expect(await stack.knex('alerts').pluck('id')).toEqual([row.id]);
  });

  it('knows when a disk is full by its forecast', async () => {
    const history = await StackAgent.open(stack, { role: 'backfill' });
    // From 0.5 up by 0.04 a day: 0.9 after ten days, full in two and a half.
    const slots = Array.from({ length: 240 }, (_, i) => {
      const used = 0.5 + (0.04 * i) / 24;
      const metrics = { diskUsedFraction: { sum: used, count: 1, max: used } };
      const startMs = NOW_MS - (240 - i) * HOUR_MS;
      return slotAt(startMs, [], {
        durationMs: HOUR_MS,
        nodes: [{ node: 'n1', metrics }],
      });
    });
    await history.pushSlots(1, slots);
    await round(0.1);
    await round(0.1);
    const pending = await stateOf();
    expect(pending).toMatchObject({ metric: 'diskFullMs', state: 'pending' });
    expect(pending.value / DAY_MS).toBeCloseTo(2.5, 1);
    const capacity = await stack.forecasts.getCapacity({
      access: 'all',
      clusterId: 'prod',
    });
    const [{ forecasts }] = capacity.nodes;
    expect(forecasts[1]).toMatchObject({
      resource: 'disk',
      state: 'growing',
      sampleCount: 240,
      perDayFraction: { estimate: expect.closeTo(0.04, 6) },
    });
    expect(forecasts[0]).toEqual({
      resource: 'memory',
      state: 'unknown',
      sampleCount: 0,
    });
    // Nothing says how large the disk is, so it has no part in the whole.
    expect(capacity.forecasts[1].state).toBe('unknown');
  });

  describe('a disk that is forecast to be full', () => {
    /** Up to 0.9 over ten days, of a mount or of the fullest of the node. */
    async function learn(mount?: string): Promise<void> {
      const history = await StackAgent.open(stack, { role: 'backfill' });
      const slots = Array.from({ length: 240 }, (_, i) => {
        const used = 0.5 + (0.04 * i) / 24;
        const gauge = { sum: used, count: 1, max: used };
        const ofMount = {
          metrics: { load1: { sum: 1, count: 1, max: 1 } },
          filesystems: [{ mount: mount!, used: gauge }],
        };
        const ofNode = { metrics: { diskUsedFraction: gauge } };
        return slotAt(NOW_MS - (240 - i) * HOUR_MS, [], {
          durationMs: HOUR_MS,
          nodes: [{ node: 'n1', ...(mount ? ofMount : ofNode) }],
        });
      });
      await history.pushSlots(1, slots);
    }

    /** So long that what was learnt before is learnt anew. */
    async function rounds(count = 24): Promise<string[]> {
      const kinds: string[] = [];
      for (let i = 0; i < count; i++) kinds.push(...(await round(0.1)));
      return kinds;
    }

    beforeEach(async () => {
      const limit = { days: 3 };
      const rule = { metric: 'diskFullMs', limit, for: { minutes: 1 } };
      const config = { atlhyper: { nodes: { alerts: [rule] } } };
      stack = await openStack(stack.knex, { nowMs: NOW_MS, config });
      agent = agent.through(stack);
    });

    it('stays one alert where its file systems are told apart later', async () => {
      await learn();
      expect(await rounds(5)).toEqual(['fired']);
      const hours = await stack.knex('node_history').where('level_ms', HOUR_MS);
      await stack.knex('filesystem_history').insert(
        hours.map(one => ({
          ...{ cluster_id: 'prod', node: 'n1', mount: '/var' },
          start_ms: one.start_ms,
          used_sum: one.disk_used_fraction_sum,
          used_count: one.disk_used_fraction_count,
        })),
      );
      expect(await rounds()).toEqual([]);
      const [alert, ...others] = await listAlerts({ active: true });
      expect(others).toEqual([]);
      expect(alert.holder).toBeUndefined();
      expect(alert.value / DAY_MS).toBeCloseTo(2.5, 1);
    });

    it('goes on while too little is known to forecast', async () => {
      await learn('/var');
      expect(await rounds(5)).toEqual(['fired']);
      await stack
        .knex('filesystem_history')
        .where('start_ms', '<', NOW_MS - 5 * HOUR_MS)
        .delete();
      expect(await rounds()).toEqual([]);
      expect(await listAlerts({ active: true })).toMatchObject([
        { holder: '/var' },
      ]);
    });

    it('goes on while its cluster cannot be read, and others are judged', async () => {
      await learn('/var');
      expect(await rounds(5)).toEqual(['fired']);
      jest
        .spyOn(stack.stores.nodeHistory, 'readUsed')
        .mockRejectedValue(new Error('corrupt'));
      expect(await rounds()).toEqual([]);
      expect(await listAlerts({ active: true })).toHaveLength(1);
      expect(stack.logger.error.mock.calls[0][0]).toBe(
        `Could not forecast the disks of cluster 'prod'`,
      );
    });
  });

  it('lists what fired where the caller may look, in pages', async () => {
    await fire();
    const [row] = await stack.knex('alerts').select();
    const ids = ['a', 'b', 'c'].map(letter => letter.repeat(36));
    await stack.knex('alerts').delete();
    await stack.knex('alerts').insert(
      ids.map((alert, i) => ({
        ...row,
        id: alert,
        entity: `prod/_/node/n${i}`,
        node: `n${i}`,
        // Two at the same time.
        fired_ms: i === 0 ? 10 : 20,
      })),
    );
    const all = await listAlerts();
    expect(all.map(one => one.node)).toEqual(['n2', 'n1', 'n0']);
    const list = (query: { limit: number; cursor?: string }) =>
      stack.alerts.listNodeAlerts(query, 'all');
    const first = await list({ limit: 1 });
    const next = await list({ limit: 5, cursor: first.nextCursor });
    expect([...first.alerts, ...next.alerts]).toEqual(all);
    expect(next.nextCursor).toBeUndefined();
    const access = { field: 'node' as const, values: ['n1'] };
    const seen = await stack.alerts.listNodeAlerts({ limit: 5 }, access);
    expect(seen.alerts.map(one => one.node)).toEqual(['n1']);
    expect(await listAlerts({ node: 'n0', clusterId: 'other' })).toEqual([]);
    await expect(listAlerts({ cursor: 'x' })).rejects.toThrow(/'cursor'/);
  });

  it('keeps what recovered as long as configured', async () => {
    await fire();
    const { alerts } = stack.stores;
    expect(await alerts.prune(NOW_MS + DAY_MS)).toBe(0);
    await stack.knex('node_latest').delete();
    await round();
    expect(await alerts.prune(stack.time.nowMs)).toBe(0);
    expect(await alerts.prune(stack.time.nowMs + 1)).toBe(1);
  });

  it('tells others once, and again what could not be told', async () => {
    for (let i = 0; i < 11; i++) {
      await round(0.95);
    }
    stack.time.nowMs += 30_000;
    await agent.push({
      nodes: [
        {
          node: 'n1',
          timestampMs: stack.time.nowMs - 5_000,
          cpu: { coreCount: 4, usedFraction: 0.95 },
        },
      ],
    });
    // A crash here loses nothing: what is to be told was kept with the alert.
    await stack.monitor.run();
    const published: any[] = [];
    let refused = 1;
    const events = mockServices.events.mock({
      publish: async event => {
        if (event.topic === 'atlhyper.node-alert' && refused-- > 0) {
          throw new Error('bus is full');
        }
        published.push(event);
      },
    });
    const logger = mockServices.logger.mock();
    const publish = () =>
      publishOutbox({
        outbox: stack.stores.outbox,
        events,
        logger,
        nowMs: stack.time.nowMs,
      });
    await publish();
    expect(published.map(one => one.topic)).toEqual(['atlhyper.alert']);
    expect(logger.warn.mock.calls[0][0]).toBe(
      '1 events of alerts could not be published yet',
    );
    stack.time.nowMs += 30_000;
    await publish();
    await publish();
    expect(published).toHaveLength(2);
    expect(published[0].eventPayload).toMatchObject({
      kind: 'fired',
      alert: { kind: 'node', rule: 'cpuUsedFraction', title: 'n1' },
    });
    expect(published[1]).toMatchObject({
      topic: 'atlhyper.node-alert',
      eventPayload: {
        kind: 'fired',
        alert: { cluster: 'prod', node: 'n1', value: 0.95 },
      },
    });
    expect(logger.info.mock.calls[0][0]).toBe(
      `Alert fired: cpuUsedFraction of 'prod/_/node/n1'`,
    );
  });
});
