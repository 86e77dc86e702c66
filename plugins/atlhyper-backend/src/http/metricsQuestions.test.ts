import {
  AtlhyperClient,
  endpoints,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { AddressInfo } from 'node:net';
import { exampleCluster, GB } from '../__testUtils__/exampleCluster';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** Each question of the list of them, asked over HTTP of a cluster that an agent pushed. */
describe.each(databases.eachSupportedId())('questions on %s', id => {
  let harness: PluginHarness;
  let api: AtlhyperClient;

  beforeAll(async () => {
    harness = await startPlugin({ knex: await databases.init(id) });
    const token = await harness.register('prod');
    const session = await harness.openSession(token);
    await session.push(exampleCluster(Date.now())).expect(200);
    await harness
      .agentPost(token, 'heartbeat', {
        protocol: 1,
        streamId: 'stream-1',
        agent: { version: '1', hostname: 'a', startedMs: 1, leader: true },
        sources: [],
        spool: { slots: 0, bytes: 0 },
      })
      .expect(200);
    const { port } = harness.backend.server.address() as AddressInfo;
    api = new AtlhyperClient({
      discoveryApi: {
        getBaseUrl: async () => `http://127.0.0.1:${port}/api/atlhyper`,
      },
      fetchApi: { fetch },
    });
  });

  afterAll(async () => {
    await harness.backend.stop();
  });

  it('What is the CPU usage of node-3?', async () => {
    const { cpu } = await api.call(endpoints.getKubernetesNode, {
      params: { node: 'node-3' },
      query: { cluster: 'prod' },
    });
    expect([cpu.used, cpu.capacity, cpu.usedFraction]).toEqual([3.2, 4, 0.8]);
  });

  it('Which nodes have the highest load?', async () => {
    const { nodes } = await api.call(endpoints.listNodeMetrics, {
      query: {
        cluster: 'prod',
        sort: '-cpu',
      },
    });
    expect(nodes.map(n => [n.node, n.cpu.usedFraction])).toEqual([
      ['node-3', 0.8],
      // The collector says so at a quarter; metrics-server, which says a half, comes after it.
      ['node-1', 0.25],
      ['node-2', 0.25],
      // Of what does not report nothing is known, which is not the least.
      ['node-4', undefined],
    ]);
  });

  it('Is node-2 under resource pressure?', async () => {
    const { pressures } = await api.call(endpoints.getKubernetesNode, {
      params: { node: 'node-2' },
      query: { cluster: 'prod' },
    });
    expect(pressures).toEqual(['MemoryPressure']);
    expect(
      (
        await api.call(endpoints.getKubernetesNode, {
          params: { node: 'node-1' },
          query: { cluster: 'prod' },
        })
      ).pressures,
    ).toEqual([]);
  });

  it('How many healthy nodes are there?', async () => {
    const { nodes } = await api.call(endpoints.getClusterHealth, {
      query: { cluster: 'prod' },
    });
    expect(nodes).toEqual({ total: 4, healthy: 2 });
    const healthy = await api.call(endpoints.listNodeMetrics, {
      query: {
        cluster: 'prod',
        healthy: true,
      },
    });
    expect(healthy.nodes.map(n => n.node)).toEqual(['node-1', 'node-3']);
  });

  it('Which pods use more than 90 % of their memory limit?', async () => {
    const { pods, total } = await api.call(endpoints.listPodMetrics, {
      query: {
        cluster: 'prod',
        min_memory_of_limit: 0.9,
      },
    });
    expect(total).toBe(1);
    expect(pods.map(p => [p.name, p.memory.ofLimitFraction])).toEqual([
      ['close-1', 0.95],
    ]);
  });

  it('How many pods run in namespace default?', async () => {
    const { total } = await api.call(endpoints.listPodMetrics, {
      query: {
        cluster: 'prod',
        namespace: 'default',
        running: true,
      },
    });
    expect(total).toBe(2);
  });

  it('Why does my-pod keep restarting?', async () => {
    const name = { namespace: 'shop', pod: 'my-pod' };
    const pod = await api.call(endpoints.getPod, {
      params: name,
      query: { cluster: 'prod' },
    });
    expect(pod.restarts).toBe(17);
    expect(pod.containers[0]).toMatchObject({
      restarts: 17,
      reason: 'CrashLoopBackOff',
      lastTermination: { reason: 'OOMKilled', exitCode: 137 },
      memory: { used: 1.2 * GB, limit: 2 * GB, ofLimitFraction: 0.6 },
    });
  });

  it('On which node is pod xyz and what does it use?', async () => {
    const name = { namespace: 'shop', pod: 'xyz' };
    const pod = await api.call(endpoints.getPod, {
      params: name,
      query: { cluster: 'prod' },
    });
    expect(pod).toMatchObject({
      node: 'node-3',
      source: 'metrics-server',
      cpu: { used: 0.75, ofRequestFraction: 1.5, ofLimitFraction: 0.75 },
      memory: { used: 1.5 * GB, ofRequestFraction: 1.5 },
    });
  });

  it('What is the overall CPU usage?', async () => {
    const { cpu } = await api.call(endpoints.getClusterHealth, {
      query: { cluster: 'prod' },
    });
    // 1 (collector) + 1 + 3.2 cores of the 12 of the three nodes that report.
    expect(cpu.used).toBeCloseTo(5.2, 10);
    expect(cpu.usedFraction).toBeCloseTo(5.2 / 12, 10);
    expect([cpu.capacity, cpu.usedNodes]).toEqual([16, 3]);
  });

  it(`What is the cluster's health and what are its issues?`, async () => {
    const { health } = await api.call(endpoints.getClusterHealth, {
      query: { cluster: 'prod' },
    });
    expect(health.status).toBe('critical');
    expect(health.issues.map(i => [i.code, i.severity, i.objects])).toEqual([
      ['node_not_ready', 'critical', ['node-4']],
      ['node_pressure', 'critical', ['node-2']],
      ['containers_crash_looping', 'warning', ['shop/my-pod']],
      ['pods_unschedulable', 'warning', ['shop/waits']],
      ['containers_oom_killed', 'warning', ['shop/my-pod']],
      // That 'close-1' is close to its limit has to last before it is an issue.
    ]);
  });

  it('How much capacity is still available?', async () => {
    const { cpu, memory, gpus } = await api.call(endpoints.getClusterHealth, {
      query: { cluster: 'prod' },
    });
    // Three nodes that take pods, 4 cores and 16 GB each, less five pods of 0.5 and 1 GB.
    expect(cpu.available).toBe(9.5);
    expect(memory.available).toBe(43 * GB);
    expect(gpus).toMatchObject({ state: 'not_available', available: 0 });
    const fits = await api.call(endpoints.listNodeMetrics, {
      query: {
        cluster: 'prod',
        min_cpu: '3500m',
        label_selector: 'zone',
      },
    });
    expect(fits.nodes.map(n => [n.node, n.cpu.available])).toEqual([
      ['node-2', 3.5],
    ]);
  });

  it('How many pods are not in Running state?', async () => {
    const { pods } = await api.call(endpoints.getClusterHealth, {
      query: { cluster: 'prod' },
    });
    expect(pods).toEqual({
      total: 8,
      running: 5,
      notRunning: 2,
      byPhase: { Running: 5, Succeeded: 1, Pending: 1, Failed: 1 },
    });
    const listed = await api.call(endpoints.listPodMetrics, {
      query: { cluster: 'prod', running: false },
    });
    expect(listed.pods.map(p => p.name)).toEqual(['failed', 'waits']);
    // One that crash-loops is in Running, but not ready.
    const unready = await api.call(endpoints.listPodMetrics, {
      query: { cluster: 'prod', ready: false },
    });
    expect(unready.pods.map(p => p.name)).toContain('my-pod');
    expect(unready.pods.map(p => p.name)).not.toContain('done');
  });
});
