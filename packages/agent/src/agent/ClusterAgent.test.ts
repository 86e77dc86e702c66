import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  heartbeatRequestSchema,
  pushRequestSchema,
  type PushRequest,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import { readAgentConfig } from '../config/readAgentConfig';
import { KINDS } from '../kubernetes/kinds';
import { readKubeAccess } from '../kubernetes/readKubeAccess';
import { createLogger } from '../Logger';
import { createFastClock } from '../testing/FastClock';
import { eventually } from '../testing/eventually';
import { FakeBackend } from '../testing/FakeBackend';
import { FakeKubeApi } from '../testing/FakeKubeApi';
import { FakeProxy } from '../testing/FakeProxy';
import { FakeTraefik } from '../testing/FakeTraefik';
import { ClusterAgent } from './ClusterAgent';

jest.setTimeout(60_000);

const MATCH = 'Host(`shop.example.com`) && PathPrefix(`/api`)';
const SERVICE = `shop-web-${createHash('sha256')
  .update(MATCH)
  .digest('hex')
  .slice(0, 20)}@kubernetescrd`;

/** Kinds of the API server at hand. */
const SERVED = [
  ...['pod', 'node', 'service', 'endpointslice', 'ingress', 'ingressroute'],
  ...['replicaset', 'deployment', 'statefulset', 'daemonset', 'job'],
];

describe('ClusterAgent', () => {
  let directory: string;
  let api: FakeKubeApi;
  let traefik: FakeTraefik;
  let backend: FakeBackend;
  let clock: Clock;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-agent-'));
    // 30 s take 0.3 s.
    clock = createFastClock(100);
    api = new FakeKubeApi();
    await api.start();
    traefik = new FakeTraefik(clock.nowMs() - 3_600_000);
    const port = await traefik.start();
    backend = new FakeBackend();
    backend.behave = () => ({ body: { serverTimeMs: clock.nowMs() } });
    api.put('/api/v1/pods', {
      metadata: {
        name: 'traefik-0',
        namespace: 'kube-system',
        labels: { 'app.kubernetes.io/name': 'traefik' },
        annotations: { 'prometheus.io/port': String(port) },
      },
      status: { phase: 'Running', podIP: '127.0.0.1' },
    });
    api.put('/apis/traefik.io/v1alpha1/ingressroutes', {
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        entryPoints: ['web'],
        routes: [
          { match: MATCH, kind: 'Rule', services: [{ name: 'web', port: 80 }] },
        ],
      },
    });
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await traefik.stop();
    await api.stop();
    rmSync(directory, { recursive: true });
  });

  async function start(
    log: string[] = [],
    flags: Record<string, string> = {},
  ): Promise<void> {
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
    const secret = join(directory, 'secret');
    writeFileSync(secret, 'node-secret');
    const config = readAgentConfig({
      flags: {
        'cluster-id': 'test',
        'master-url': 'http://backend',
        'state-dir': join(directory, 'state'),
        'slo-enabled': 'true',
        'listen-host': '127.0.0.1',
        'listen-port': '18095',
        'node-auth-shared-secret-file': secret,
        ...flags,
      },
      env: { ATLHYPER_TOKEN: 'agent-token' },
    });
    const agent = new ClusterAgent({
      config,
      access: await readKubeAccess({ kubeconfig, env: {} }),
      clock,
      logger: createLogger('debug', line => log.push(line)),
      agent: { version: '1', hostname: 'h' },
      fetch: backend.fetch,
    });
    running = agent.run(stop.signal);
  }
  const pushes = (): PushRequest[] =>
    backend.pushes().map(push => pushRequestSchema.parse(push));
  const slots = (): Slot[] => pushes().flatMap(push => push.slots);
  const counted = (kind: string) =>
    slots()
      .flatMap(slot => slot.requests)
      .filter(row => row.series.kind === kind)
      .reduce((sum, row) => sum + (row.codes[200] ?? 0), 0);

  it('counts a route’s requests and sends routes, objects, nodes and sources', async () => {
    traefik.serve(SERVICE, 1_000);
    api.put('/api/v1/events', {
      metadata: { name: 'web.1', namespace: 'shop', uid: 'e1' },
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web' },
      count: 3,
      firstTimestamp: '2026-11-20T12:00:00Z',
    });
    await start();
    await eventually(() => expect(traefik.scrapes).toBeGreaterThan(0));
    traefik.serve(SERVICE, 42);
    traefik.serve('unknown@file', 7);
    await fetch('http://127.0.0.1:18095/metrics/node', {
      method: 'POST',
      headers: { authorization: 'Bearer node-secret' },
      body: JSON.stringify({
        node: 'node-1',
        timestampMs: clock.nowMs(),
        cpu: { coreCount: 1, load1: 2 },
      }),
    });
    await eventually(() => expect(counted('route')).toBe(42));
    await eventually(() => expect(counted('unmapped')).toBe(7));
    await eventually(() =>
      expect(slots().flatMap(slot => slot.nodes)).toEqual([
        { node: 'node-1', metrics: { load1: { sum: 2, count: 1, max: 2 } } },
      ]),
    );
    expect(pushes().flatMap(push => push.routes?.upserts ?? [])).toMatchObject([
      { host: 'shop.example.com', path: '/api', series: { kind: 'route' } },
    ]);
    expect(
      pushes().flatMap(push => push.resources?.upserts.map(r => r.kind) ?? []),
    ).toEqual(['ingressroute', 'pod']);
    expect(pushes().flatMap(push => push.nodes.map(n => n.node))).toEqual([
      'node-1',
    ]);
    expect(pushes().flatMap(push => push.events)).toMatchObject([
      { uid: 'e1', object: { kind: 'pod', name: 'web' }, count: 3 },
    ]);
    const heartbeats = backend.requests.filter(r => r.route === 'heartbeat');
    const { sources } = heartbeatRequestSchema.parse(heartbeats.pop()!.json);
    // What this API server does not serve is said to be so, and holds nothing up.
    const missing = sources.filter(s => s.state !== 'ok');
    expect(missing.map(s => s.name)).toEqual([
      ...KINDS.map(({ id }) => id)
        .filter(id => !SERVED.includes(id))
        .map(id => `kubernetes/${id}`),
      'usage',
    ]);
    expect(missing.map(s => s.state)).not.toContain('failing');
  });

  it('sends what pods and nodes use, and shows nodes without a collector by it', async () => {
    const measured = { timestamp: '2026-11-20T12:00:00Z', window: '20s' };
    api.put('/api/v1/nodes', {
      metadata: { name: 'node-1' },
      status: { capacity: { cpu: '4', memory: '8Gi' } },
    });
    api.serve('metrics.k8s.io', 'v1beta1', 'nodes', 'pods');
    api.put('/apis/metrics.k8s.io/v1beta1/nodes', {
      ...measured,
      metadata: { name: 'node-1' },
      usage: { cpu: '1500m', memory: '2Gi' },
    });
    api.put('/apis/metrics.k8s.io/v1beta1/pods', {
      ...measured,
      metadata: { name: 'web-0', namespace: 'shop' },
      containers: [{ name: 'web', usage: { cpu: '5m', memory: '16Mi' } }],
    });
    await start();
    await eventually(() =>
      expect(pushes().flatMap(push => push.nodes)).toMatchObject([
        {
          node: 'node-1',
          cpu: { coreCount: 4, usedFraction: 0.375 },
          memory: { totalBytes: 8 * 2 ** 30, usedBytes: 2 * 2 ** 30 },
        },
      ]),
    );
    const pushed = () => pushes().flatMap(push => push.usage ?? []);
    await eventually(() => expect(pushed()).not.toEqual([]));
    // Twice as long as it takes to collect again: the same figures are not sent again.
    const { length } = backend.pushes();
    await eventually(() =>
      expect(backend.pushes().length).toBeGreaterThan(length + 5),
    );
    expect(pushed()).toMatchObject([
      {
        nodes: [{ node: 'node-1', cpuCores: 1.5, source: 'metrics-server' }],
        pods: [
          {
            namespace: 'shop',
            name: 'web-0',
            containers: [{ name: 'web', cpuCores: 0.005 }],
          },
        ],
        probes: [],
      },
    ]);
  });

  it('shows service names and says why while it may not read the routes', async () => {
    const log: string[] = [];
    api.refuse(request => request.includes('/ingressroutes?') && 403);
    await start(log);
    await eventually(() => expect(traefik.scrapes).toBeGreaterThan(0));
    traefik.serve(SERVICE, 5);
    await eventually(() => expect(counted('unmapped')).toBe(5));
    const last = pushes()
      .filter(push => push.sources)
      .pop();
    expect(last?.sources?.find(s => s.name === 'routes')).toMatchObject({
      state: 'failing',
      message: expect.stringContaining('the agent may not read ingressroutes'),
    });
    expect(log.join()).toContain('names of Traefik services');

    api.refuse(() => false);
    await eventually(() =>
      expect(
        pushes()
          .filter(push => push.routes)
          .pop()?.routes?.upserts,
      ).toHaveLength(1),
    );
    traefik.serve(SERVICE, 6);
    await eventually(() => expect(counted('route')).toBe(6));
    expect(counted('unmapped')).toBe(5);
  });

  it('counts the calls of a mesh beside what Traefik serves', async () => {
    const proxy = new FakeProxy(clock.nowMs() - 3_600_000);
    const port = await proxy.start();
    api.put('/api/v1/pods', {
      metadata: {
        name: 'web-0',
        namespace: 'shop',
        ownerReferences: [
          { kind: 'StatefulSet', name: 'web', controller: true },
        ],
      },
      spec: {
        containers: [
          {
            name: 'linkerd-proxy',
            ports: [{ name: 'linkerd-admin', containerPort: port }],
          },
        ],
      },
      status: { phase: 'Running', podIP: '127.0.0.1' },
    });
    await start([], { 'slo-linkerd-enabled': 'true' });
    await eventually(() => expect(proxy.scrapes).toBeGreaterThan(0));
    await eventually(() => expect(traefik.scrapes).toBeGreaterThan(0));
    proxy.call('shop/api', 9, { lost: 1 });
    traefik.serve(SERVICE, 42);
    await eventually(() => expect(counted('edge')).toBe(9));
    await eventually(() => expect(counted('route')).toBe(42));
    // Traefik fails, and the mesh is counted all the same.
    traefik.failure = 503;
    proxy.call('shop/api', 3);
    await eventually(() => expect(counted('edge')).toBe(12));
    const [row] = slots()
      .flatMap(slot => slot.requests)
      .filter(({ series }) => series.kind === 'edge');
    expect(row.series).toEqual({
      kind: 'edge',
      source: { namespace: 'shop', kind: 'statefulset', workload: 'web' },
      destination: { namespace: 'shop', service: 'api' },
    });
    await proxy.stop();
  });

  it('goes on counting from its state directory after a restart', async () => {
    traefik.serve(SERVICE, 1_000);
    await start();
    // The second scrape begins after the first round was stored.
    await eventually(() => expect(traefik.scrapes).toBeGreaterThan(1));
    stop.abort();
    await running;
    traefik.serve(SERVICE, 8);
    stop = new AbortController();
    await start();
    await eventually(() => expect(counted('route')).toBe(8));
  });

  it('never writes a secret to its log', async () => {
    const log: string[] = [];
    backend.behave = () => FakeBackend.error(401);
    api.refuse(request => request.includes('/pods') && 500);
    await start(log);
    await eventually(() => expect(log.join()).toContain('token_file'));
    await eventually(() => expect(log.join()).toContain('is failing'));
    expect(log.join()).not.toMatch(/agent-token|kube-token|node-secret/);
  });
});
