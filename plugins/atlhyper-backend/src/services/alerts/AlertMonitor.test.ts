import type { AlertAccess } from '../../stores/AlertStore';
import { TestDatabases } from '@backstage/backend-test-utils';
import { exampleCluster, nodeOf } from '../../__testUtils__/exampleCluster';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const MINUTE_MS = 60_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const ALL: AlertAccess = {
  domains: 'all',
  services: 'all',
  nodes: 'all',
  objects: 'all',
  clusters: 'all',
};

describe.each(databases.eachSupportedId())('AlertMonitor on %s', id => {
  let stack: Stack;
  let agent: StackAgent;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    agent = await StackAgent.open(stack);
    await agent.push(exampleCluster(NOW_MS));
    await agent.heartbeat();
  });

  /** What a round told, in time. */
  async function round(afterMs = 30_000): Promise<string[]> {
    stack.time.nowMs += afterMs;
    const changes = await stack.monitor.run();
    return changes.map(({ kind, alert }) => `${kind} ${alert.rule}`).sort();
  }

  const list = async (query = {}, access: AlertAccess = ALL) =>
    (await stack.alerts.listAlerts({ limit: 100, ...query }, access)).alerts;

  it('gives cluster issues hold, history and events', async () => {
    expect(await round(0)).toEqual([
      'fired containers_crash_looping',
      'fired containers_oom_killed',
      'fired node_not_ready',
      'fired node_pressure',
      'fired pods_unschedulable',
    ]);
    await agent.heartbeat();
    expect(await round()).toEqual([]);
    // The pod is close to its limit for two minutes only then.
    for (let i = 0; i < 3; i++) {
      await agent.heartbeat();
      await agent.push({ usage: exampleCluster(stack.time.nowMs).usage });
      await round();
    }
    expect((await list({ rule: 'pods_close_to_limit' })).length).toBe(1);
    const { health } = await stack.metrics.getCluster({
      nodes: 'all',
      pods: 'all',
      clusters: 'all',
      clusterId: 'prod',
    });
    expect(health.issues.map(one => one.code)).toContain('pods_close_to_limit');
  });

  it('tells that an agent is silent, and takes nothing else back', async () => {
    await round(0);
    const before = await list({ active: true });
    // Of a node's own silence nothing can be said then.
    expect(await round(6 * MINUTE_MS)).toEqual(['fired agent_silent']);
    const health = async () =>
      (
        await stack.metrics.getCluster({
          nodes: 'all',
          pods: 'all',
          clusters: 'all',
          clusterId: 'prod',
        })
      ).health;
    expect(await health()).toMatchObject({
      status: 'unknown',
      asOfMs: NOW_MS,
    });
    expect(await list({ active: true })).toHaveLength(before.length + 1);
    await agent.heartbeat();
    expect(await round()).toContain('resolved agent_silent');
    expect((await health()).status).toBe('critical');
  });

  it('tells that a node is silent while its agent is not', async () => {
    await round(0);
    for (let minute = 1; minute <= 4; minute++) {
      await agent.heartbeat();
      expect(await round(MINUTE_MS)).not.toContain('fired node_silent');
    }
    await agent.heartbeat();
    expect(await round(MINUTE_MS)).toContain('fired node_silent');
    expect((await list({ rule: 'node_silent' }))[0]).toMatchObject({
      title: 'node-1',
      severity: 'warning',
    });
  });

  it('says everything that kept it from judging', async () => {
    const { nodeReadings, targets } = stack.stores;
    jest.spyOn(nodeReadings, 'read').mockRejectedValue(new Error('no disk'));
    jest.spyOn(targets, 'listTargets').mockRejectedValue(new Error('no YAML'));
    await expect(stack.monitor.run()).rejects.toThrow(/no YAML.*no disk/);
    jest.restoreAllMocks();
    // And what could be judged was.
    expect(await list({ active: true })).not.toEqual([]);
  });

  it('judges the others while one cluster cannot be read, whose alerts stay', async () => {
    const other = await StackAgent.open(stack, { clusterId: 'a-other' });
    const tell = (one: StackAgent, generation: number, ready: boolean) =>
      one.push({
        resources: {
          ...{ generation, complete: true, deletes: [] },
          upserts: [nodeOf('n1', { ready })],
        },
      });
    const minutes = async (count: number) => {
      const told: string[] = [];
      for (let i = 0; i < count; i++) {
        await agent.heartbeat();
        await other.heartbeat();
        told.push(...(await round(MINUTE_MS)));
      }
      return told;
    };
    await tell(other, 1, false);
    await minutes(6);
    const before = await list({ clusterId: 'a-other', active: true });
    expect(before.map(one => one.rule)).toContain('node_not_ready');
    const { latest } = stack.stores;
    const measurePods = latest.measurePods.bind(latest);
    jest.spyOn(latest, 'measurePods').mockImplementation(async filter => {
      if (filter.clusterId === 'a-other') throw new Error('corrupt');
      return measurePods(filter);
    });
    // What was wrong there is well again, and something is wrong in the other.
    await tell(other, 2, true);
    await tell(agent, 2, false);
    const told = await minutes(6);
    expect(told).toContain('fired node_not_ready');
    expect(await list({ clusterId: 'a-other', active: true })).toEqual(before);
    expect(stack.logger.error.mock.calls[0][0]).toBe(
      `Could not judge the rules of cluster 'a-other'`,
    );
    jest.restoreAllMocks();
    expect(await minutes(6)).toContain('resolved node_not_ready');
    expect(await list({ clusterId: 'a-other', active: true })).toEqual([]);
  });

  it('rests while nothing comes, and looks now and then', async () => {
    await round(0);
    await round(20 * MINUTE_MS);
    const listActive = jest.spyOn(stack.stores.alerts, 'listActive');
    await round();
    await round();
    expect(listActive).not.toHaveBeenCalled();
    await round(10 * MINUTE_MS);
    expect(listActive).toHaveBeenCalled();
    listActive.mockClear();
    await agent.heartbeat();
    await round();
    expect(listActive).toHaveBeenCalled();
  });

  it('judges SLOs whenever something came, and else every two minutes', async () => {
    const listSeries = jest.spyOn(stack.stores.samples, 'listSeries');
    const isJudged = async (afterMs: number) => {
      listSeries.mockClear();
      await round(afterMs);
      return listSeries.mock.calls.length > 0;
    };
    expect(await isJudged(0)).toBe(true);
    expect(await isJudged(30_000)).toBe(false);
    await agent.heartbeat();
    expect(await isJudged(30_000)).toBe(true);
    expect(await isJudged(2 * MINUTE_MS - 1)).toBe(false);
    expect(await isJudged(1)).toBe(true);
  });

  it('shows each alert to who may see what it is of', async () => {
    await round(0);
    const none = {
      ...({ domains: 'none', services: 'none', nodes: 'none' } as const),
      ...({ objects: 'none', clusters: 'none' } as const),
    };
    const titles = async (access: object) =>
      (await list({}, { ...none, ...access })).map(one => one.title).sort();
    expect(await titles({})).toEqual([]);
    expect(await titles({ nodes: 'all' })).toEqual(['node-2', 'node-4']);
    const node = { field: 'node', values: ['node-2'] };
    expect(await titles({ nodes: node })).toEqual(['node-2']);
    const inShop = { field: 'namespace', values: ['shop'] };
    expect(await titles({ objects: inShop })).toEqual([
      'shop/my-pod',
      'shop/my-pod',
      'shop/waits',
    ]);
    const elsewhere = { field: 'namespace', values: ['other'] };
    expect(await titles({ objects: elsewhere })).toEqual([]);
    expect(await titles({ clusters: 'all' })).toEqual([]);
  });
});
