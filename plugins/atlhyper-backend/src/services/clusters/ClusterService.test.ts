import { TestDatabases } from '@backstage/backend-test-utils';
import { nodeData } from '../../__testUtils__/examples';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const DAY_MS = 86_400_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('ClusterService on %s', id => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
  });

  async function readCluster() {
    return (await stack.clusters.listClusters('all')).clusters[0];
  }

  async function beat(streamId: string, leader: boolean) {
    await stack.stores.ledger.recordHeartbeat({
      clusterId: 'prod',
      receivedMs: stack.time.nowMs,
      streamId,
      agent: { version: '1.0.0', hostname: streamId, startedMs: 5, leader },
      sources: [{ name: 'traefik', state: 'failing', message: 'refused' }],
      spool: { slots: 3, bytes: 4_096, oldestMs: 9 },
    });
  }

  it.each([
    [60_000, 'connected'],
    [60_001, 'disconnected'],
  ])('%i ms after a heartbeat is %s', async (silentMs, status) => {
    await StackAgent.open(stack);
    await beat('agent-0', true);
    stack.time.nowMs += silentMs;
    expect((await readCluster()).status).toBe(status);
  });

  it('has never been seen before its first agent', async () => {
    await stack.clusters.registerCluster({
      id: 'prod',
      createdBy: 'user:default/a',
      backfill: false,
    });
    expect(await readCluster()).toMatchObject({ status: 'never', agents: [] });
  });

  it('shows every agent as it described itself last', async () => {
    await StackAgent.open(stack);
    await beat('agent-1', false);
    await beat('agent-0', true);
    stack.time.nowMs += 15_000;
    await beat('agent-1', true);
    const { agents } = await readCluster();
    expect(agents.map(a => [a.hostname, a.leader, a.lastHeartbeatMs])).toEqual([
      // Whoever led before it is told by the one that leads now.
      ['agent-0', false, NOW_MS],
      ['agent-1', true, NOW_MS + 15_000],
    ]);
    expect(agents[0]).toMatchObject({
      sources: [{ name: 'traefik', state: 'failing', message: 'refused' }],
      spool: { slots: 3, bytes: 4_096, oldestMs: 9 },
    });
  });

  it.each([
    [35_000, true],
    [35_001, false],
  ])(
    'shows who said it leads as the leader for as long as its lease may hold: after %i ms %s',
    async (silentMs, leads) => {
      await StackAgent.open(stack);
      await beat('agent-0', true);
      stack.time.nowMs += silentMs;
      await beat('agent-1', false);
      const { agents } = await readCluster();
      expect(agents.map(agent => agent.leader)).toEqual([leads, false]);
    },
  );

  it('learns the states of sources from pushes too', async () => {
    const agent = await StackAgent.open(stack, { streamId: 'agent-0' });
    await beat('agent-0', true);
    await agent.push({ sources: [{ name: 'traefik', state: 'ok' }] });
    expect((await readCluster()).agents[0].sources).toEqual([
      { name: 'traefik', state: 'ok' },
    ]);
  });

  it.each([
    [7 * DAY_MS - 1, 1],
    [7 * DAY_MS, 0],
  ])('shows a gap until 7 days after its end: %i', async (ageMs, shown) => {
    const agent = await StackAgent.open(stack);
    const gap = { fromMs: NOW_MS - 60_000, toMs: NOW_MS, reason: 'restart' };
    await agent.push({ gaps: [gap] });
    stack.time.nowMs += ageMs;
    expect((await readCluster()).gaps).toHaveLength(shown);
  });

  it('counts its objects and hosts, and those of no other cluster', async () => {
    for (const clusterId of ['prod', 'test']) {
      const agent = await StackAgent.open(stack, { clusterId });
      const pods = clusterId === 'prod' ? ['a', 'b', 'c'] : ['a'];
      await agent.push({
        resources: {
          generation: 1,
          complete: true,
          deletes: [],
          upserts: [
            {
              kind: 'node',
              name: 'n',
              uid: 'n',
              resourceVersion: '1',
              data: nodeData(),
            },
            ...pods.map(name => ({
              kind: 'pod' as const,
              namespace: 'shop',
              name,
              uid: name,
              resourceVersion: '1',
              data: { labels: {}, ready: true, restarts: 0 },
            })),
          ],
        },
      });
    }
    expect(await readCluster()).toMatchObject({
      id: 'prod',
      nodeCount: 1,
      podCount: 3,
      domainCount: 0,
    });
  });

  it('makes secrets that cannot be guessed from each other', async () => {
    const { token } = await stack.clusters.registerCluster({
      id: 'prod',
      createdBy: 'user:default/a',
      backfill: false,
    });
    stack.time.nowMs += 1;
    const next = await stack.clusters.issueToken({
      access: 'all',
      clusterId: 'prod',
      createdBy: 'user:default/b',
      backfill: true,
    });
    // 256 bits are 43 digits of base64url.
    expect(token.secret).toMatch(/^atlh_[\w-]{43}$/);
    expect(next.secret).not.toBe(token.secret);
    const listed = await stack.clusters.listTokens('prod', 'all');
    expect(listed.map(t => [t.createdBy, t.backfill])).toEqual([
      ['user:default/a', false],
      ['user:default/b', true],
    ]);
  });
});
