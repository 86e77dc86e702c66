import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  metricsSnapshotSchema,
  type MetricsSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { stringify } from 'yaml';
import {
  createMetricsManager,
  readMetricsConfig,
  type MetricsManager,
  type MetricsManagerOptions,
} from '../index';
import { createLogger } from '../Logger';
import { eventually } from '../testing/eventually';
import { FakeKubeApi } from '../testing/FakeKubeApi';

jest.setTimeout(60_000);

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** One node of 4 cores and 16 GiB, a pod at 95 % of its limit of memory, one that waits. */
function fill(api: FakeKubeApi): void {
  const quantities = {
    cpu: '4',
    memory: '16Gi',
    pods: '110',
    'nvidia.com/gpu': '1',
  };
  api.put('/api/v1/nodes', {
    metadata: { name: 'node-3', labels: { zone: 'a' } },
    spec: {},
    status: {
      capacity: quantities,
      allocatable: quantities,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  const pod = (name: string, spec: object, status: object) =>
    api.put('/api/v1/pods', {
      metadata: { name, namespace: 'shop' },
      spec,
      status,
    });
  pod(
    'web-0',
    {
      nodeName: 'node-3',
      containers: [
        {
          name: 'web',
          resources: {
            requests: { cpu: '250m', memory: '128Mi' },
            limits: { cpu: '1', memory: '200Mi' },
          },
        },
      ],
    },
    {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        { name: 'web', ready: true, restartCount: 3, state: { running: {} } },
      ],
    },
  );
  pod('web-1', { containers: [{ name: 'web' }] }, { phase: 'Pending' });
  const measured = {
    timestamp: new Date().toISOString(),
    window: '20s',
  };
  api.serve('metrics.k8s.io', 'v1beta1', 'nodes', 'pods');
  api.put('/apis/metrics.k8s.io/v1beta1/nodes', {
    metadata: { name: 'node-3' },
    ...measured,
    usage: { cpu: '1', memory: '4Gi' },
  });
  api.put('/apis/metrics.k8s.io/v1beta1/pods', {
    metadata: { name: 'web-0', namespace: 'shop' },
    ...measured,
    containers: [{ name: 'web', usage: { cpu: '500m', memory: '190Mi' } }],
  });
}

describe('the metrics of a cluster', () => {
  let directory: string;
  let configFile: string;
  let api: FakeKubeApi;
  let manager: MetricsManager | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-metrics-'));
    api = new FakeKubeApi();
    await api.start();
    fill(api);
    const kubeconfig = join(directory, 'kubeconfig');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        'current-context': 'test',
        clusters: [{ name: 'test', cluster: { server: api.url } }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'me' } }],
        users: [{ name: 'me', user: { token: 'kube-token' } }],
      }),
    );
    configFile = join(directory, 'agent.yaml');
    writeFileSync(
      configFile,
      stringify({
        cluster_id: 'prod',
        metrics: { collect_interval: '5s', enable_custom: true },
        sources: { kubernetes: { kubeconfig } },
      }),
    );
  });
  afterEach(async () => {
    await manager?.stop();
    manager = undefined;
    await api.stop();
    rmSync(directory, { recursive: true });
  });

  /** As an adopter does it: load the configuration, build, start, read. */
  async function start(options: MetricsManagerOptions = {}) {
    const config = readMetricsConfig({ file: configFile });
    manager = await createMetricsManager(config, {
      logger: createLogger('error', () => {}),
      ...options,
    });
    manager.start();
    await manager.collectNow();
    return manager;
  }

  it('are loaded, built, started and read as a library', async () => {
    const metrics = await start();
    const snapshot = metrics.snapshot();
    expect(metricsSnapshotSchema.parse(snapshot)).toEqual(snapshot);
    expect(metrics.nodeMetrics('node-3')).toMatchObject({
      source: 'metrics-server',
      cpu: { capacity: 4, used: 1, usedFraction: 0.25, requested: 0.25 },
      memory: { capacity: 16 * GIB, used: 4 * GIB, usedFraction: 0.25 },
      gpus: { count: 1, available: 1, devices: [] },
      ready: true,
    });
    expect(metrics.podMetrics('shop', 'web-0')).toMatchObject({
      node: 'node-3',
      restarts: 3,
      cpu: { used: 0.5, ofRequestFraction: 2, ofLimitFraction: 0.5 },
      memory: { used: 190 * MIB, ofLimitFraction: 0.95 },
      closeToLimit: true,
    });
    expect(metrics.podMetrics('shop', 'web-1')?.cpu.used).toBeUndefined();
    expect(metrics.allPodMetrics('shop').map(pod => pod.name)).toEqual([
      'web-0',
      'web-1',
    ]);
    expect(metrics.allPodMetrics('default')).toEqual([]);
    expect(metrics.allPodMetrics()).toHaveLength(2);
    expect(metrics.clusterMetrics()).toMatchObject({
      cluster: 'prod',
      nodes: { total: 1 },
      pods: { total: 2, running: 1 },
      cpu: { used: 1 },
      usage: { state: 'ok' },
    });
    expect(metrics.nodeMetrics('constructor')).toBeUndefined();
    expect(metrics.podMetrics('shop', 'web-9')).toBeUndefined();
    expect(metrics.series('node-3')).toMatchObject([
      { cpuCores: { avg: 1, max: 1 }, memoryBytes: { avg: 4 * GIB } },
    ]);
    expect(metrics.series()).toHaveLength(1);
  });

  it('hold what an adopter’s own source gives', async () => {
    const metrics = await start({
      customSources: [
        {
          name: 'power',
          collect: async () =>
            new Map([['node-3', { custom: { watts: { value: 210 } } }]]),
        },
      ],
    });
    expect(metrics.nodeMetrics('node-3')?.custom).toEqual({
      watts: { value: 210 },
    });
    expect(metrics.states.map(({ name, state }) => [name, state])).toEqual([
      ['kubernetes/pod', 'ok'],
      ['kubernetes/node', 'ok'],
      ['usage', 'ok'],
      ['custom/dcgm', 'not_available'],
      ['custom/power', 'ok'],
    ]);
  });

  it('follow the cluster while they run', async () => {
    const metrics = await start();
    api.remove('/api/v1/pods', 'web-1', 'shop');
    api.put('/apis/metrics.k8s.io/v1beta1/nodes', {
      metadata: { name: 'node-3' },
      timestamp: new Date(Date.now() + 1_000).toISOString(),
      usage: { cpu: '2', memory: '8Gi' },
    });
    await metrics.collectNow();
    expect(metrics.nodeMetrics('node-3')?.cpu.usedFraction).toBe(0.5);
    await eventually(() => expect(metrics.clusterMetrics().pods.total).toBe(1));
  });

  it('can be collected without being started', async () => {
    const config = readMetricsConfig({ file: configFile });
    const metrics = await createMetricsManager(config, {
      logger: createLogger('error', () => {}),
    });
    await metrics.collectNow();
    expect(metrics.nodeMetrics('node-3')?.cpu.used).toBe(1);
    await eventually(() => expect(api.watcherCount('/api/v1/pods')).toBe(0));
  });

  it('stop at once while the API server does not answer', async () => {
    const mute = createServer(() => {});
    await new Promise<void>(listening => {
      mute.listen(0, '127.0.0.1', listening);
    });
    const { port } = mute.address() as AddressInfo;
    const metrics = await createMetricsManager(
      readMetricsConfig({ file: configFile }),
      {
        logger: createLogger('error', () => {}),
        access: {
          server: `http://127.0.0.1:${port}`,
          connect: async () => ({ agent: new Agent(), headers: {} }),
        },
      },
    );
    metrics.start();
    const collected = metrics.collectNow().catch(error => error.message);
    await metrics.stop();
    expect(await collected).toMatch(/stopped/);
    mute.closeAllConnections();
    await new Promise(closed => {
      mute.close(closed);
    });
  });

  it('tell what is missing where the cluster cannot be read', async () => {
    api.refuse(request => !request.includes('/apis/') && 403);
    await expect(start()).rejects.toThrow(/may not read|403/);
  });

  describe('on the command line', () => {
    const bin = resolve(__dirname, '../../bin/atlhyper-agent');
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [
        bin,
        'snapshot',
        '--config',
        configFile,
        ...args,
      ]);

    it('are printed as JSON, with the minutes of the last hour', async () => {
      const { stdout, stderr } = await run();
      const { series, ...snapshot } = JSON.parse(stdout) as MetricsSnapshot & {
        series: { cluster: unknown[]; nodes: Record<string, unknown[]> };
      };
      expect(metricsSnapshotSchema.parse(snapshot)).toMatchObject({
        cluster: 'prod',
        nodes: { 'node-3': { cpu: { used: 1 } } },
      });
      expect(series.cluster).toHaveLength(1);
      expect(series.nodes['node-3']).toHaveLength(1);
      expect(stderr).toContain('custom/dcgm: not_available: ');
    });

    it('are printed as a table', async () => {
      const { stdout } = await run('--output', 'table');
      expect(stdout).toMatch(/^node-3 +1000m +25% +4096Mi +25% +- +1 /m);
      expect(stdout).toMatch(
        /^shop\/web-0 +node-3 +500m +50% +190Mi +95% +3 +Running$/m,
      );
      expect(stdout).toMatch(/^shop\/web-1 +- +- +- +- +- +0 +Pending$/m);
    });
  });
});
