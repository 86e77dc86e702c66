import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  computeIncrements,
  createExpositionReader,
  type ProcessScrape,
} from '@atlhyper/core';
import { readScenario } from './scenario/readScenario';
import { startDemoCluster, type DemoCluster } from './startDemoCluster';

const startMs = Date.UTC(2026, 10, 18, 12, 3, 41);

describe('startDemoCluster', () => {
  let dataDir: string;
  let cluster: DemoCluster;
  let nowMs = startMs;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'demo-cluster-'));
    cluster = await startDemoCluster({
      world: { scenario: readScenario(), seed: 1, startMs },
      dataDir,
      now: () => nowMs,
    });
  });

  afterAll(async () => {
    await cluster.stop();
    rmSync(dataDir, { recursive: true });
  });

  const pods = () => cluster.api.store.list('pods');
  const podsOf = (name: string) =>
    pods().filter(p => p.metadata.labels?.['app.kubernetes.io/name'] === name);

  const TROUBLED = ['report-export', 'transcoder', 'recommend'];
  /** Those that are not in trouble for ever. */
  const soundPods = () =>
    pods().filter(
      pod =>
        !TROUBLED.includes(
          pod.metadata.labels?.['app.kubernetes.io/name'] ?? '',
        ),
    );

  async function scrape(port: number): Promise<ProcessScrape> {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    const counters = new Map<string, number>();
    const problems = createExpositionReader({
      metrics: ['traefik_service_requests_total'],
    }).read(new Uint8Array(await response.arrayBuffer()), ({ labels }, value) =>
      counters.set(JSON.stringify(labels), value),
    );
    expect(problems).toEqual([]);
    return {
      process: String(port),
      startedMs: startMs,
      scrapedAtMs: nowMs,
      counters,
      histograms: new Map(),
    };
  }

  it('is scraped through its pods and counts what was requested', async () => {
    const ports = podsOf('traefik').map(pod => {
      expect(pod.status.podIP).toBe('127.0.0.1');
      return Number(pod.metadata.annotations!['prometheus.io/port']);
    });
    expect(ports).toHaveLength(2);
    const fromMs = Date.UTC(2026, 10, 18, 12, 4, 0);
    const toMs = fromMs + 90_000;
    nowMs = fromMs;
    const before = await Promise.all(ports.map(scrape));
    nowMs = toMs;
    const after = await Promise.all(ports.map(scrape));
    const counted = after.flatMap((current, i) => [
      ...computeIncrements({ previous: before[i], current }).counters.values(),
    ]);
    const ids = cluster.world.scenario.routes.map(route => route.id);
    expect(counted.reduce((a, b) => a + b, 0)).toBe(
      cluster.truth.requestsInWindow(ids, fromMs, toMs).total,
    );
  });

  it('passes a scrape on through the API server', async () => {
    const [{ metadata }] = podsOf('traefik');
    const port = metadata.annotations!['prometheus.io/port'];
    const base = `${cluster.api.url}/api/v1/namespaces/${metadata.namespace}/pods`;
    const proxied = await fetch(
      `${base}/${metadata.name}:${port}/proxy/metrics`,
    );
    expect(await proxied.text()).toContain('traefik_config_reloads_total');
    const other = await fetch(
      `${cluster.api.url}/api/v1/namespaces/shop/pods/search-0/proxy/metrics`,
    );
    expect(other.status).toBe(503);
  });

  it('has about sixty pods on four nodes, each owned by something that is there', () => {
    expect(pods().length).toBe(64);
    expect(soundPods().length).toBe(61);
    expect(new Set(soundPods().map(pod => pod.spec.nodeName)).size).toBe(4);
    const uids = new Set(
      ['replicasets', 'statefulsets', 'daemonsets', 'jobs']
        .flatMap(kind => cluster.api.store.list(kind))
        .map(o => o.metadata.uid),
    );
    for (const pod of pods())
      expect(uids).toContain(pod.metadata.ownerReferences![0].uid);
    expect(
      new Set(pods().map(pod => pod.metadata.ownerReferences![0].kind)),
    ).toEqual(new Set(['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']));
  });

  it('restarts a container now and then', () => {
    const restarts = () =>
      soundPods().reduce(
        (sum, pod) => sum + pod.status.containerStatuses[0].restartCount,
        0,
      );
    expect(restarts()).toBe(0);
    nowMs = startMs + 7 * 60_000;
    for (let i = 0; i < 5; i++) cluster.step((nowMs += 5_000));
    expect(restarts()).toBe(1);
    const notReady = soundPods().filter(
      pod =>
        pod.status.phase === 'Running' &&
        !pod.status.containerStatuses[0].ready,
    );
    // The rollout that began after six minutes may have one pod on its way.
    expect(notReady).toEqual([]);
  });

  it('rolls a Deployment out pod by pod, with its endpoints following', () => {
    const before = podsOf('checkout').map(pod => pod.metadata.name);
    for (let i = 0; i < 60; i++) {
      cluster.step((nowMs += 5_000));
      expect(podsOf('checkout').length).toBeGreaterThanOrEqual(6);
      expect(podsOf('checkout').length).toBeLessThanOrEqual(7);
    }
    const after = podsOf('checkout').map(pod => pod.metadata.name);
    expect(after).toHaveLength(6);
    expect(after.filter(name => before.includes(name)).length).toBeLessThan(6);
    const sets = cluster.api.store
      .list('replicasets')
      .filter(
        set => set.metadata.labels!['app.kubernetes.io/name'] === 'checkout',
      );
    expect(sets.map(set => set.spec.replicas).sort()).toEqual([0, 6]);
    const slice = cluster.api.store.get(
      'endpointslices',
      'shop',
      'checkout-demo1',
    )!;
    expect(slice.endpoints.map((e: any) => e.targetRef.name).sort()).toEqual(
      [...after].sort(),
    );
    expect(slice.endpoints.every((e: any) => e.conditions.ready)).toBe(true);
  });

  const eventsOf = (name: string, reason: string) =>
    cluster.api.store
      .list('events')
      .filter(
        event =>
          event.reason === reason && event.involvedObject.name.startsWith(name),
      );

  it('says what it did', () => {
    const [{ metadata }] = podsOf('checkout');
    expect(eventsOf(metadata.name, 'Scheduled')).toHaveLength(1);
    expect(eventsOf(metadata.name, 'Started')).toMatchObject([
      { source: { component: 'kubelet' }, count: 1 },
    ]);
    expect(eventsOf('checkout', 'Killing')).toHaveLength(6);
    expect(
      eventsOf('checkout', 'ScalingReplicaSet').map(event => event.message),
    ).toContain(
      `Scaled up replica set ${metadata.ownerReferences![0].name} to 6`,
    );
  });

  describe('has a pod', () => {
    const wait = (ms: number) => {
      for (const endMs = nowMs + ms; nowMs < endMs; )
        cluster.step((nowMs += 30_000));
    };

    it('that crashes again and again, and is held back longer and longer', () => {
      const status = () => podsOf('report-export')[0].status;
      const backOffs = () => eventsOf('report-export', 'BackOff')[0].count;
      const before = { status: status(), backOffs: backOffs() };
      expect(status().containerStatuses[0]).toMatchObject({
        ready: false,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error' } },
      });
      expect(status().phase).toBe('Running');
      wait(330_000);
      expect(status().containerStatuses[0].restartCount).toBe(
        before.status.containerStatuses[0].restartCount + 1,
      );
      expect(backOffs()).toBeGreaterThan(before.backOffs);
      expect(eventsOf('report-export', 'BackOff')).toHaveLength(1);
    });

    it('that was killed for its memory and runs again', () => {
      const [container] = podsOf('transcoder')[0].status.containerStatuses;
      expect(container).toMatchObject({
        ready: true,
        restartCount: 3,
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
      });
    });

    it('that no node has room for', () => {
      const [pod] = podsOf('recommend');
      expect(pod.spec.nodeName).toBeUndefined();
      expect(pod.status).toMatchObject({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', reason: 'Unschedulable' }],
      });
      const [event] = eventsOf('recommend', 'FailedScheduling');
      expect(event).toMatchObject({
        type: 'Warning',
        message:
          '0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu.',
      });
      const before = event.series.count;
      wait(300_000);
      expect(eventsOf('recommend', 'FailedScheduling')[0].series.count).toBe(
        before + 1,
      );
    });
  });

  const kubectl = findKubectl();
  (kubectl ? describe : describe.skip)('with the stock kubectl', () => {
    it('lists, prints tables and shows custom resources', async () => {
      const run = async (...args: string[]) => {
        const env = {
          ...process.env,
          KUBECONFIG: cluster.kubeconfig,
          HOME: dataDir,
        };
        return (await promisify(execFile)(kubectl!, args, { env })).stdout;
      };
      const table = await run('get', 'pods', '-A');
      expect(table.split('\n')[0]).toMatch(
        /^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE$/,
      );
      expect(table.trim().split('\n')).toHaveLength(65);
      expect(await run('get', 'ingressroutes', '-A', '-o', 'yaml')).toContain(
        'match: Host(`shop.example.com`) && PathPrefix(`/api`)',
      );
      expect(await run('get', 'nodes')).toMatch(
        /demo-control-1 +Ready +control-plane/,
      );
      expect(
        JSON.parse(await run('get', 'svc', '-n', 'shop', '-o', 'json')).items,
      ).toHaveLength(5);
    });
  });

  it('writes a kubeconfig that only its owner reads', () => {
    expect(readFileSync(cluster.kubeconfig, 'utf8')).toContain(cluster.api.url);
  });
});

function findKubectl(): string | undefined {
  try {
    return execFileSync('/bin/sh', ['-c', 'command -v kubectl'], {
      encoding: 'utf8',
    }).trim();
  } catch {
    return undefined;
  }
}
