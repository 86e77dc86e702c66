import { TestDatabases } from '@backstage/backend-test-utils';
import {
  exampleCluster,
  nodeOf,
  podOf,
} from '../../__testUtils__/exampleCluster';
import {
  openStack,
  StackAgent,
  type Stack,
} from '../../__testUtils__/openStack';

jest.setTimeout(60_000);

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 0);
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const PROD = {
  nodes: 'all' as const,
  pods: 'all' as const,
  clusters: 'all' as const,
  clusterId: 'prod',
};

describe.each(databases.eachSupportedId())('MetricsService on %s', id => {
  let stack: Stack;
  let agent: StackAgent;

  beforeEach(async () => {
    stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    agent = await StackAgent.open(stack);
    await agent.push(exampleCluster(NOW_MS));
  });

  const sourceOf = async (node: string) => {
    const { source, cpu } = await stack.metrics.getNode(PROD, node);
    return [source, cpu.used];
  };
  const usedBy = async (name: string) =>
    (await stack.metrics.getPod(PROD, { namespace: 'shop', name })).cpu.used;

  // The snapshot is 5 s old, all else 10 s.
  it.each([
    [55_000, ['node-collector', 1], 0.75],
    [55_001, ['metrics-server', 2], 0.75],
    [290_000, ['metrics-server', 2], 0.75],
    [290_001, [undefined, undefined], undefined],
  ])(
    'after %i ms tells of a node by %j and of a pod %s',
    async (laterMs, node, pod) => {
      stack.time.nowMs += laterMs;
      expect(await sourceOf('node-1')).toEqual(node);
      expect(await usedBy('xyz')).toBe(pod);
    },
  );

  it('says that nothing is measured once all of it is old', async () => {
    stack.time.nowMs += 300_000;
    const cluster = await stack.metrics.getCluster(PROD);
    expect(cluster.usage).toMatchObject({
      state: 'not_available',
      reason: expect.stringContaining('install metrics-server'),
    });
    expect([cluster.cpu.used, cluster.cpu.usedNodes]).toEqual([undefined, 0]);
    expect(cluster.cpu.requested).toBe(2.5);
  });

  it('does not take the use of a pod for that of its successor', async () => {
    const successor = podOf('shop/xyz', {
      nodeName: 'node-3',
      startedMs: NOW_MS - 9_000,
    });
    const resources = {
      generation: 1,
      complete: true,
      deletes: [],
      upserts: [successor],
    };
    await agent.push({ resources });
    expect(await usedBy('xyz')).toBeUndefined();
  });

  it('forgets what a pod asked for with the pod', async () => {
    const id3 = { kind: 'pod' as const, namespace: 'shop', name: 'xyz' };
    const before = await stack.metrics.getNode(PROD, 'node-3');
    await agent.push({
      resources: { generation: 1, complete: true, upserts: [], deletes: [id3] },
    });
    const after = await stack.metrics.getNode(PROD, 'node-3');
    expect([before.cpu.requested, after.cpu.requested]).toEqual([1, 0.5]);
    expect([before.pods.running, after.pods.running]).toEqual([2, 1]);
  });

  it('takes what an older agent tells of a node, and leaves that node out', async () => {
    const data = {
      ...{ labels: {}, ready: true, schedulable: true },
      conditions: ['MemoryPressure'],
      ...{ capacity: { cpu: '4' }, allocatable: { cpu: '4' } },
    };
    const upserts = [
      { ...nodeOf('node-1'), data },
      podOf('shop/old', { containers: undefined }),
    ];
    await agent.push({
      resources: { generation: 1, complete: true, upserts, deletes: [] },
    });
    const { nodes } = await stack.metrics.listNodes(PROD, {});
    expect(nodes.map(one => one.node)).toEqual(['node-2', 'node-3', 'node-4']);
    const pod = { namespace: 'shop', name: 'old' };
    expect((await stack.metrics.getPod(PROD, pod)).containers).toEqual([]);
  });

  it('gives in a snapshot what the parts give', async () => {
    const snapshot = await stack.metrics.getSnapshot(PROD);
    expect(snapshot.clusterMetrics).toEqual(
      await stack.metrics.getCluster(PROD),
    );
    const { nodes } = await stack.metrics.listNodes(PROD, {});
    expect(Object.values(snapshot.nodes)).toEqual(nodes);
    const { pods } = await stack.metrics.listPods(PROD, {});
    expect(
      Object.values(snapshot.pods).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ).toEqual(pods);
  });

  it('takes the only cluster where none is named, and asks where there are two', async () => {
    expect(
      (
        await stack.metrics.getCluster({
          nodes: 'all',
          pods: 'all',
          clusters: 'all',
        })
      ).cluster,
    ).toBe('prod');
    await StackAgent.open(stack, { clusterId: 'test' });
    await expect(
      stack.metrics.getCluster({ nodes: 'all', pods: 'all', clusters: 'all' }),
    ).rejects.toThrow(/'cluster' is required/);
    const clusters = { field: 'cluster' as const, values: ['test'] };
    const only = await stack.metrics.getCluster({
      nodes: 'all',
      pods: 'all',
      clusters,
    });
    expect([only.cluster, only.nodes.total]).toEqual(['test', 0]);
    // No agent ever came: nothing is known, least of all that it has no nodes.
    expect(only.health).toEqual({
      status: 'unknown',
      issues: [],
      unknown: [{ part: 'agent', reason: 'agent_never_came' }],
    });
  });
});
