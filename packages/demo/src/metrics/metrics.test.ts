import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQuantity } from '@atlhyper/core';
import { readScenario } from '../scenario/readScenario';
import { startDemoCluster, type DemoCluster } from '../startDemoCluster';
import { nodeUsage } from '../truth/nodeUsage';

const startMs = Date.UTC(2026, 10, 18, 12, 3, 41);
const HOUR = 3_600_000;
const BASE = '/apis/metrics.k8s.io/v1beta1';

describe('metrics of the demo cluster', () => {
  let dataDir: string;
  let cluster: DemoCluster;
  let nowMs: number;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'demo-metrics-'));
    nowMs = startMs;
    cluster = await startDemoCluster({
      world: { scenario: readScenario(), seed: 1, startMs },
      dataDir,
      now: () => nowMs,
    });
  });
  beforeEach(() => {
    nowMs = startMs + 60_000;
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(dataDir, { recursive: true });
  });

  async function get(path: string, method = 'GET') {
    const response = await fetch(cluster.api.url + path, { method });
    return { status: response.status, body: await response.json() };
  }
  const list = async (path: string): Promise<any[]> =>
    (await get(BASE + path)).body.items;
  const cores = (usage: any) => parseQuantity(usage.cpu)!;
  const bytes = (usage: any) => parseQuantity(usage.memory)!;
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const objectOf = (pod: any) =>
    cluster.api.store.get('pods', pod.metadata.namespace, pod.metadata.name)!;

  it('are announced like those of any cluster with a metrics-server', async () => {
    const { groups } = (await get('/apis')).body;
    expect(groups.map((g: any) => g.name)).toEqual(
      expect.arrayContaining(['apps', 'metrics.k8s.io']),
    );
    expect((await get('/apis/metrics.k8s.io')).body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'metrics.k8s.io/v1beta1' },
    });
    const { resources } = (await get(BASE)).body;
    expect(resources.map((r: any) => [r.name, r.kind, r.verbs])).toEqual([
      ['nodes', 'NodeMetrics', ['get', 'list']],
      ['pods', 'PodMetrics', ['get', 'list']],
    ]);
  });

  it('are there of every pod that runs, and of no other', async () => {
    const named = (await list('/pods')).map(
      pod => `${pod.metadata.namespace}/${pod.metadata.name}`,
    );
    const running = cluster.api.store
      .list('pods')
      .filter(
        pod =>
          pod.status.phase === 'Running' &&
          pod.status.containerStatuses.some((c: any) => c.state.running),
      )
      .map(pod => `${pod.metadata.namespace}/${pod.metadata.name}`);
    expect(running.length).toBeGreaterThan(50);
    // A container that has just started is not measured yet.
    expect(running).toEqual(expect.arrayContaining(named));
    expect(named.length).toBeGreaterThan(running.length - 5);
  });

  it('keep within the limits, with exactly one pod close to its limit of memory', async () => {
    const close: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      nowMs = startMs + 60_000 + step * 97_000;
      for (const pod of await list('/pods')) {
        const { containers, initContainers = [] } = objectOf(pod).spec;
        for (const { name, usage } of pod.containers) {
          const { resources } = [...containers, ...initContainers].find(
            (c: any) => c.name === name,
          );
          const limits = resources?.limits ?? {};
          const cpu = parseQuantity(limits.cpu ?? '1e6')!;
          const memory = parseQuantity(limits.memory ?? '1e15')!;
          expect(cores(usage)).toBeLessThanOrEqual(cpu);
          expect(bytes(usage)).toBeLessThanOrEqual(memory);
          if (bytes(usage) > 0.9 * memory) close.push(pod.metadata.name);
        }
      }
    }
    expect(close).toEqual(Array(20).fill('upload-0'));
  });

  it('move with what a service is asked for', async () => {
    const coresOf = async (hour: number) => {
      nowMs = Date.UTC(2026, 10, 19, hour, 2);
      const pods = await list('/namespaces/shop/pods');
      return sum(
        pods
          .filter(
            pod =>
              pod.metadata.labels['app.kubernetes.io/name'] === 'storefront',
          )
          .flatMap(pod => pod.containers)
          .map(container => cores(container.usage)),
      );
    };
    // The scenario's peak is at 19 h; twelve hours from it four times less is asked.
    expect(await coresOf(19)).toBeGreaterThan(1.8 * (await coresOf(7)));
  });

  it('add up: a node uses what its pods use, and what its /proc shows', async () => {
    for (const hours of [0, 6, 12]) {
      nowMs = startMs + 60_000 + hours * HOUR;
      const timeMs = Math.floor(nowMs / 15_000) * 15_000;
      const pods = await list('/pods');
      for (const { metadata, usage, timestamp } of await list('/nodes')) {
        expect(Date.parse(timestamp)).toBe(timeMs);
        const own = pods
          .filter(pod => objectOf(pod).spec.nodeName === metadata.name)
          .flatMap(pod => pod.containers)
          .map(container => container.usage);
        expect(sum(own.map(cores))).toBeLessThan(cores(usage));
        expect(sum(own.map(bytes))).toBeLessThan(bytes(usage));
        const { scenario } = cluster.world;
        const node = scenario.nodes.find(n => n.name === metadata.name)!;
        const truth = nodeUsage(cluster.world, node, timeMs);
        expect(cores(usage) / (truth.cpuFraction * node.cores)).toBeCloseTo(
          1,
          1,
        );
        expect(bytes(usage) / (node.memoryGiB * 2 ** 30)).toBeCloseTo(
          truth.memoryFraction,
          1,
        );
      }
    }
  });

  it('are the same at the same moment, and new every 15 s', async () => {
    const first = await list('/pods');
    nowMs += 3_000;
    const usages = (pods: any[]) => pods.map(pod => pod.containers);
    nowMs = Math.floor(nowMs / 15_000) * 15_000;
    expect(usages(await list('/pods'))).toEqual(usages(await list('/pods')));
    nowMs += 15_000;
    expect(usages(await list('/pods'))).not.toEqual(usages(first));
  });

  it('can be asked for by name, namespace and label', async () => {
    const { body } = await get(`${BASE}/namespaces/media/pods/upload-0`);
    expect(body).toMatchObject({
      kind: 'PodMetrics',
      metadata: { namespace: 'media', name: 'upload-0' },
      window: '15s',
    });
    expect((await get(`${BASE}/nodes/demo-worker-1`)).body.kind).toBe(
      'NodeMetrics',
    );
    const selector = encodeURIComponent('app.kubernetes.io/name=upload');
    const uploads = await list(`/pods?labelSelector=${selector}`);
    expect(uploads.map(pod => pod.metadata.name)).toEqual([
      'upload-0',
      'upload-1',
      'upload-2',
    ]);
    const inNamespace = await list('/namespaces/identity/pods');
    expect(new Set(inNamespace.map(pod => pod.metadata.namespace))).toEqual(
      new Set(['identity']),
    );
  });

  it.each([
    [`${BASE}/nodes/none`, 404, 'nodemetrics.metrics.k8s.io "none" not found'],
    [
      `${BASE}/namespaces/shop/pods/none`,
      404,
      'podmetrics.metrics.k8s.io "shop/none" not found',
    ],
    ['/api/v1/nodes/none/proxy/stats/summary', 404, 'nodes "none" not found'],
    [`${BASE}/pods?watch=true`, 405, 'does not allow this method'],
    [`${BASE}/volumes`, 404, 'could not find the requested resource'],
  ])('answer %s with %d', async (path, status, message) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.body.kind).toBe('Status');
    expect(answer.body.message).toContain(message);
  });

  it('are told by the kubelets as well', async () => {
    nowMs = Math.floor(nowMs / 30_000) * 30_000;
    const path = '/api/v1/nodes/demo-worker-1/proxy/stats/summary';
    const { node, pods } = (await get(path)).body;
    const [fromServer] = (await list('/nodes')).filter(
      n => n.metadata.name === 'demo-worker-1',
    );
    // Both measured at this moment; quantities are rounded to KiB.
    expect(node.cpu.usageNanoCores / 1e9).toBeCloseTo(
      cores(fromServer.usage),
      6,
    );
    expect(node.memory.workingSetBytes / bytes(fromServer.usage)).toBeCloseTo(
      1,
      6,
    );
    expect(node.fs.usedBytes).toBeLessThan(node.fs.capacityBytes);
    for (const { podRef } of pods) {
      const object = cluster.api.store.get(
        'pods',
        podRef.namespace,
        podRef.name,
      )!;
      expect(object.spec.nodeName).toBe('demo-worker-1');
    }
    expect(pods.length).toBeGreaterThan(5);
  });
});
