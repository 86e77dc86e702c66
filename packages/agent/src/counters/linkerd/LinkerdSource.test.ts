import { createServer, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  RequestRow,
  RequestSeries,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { createExpositionReader } from '@atlhyper/core';
import { RoundRunner } from '../../agent/RoundRunner';
import type { CounterSource } from '../../agent/CounterSource';
import type { Clock } from '../../Clock';
import { agentConfigSchema } from '../../config/schema';
import { KINDS } from '../../kubernetes/kinds';
import { KubeClient } from '../../kubernetes/KubeClient';
import type { KubeObject } from '../../kubernetes/KubeObject';
import { ResourceStore } from '../../kubernetes/ResourceStore';
import { createLogger } from '../../Logger';
import { Concentrator } from '../../slots/Concentrator';
import { SlotAccumulator } from '../../slots/SlotAccumulator';
import { StateStore } from '../../state/StateStore';
import { FakeKubeApi } from '../../testing/FakeKubeApi';
import { FakeProxy } from '../../testing/FakeProxy';
import { LinkerdSource } from './LinkerdSource';
import { MESH_METRICS } from './meshSeries';

const START_MS = Date.UTC(2026, 10, 20, 12);
const logger = createLogger('error', () => {});

/** A cluster of pods with proxies, an agent's rounds over it, and a clock that the test moves. */
class World {
  nowMs = START_MS;
  readonly resources = new ResourceStore(KINDS);
  readonly api = new FakeKubeApi();
  readonly proxies = new Map<string, FakeProxy>();
  /** Sources beside the mesh. */
  others: CounterSource[] = [];
  source!: LinkerdSource;
  /** Whether what was gathered says when each proxy started. */
  tellsStarts = true;
  /** What others have written into the place that has gathered the metrics. */
  written = '';
  private readonly directory = mkdtempSync(join(tmpdir(), 'atlhyper-mesh-'));
  private store!: StateStore;
  private rounds!: RoundRunner;
  private readonly closers: (() => Promise<void>)[] = [];

  private readonly clock: Clock = {
    nowMs: () => this.nowMs,
    sleep: async () => {},
    random: () => 0.5,
  };

  async begin(linkerd: object = {}): Promise<void> {
    const access = await this.api.start();
    this.closers.push(() => this.api.stop());
    this.open(new KubeClient(access), linkerd);
  }

  /** An agent on the same state directory. */
  open(client: KubeClient, linkerd: object): void {
    this.store = StateStore.open(this.directory, {
      maxSpoolBytes: 67_108_864,
      nowMs: () => this.nowMs,
    });
    this.source = new LinkerdSource({
      config: agentConfigSchema.parse({
        cluster_id: 'c',
        master_url: 'http://b',
        slo: { enabled: true, linkerd: { enabled: true, ...linkerd } },
      }).slo.linkerd,
      store: this.resources,
      kinds: () => [],
      client,
      clock: this.clock,
      logger,
      intervalMs: 30_000,
    });
    this.rounds = new RoundRunner({
      store: this.store,
      concentrator: new Concentrator(),
      sources: [this.source, ...this.others],
      collectIntervalMs: 30_000,
      othersMayLead: false,
      clock: this.clock,
      backendNowMs: () => this.nowMs,
      logger,
    });
  }

  reopen(linkerd: object = {}): void {
    this.store.close();
    this.open(
      new KubeClient({
        server: 'http://unused',
        connect: () => Promise.reject(new Error('unused')),
      }),
      linkerd,
    );
  }

  async end(): Promise<void> {
    this.store.close();
    for (const close of this.closers) await close();
    for (const proxy of this.proxies.values()) await proxy.stop();
    rmSync(this.directory, { recursive: true });
  }

  /** A pod of `workload`, with its own proxy on a port of its own. */
  async addPod(
    workload: string,
    pod: string,
    options: { namespace?: string; startedMs?: number } = {},
  ) {
    const { namespace = 'shop', startedMs = this.nowMs - 3_600_000 } = options;
    const proxy = new FakeProxy(startedMs);
    await proxy.start();
    this.proxies.set(`${namespace}/${pod}`, proxy);
    this.put('replicaset', {
      metadata: {
        name: `${workload}-5d7`,
        namespace,
        ownerReferences: [
          { kind: 'Deployment', name: workload, controller: true },
        ],
      },
      status: { replicas: 1 },
    });
    this.putPod(workload, pod, namespace, startedMs);
    return proxy;
  }

  /** Kubernetes says that the proxy's container started anew. */
  restartContainer(pod: string, startedMs: number): void {
    this.putPod('web', pod, 'shop', startedMs);
  }

  setPhase(pod: string, startedMs: number, phase: string): void {
    this.putPod('web', pod, 'shop', startedMs, phase);
  }

  private putPod(
    workload: string,
    pod: string,
    namespace: string,
    startedMs: number,
    phase = 'Running',
  ): void {
    this.put('pod', {
      metadata: {
        name: pod,
        namespace,
        ownerReferences: [
          { kind: 'ReplicaSet', name: `${workload}-5d7`, controller: true },
        ],
      },
      spec: {
        containers: [{ name: 'app' }],
        initContainers: [
          {
            name: 'linkerd-proxy',
            restartPolicy: 'Always',
            ports: [
              {
                name: 'linkerd-admin',
                containerPort: this.proxies.get(`${namespace}/${pod}`)!.port,
              },
            ],
          },
        ],
      },
      status: {
        phase,
        podIP: '127.0.0.1',
        initContainerStatuses: [
          {
            name: 'linkerd-proxy',
            state: {
              running: { startedAt: new Date(startedMs).toISOString() },
            },
          },
        ],
      },
    });
  }

  async removePod(pod: string, namespace = 'shop'): Promise<void> {
    const entry = KINDS.find(({ kind }) => kind === 'pod')!;
    this.resources.remove(entry, { kind: 'pod', namespace, name: pod });
    await this.proxies.get(`${namespace}/${pod}`)?.stop();
    this.proxies.delete(`${namespace}/${pod}`);
  }

  async round(): Promise<void> {
    this.nowMs += 30_000;
    await this.rounds.round(this.nowMs, new AbortController().signal);
  }

  slots(): Slot[] {
    const slots: Slot[] = [];
    for (let part = this.store.next(); part; part = this.store.next()) {
      slots.push(...JSON.parse(part.slotsJson));
      this.store.acknowledge(part.sequence);
    }
    return slots;
  }

  /** All that was counted so far and not asked for yet, by edge or host. */
  counted(): Record<string, Pick<RequestRow, 'codes' | 'mesh'>> {
    const sum = new SlotAccumulator();
    for (const slot of this.slots())
      slot.requests.forEach(row => sum.addRequest(row));
    return Object.fromEntries(
      sum
        .toRows()
        .requests.map(({ series, codes, mesh }) => [
          nameOf(series),
          { codes, mesh },
        ]),
    );
  }

  /** The place that has gathered all proxies' metrics, as a Prometheus or as an exposition. */
  async gather(labelsOf: (key: string) => Record<string, string>): Promise<{
    url: string;
    requests: { url: string; body: string; token?: string }[];
  }> {
    const requests: { url: string; body: string; token?: string }[] = [];
    const server = createServer(async (request, response) => {
      const body = await textOf(request);
      requests.push({
        url: request.url!,
        body,
        token: request.headers.authorization,
      });
      const text = [...this.proxies]
        .filter(([, proxy]) => proxy.failure === undefined)
        .map(([key, proxy]) => proxy.exposition(labelsOf(key)))
        .join('')
        .concat(this.written)
        .replaceAll(this.tellsStarts ? '' : /^process_start.*\n/gm, '');
      if (request.url!.startsWith('/api/v1/query')) {
        response.end(JSON.stringify(toVector(text)));
      } else if (/^\/(federate|metrics)/.test(request.url!)) {
        response.end(text);
      } else response.writeHead(404).end('nothing here');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    this.closers.push(
      () =>
        new Promise(resolve => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    );
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests,
    };
  }

  private put(kind: string, object: object): void {
    const entry = KINDS.find(e => e.kind === kind)!;
    const { metadata, ...rest } = object as KubeObject;
    const full = {
      ...rest,
      metadata: {
        ...metadata,
        uid: `${metadata.name}-uid`,
        resourceVersion: '1',
      },
    };
    this.resources.upsert(entry, this.resources.trim(entry, full)!);
  }
}

function nameOf(series: RequestSeries): string {
  if (series.kind === 'authority') return series.host;
  if (series.kind !== 'edge') return series.kind;
  const { source, destination } = series;
  return `${source.namespace}/${source.kind}/${source.workload} > ${destination.namespace}/${destination.service}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** What Prometheus answers to an instant query. */
function toVector(text: string) {
  const result: object[] = [];
  createExpositionReader({
    metrics: [...MESH_METRICS, 'process_start_time_seconds'],
  }).read(new TextEncoder().encode(text), ({ name, labels }, value) =>
    result.push({
      metric: { __name__: name, ...labels },
      value: [START_MS / 1000, String(value)],
    }),
  );
  return { status: 'success', data: { resultType: 'vector', result } };
}

const EDGE = 'shop/deployment/web > shop/api';
const mesh = (started: number, failed = 0, secured = started) => ({
  started,
  failed,
  secured,
});

describe('LinkerdSource', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.end());

  describe('that asks the proxies', () => {
    it('counts calls by the workload behind the pods, over all replicas', async () => {
      await world.begin();
      const [a, b] = [
        await world.addPod('web', 'web-a'),
        await world.addPod('web', 'web-b'),
      ];
      a.call('shop/api', 100);
      b.call('shop/api', 10);
      await world.round();
      expect(world.counted()).toEqual({});
      a.call('shop/api', 7, { lost: 2 });
      b.call('shop/api', 5, { tls: false, code: 503 });
      b.call('identity/token', 1);
      await world.round();
      expect(world.counted()).toEqual({
        [EDGE]: {
          codes: { 200: 7, 503: 5 },
          mesh: { started: 14, failed: 5, secured: 7 },
        },
        'shop/deployment/web > identity/token': {
          codes: { 200: 1 },
          mesh: mesh(1),
        },
      });
      expect(world.source.state).toMatchObject({
        name: 'linkerd',
        state: 'ok',
        message: expect.stringMatching(
          /^The inbound view is not available: no proxy/,
        ),
      });
    });

    it('counts the first error of a proxy it knows, and everything of one that just started', async () => {
      await world.begin();
      const a = await world.addPod('web', 'web-a');
      a.call('shop/api', 100);
      await world.round();
      a.call('shop/api', 1, { code: 500 });
      const b = await world.addPod('web', 'web-b', {
        startedMs: world.nowMs + 5_000,
      });
      b.call('shop/api', 4);
      await world.round();
      expect(world.counted()[EDGE]).toEqual({
        codes: { 200: 4, 500: 1 },
        mesh: mesh(5, 1),
      });
    });

    it('counts what a proxy counted before its pod was said to run', async () => {
      await world.begin();
      await world.addPod('web', 'web-a');
      await world.round();
      const startedMs = world.nowMs + 5_000;
      const b = await world.addPod('web', 'web-b', { startedMs });
      world.setPhase('web-b', startedMs, 'Pending');
      b.call('shop/api', 4);
      await world.round();
      expect(b.scrapes).toBe(0);
      world.setPhase('web-b', startedMs, 'Running');
      b.call('shop/api', 5);
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 9 });
    });

    it('counts from zero after a restart and after an eviction', async () => {
      await world.begin();
      const a = await world.addPod('web', 'web-a');
      a.call('shop/api', 100);
      await world.round();
      a.restart(world.nowMs + 1_000);
      a.call('shop/api', 101);
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 101 });
      a.evict();
      await world.round();
      a.call('shop/api', 102);
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 102 });
    });

    it('loses and repeats nothing while replicas come and go and a pod gets another name', async () => {
      await world.begin();
      const a = await world.addPod('web', 'web-a');
      a.call('shop/api', 1_000);
      await world.round();
      a.call('shop/api', 10);
      await world.round();
      await world.removePod('web-a');
      const b = await world.addPod('web', 'web-b', {
        startedMs: world.nowMs + 2_000,
      });
      b.call('shop/api', 20);
      await world.round();
      const c = await world.addPod('web', 'web-c', {
        startedMs: world.nowMs + 2_000,
      });
      c.call('shop/api', 30);
      b.call('shop/api', 40);
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 100 });
    });

    it('goes on from its baselines when the agent starts again', async () => {
      await world.begin();
      const a = await world.addPod('web', 'web-a');
      a.call('shop/api', 1_000);
      await world.round();
      a.call('shop/api', 3);
      world.reopen();
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 3 });
    });

    it('names who fails and why, and counts that proxy’s calls once it answers', async () => {
      await world.begin();
      const [a, b] = [
        await world.addPod('web', 'web-a'),
        await world.addPod('web', 'web-b'),
      ];
      await world.round();
      b.failure = 503;
      a.call('shop/api', 1);
      b.call('shop/api', 2);
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 1 });
      expect(world.source.state).toMatchObject({
        state: 'failing',
        message: `1 of 2 proxies cannot be scraped; shop/web-b on port ${b.port}: status 503`,
      });
      b.failure = undefined;
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 2 });
    });

    it('ends in time however many proxies are silent, and asks those that answer first', async () => {
      await world.begin({ timeout: '1s' });
      for (let i = 0; i < 40; i++) {
        (await world.addPod('web', `web-${i}`)).failure = 'silent';
      }
      const last = await world.addPod('web', 'web-last');
      await world.round();
      expect(last.scrapes).toBe(0);
      await world.round();
      expect(last.scrapes).toBe(1);
      expect(world.source.state.message).toMatch(/^40 of 41 proxies/);
    });

    it('asks through the API server where that is configured', async () => {
      await world.begin({ via: 'apiserver' });
      const a = await world.addPod('web', 'web-a');
      const path = `/api/v1/namespaces/shop/pods/web-a:${a.port}/proxy/metrics`;
      a.call('shop/api', 5);
      world.api.proxied.set(path, a.exposition());
      await world.round();
      a.call('shop/api', 5);
      world.api.proxied.set(path, a.exposition());
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 5 });
      expect(a.scrapes).toBe(0);
    });

    it('counts hosts at the ingress where its proxy names them, and else says that it does not', async () => {
      await world.begin({ traefik_namespace: 'edge' });
      const ingress = await world.addPod('traefik', 'traefik-a', {
        namespace: 'edge',
      });
      ingress.receive('', 1);
      await world.round();
      expect(world.source.state).toMatchObject({
        state: 'ok',
        message: expect.stringMatching(/"edge" write no label "authority"/),
      });
      ingress.receive('shop.example.com', 3);
      ingress.call('shop/web', 4);
      await world.round();
      expect(world.counted()).toEqual({
        'shop.example.com': { codes: { 200: 3 }, mesh: mesh(3) },
        'edge/deployment/traefik > shop/web': {
          codes: { 200: 4 },
          mesh: mesh(4),
        },
      });
      expect(world.source.state.message).toBeUndefined();
    });

    it('takes no more than a thousand hosts from whoever invents them', async () => {
      await world.begin({ traefik_namespace: 'edge' });
      const ingress = await world.addPod('traefik', 'traefik-a', {
        namespace: 'edge',
      });
      await world.round();
      for (let i = 0; i < 1_010; i++) ingress.receive(`h${i}.example.com`, 1);
      await world.round();
      ingress.receive('h0.example.com', 1);
      ingress.receive('h1009.example.com', 1);
      await world.round();
      const counted = world.counted();
      expect(Object.keys(counted)).toHaveLength(1_000);
      expect(counted['h0.example.com'].codes).toEqual({ 200: 2 });
      expect(world.source.state.message).toMatch(/beyond the first 1000/);
    });

    it('says where there is no mesh', async () => {
      await world.begin();
      await world.round();
      expect(world.source.state).toMatchObject({
        state: 'not_available',
        message: 'no running pod has a container "linkerd-proxy"',
      });
    });

    it('takes nothing from the others that are counted, nor they from it', async () => {
      world.others = [
        {
          state: { name: 'broken', state: 'failing' },
          isSettled: true,
          scrape: () => Promise.reject(new Error('out of order')),
        },
      ];
      await world.begin();
      const a = await world.addPod('web', 'web-a');
      await world.round();
      a.call('shop/api', 6);
      await world.round();
      expect(world.counted()[EDGE].codes).toEqual({ 200: 6 });
    });
  });

  /** As the relabelling that Linkerd documents for a Prometheus of one's own. */
  const relabelled = (key: string) => {
    const [namespace, pod] = key.split('/');
    return {
      namespace,
      pod,
      deployment: pod.split('-')[0],
      instance: `${pod}:4191`,
      job: 'linkerd-proxy',
    };
  };

  describe.each(['federate', 'query', 'exposition'])(
    'that asks by "%s"',
    source => {
      const path = { federate: '', query: '', exposition: '/metrics' }[source];

      async function begin(labels = relabelled, linkerd: object = {}) {
        const gathered = await world.gather(labels);
        await world.begin({
          source,
          metrics_url: `${gathered.url}${path}`,
          ...linkerd,
        });
        return gathered;
      }

      it('keeps replicas apart, so that a restart of one counts nothing of the other again', async () => {
        await begin();
        const [a, b] = [
          await world.addPod('web', 'web-a'),
          await world.addPod('web', 'web-b'),
        ];
        a.call('shop/api', 1_000);
        b.call('shop/api', 500);
        await world.round();
        expect(world.counted()).toEqual({});
        a.restart(world.nowMs + 1_000);
        a.call('shop/api', 3);
        b.call('shop/api', 4, { code: 502, lost: 1 });
        await world.round();
        expect(world.counted()[EDGE]).toEqual({
          codes: { 200: 3, 502: 4 },
          mesh: { started: 8, failed: 4, secured: 7 },
        });
        expect(world.source.state.state).toBe('ok');
      });

      it.each(['-1', '1e300', '+Inf'])(
        'leaves out who writes %s for a count, and takes nothing from the others',
        async value => {
          await begin();
          const [a, b] = [
            await world.addPod('web', 'web-a'),
            await world.addPod('web', 'web-b'),
          ];
          a.call('shop/api', 1_000);
          b.call('shop/api', 1_000);
          await world.round();
          const written = (pod: string) =>
            `request_total{direction="outbound",dst_namespace="shop",dst_service="x",namespace="shop",pod="${pod}",instance="${pod}:4191",job="linkerd-proxy"} ${value}\n`;
          world.written = [
            written('web-b'),
            written('none'),
            `request_total{direction="none"} ${value}\n`,
          ].join('');
          a.call('shop/api', 3);
          b.call('shop/api', 4);
          await world.round();
          expect(world.counted()[EDGE].codes).toEqual({ 200: 3 });
          expect(world.source.state.message).toMatch(
            /^2 of 3 proxies are left out; request_total is/,
          );
          world.written = '';
          b.call('shop/api', 5);
          await world.round();
          expect(world.counted()[EDGE].codes).toEqual({ 200: 9 });
          expect(world.source.state.state).toBe('ok');
        },
      );

      it('counts nothing twice of a proxy that was missing for a while', async () => {
        await begin();
        const [a, b] = [
          await world.addPod('web', 'web-a'),
          await world.addPod('web', 'web-b'),
        ];
        a.call('shop/api', 1_000);
        await world.round();
        a.failure = 503;
        b.call('shop/api', 1);
        await world.round();
        a.failure = undefined;
        a.call('shop/api', 7);
        await world.round();
        expect(world.counted()[EDGE].codes).toEqual({ 200: 8 });
      });

      it.each([true, false])(
        'counts everything of a proxy that just started, told by the samples: %s',
        async told => {
          world.tellsStarts = told;
          await begin();
          const a = await world.addPod('web', 'web-a');
          a.call('shop/api', 1_000);
          await world.round();
          const startedMs = world.nowMs + 5_000;
          const b = await world.addPod('web', 'web-b', { startedMs });
          b.call('shop/api', 4);
          await world.round();
          expect(world.counted()[EDGE].codes).toEqual({ 200: 4 });
        },
      );

      it('counts everything of a proxy that just started, though it shows a round late', async () => {
        await begin(key => ({
          ...relabelled(key),
          instance: `127.0.0.1:${world.proxies.get(key)!.port}`,
        }));
        const a = await world.addPod('web', 'web-a');
        a.call('shop/api', 1_000);
        await world.round();
        const startedMs = world.nowMs + 5_000;
        const b = await world.addPod('web', 'web-b', { startedMs });
        b.failure = 503;
        b.call('shop/api', 4);
        await world.round();
        b.failure = undefined;
        b.call('shop/api', 5);
        await world.round();
        expect(world.counted()[EDGE].codes).toEqual({ 200: 9 });
      });

      it('takes no start of a pod that came later under the same name', async () => {
        world.tellsStarts = false;
        await begin(key => ({
          ...relabelled(key),
          instance: '10.42.0.99:4191',
        }));
        await world.round();
        const startedMs = world.nowMs + 5_000;
        const a = await world.addPod('web', 'web-a', { startedMs });
        a.call('shop/api', 1_000);
        await world.round();
        expect(world.counted()).toEqual({});
      });

      it('counts nothing again where Kubernetes knows of a restart before the samples do', async () => {
        world.tellsStarts = false;
        await begin();
        const a = await world.addPod('web', 'web-a');
        a.call('shop/api', 1_000);
        await world.round();
        world.restartContainer('web-a', world.nowMs + 10_000);
        await world.round();
        expect(world.counted()).toEqual({});
        a.restart(world.nowMs + 10_000);
        a.call('shop/api', 3);
        await world.round();
        expect(world.counted()[EDGE].codes).toEqual({ 200: 3 });
      });

      it('finds the workload by the pod where no label names it', async () => {
        await begin(key => {
          const { namespace, pod } = relabelled(key);
          return { namespace, pod } as ReturnType<typeof relabelled>;
        });
        const a = await world.addPod('web', 'web-a');
        await world.round();
        a.call('shop/api', 2);
        await world.round();
        a.call('shop/api', 3);
        await world.round();
        expect(world.counted()[EDGE].codes).toEqual({ 200: 3 });
      });

      it('says so where nobody can be named, and where there is nothing', async () => {
        await begin(
          key => ({ instance: key } as ReturnType<typeof relabelled>),
        );
        await world.round();
        expect(world.source.state).toMatchObject({
          state: 'not_available',
          message: expect.stringMatching(
            /holds no counters of Linkerd proxies/,
          ),
        });
        (await world.addPod('web', 'web-a')).call('shop/api', 1);
        await world.round();
        expect(world.source.state).toMatchObject({
          state: 'failing',
          message: expect.stringMatching(/^1 of 1 proxies are left out/),
        });
      });

      it('sends the token of the file', async () => {
        const file = join(tmpdir(), `atlhyper-mesh-token-${process.pid}`);
        writeFileSync(file, 'secret\n');
        const { requests } = await begin(relabelled, { token_file: file });
        await world.round();
        rmSync(file);
        expect(requests.map(({ token }) => token)).toEqual(['Bearer secret']);
      });

      it('says which answer it got instead', async () => {
        const { url } = await world.gather(relabelled);
        await world.begin({ source, metrics_url: `${url}/elsewhere` });
        await world.round();
        expect(world.source.state).toMatchObject({
          state: 'failing',
          message: 'status 404: nothing here',
        });
      });
    },
  );

  it('asks a Prometheus for raw counters in scope alone', async () => {
    const { url, requests } = await world.gather(relabelled);
    await world.begin({
      source: 'federate',
      metrics_url: url,
      target_namespaces: ['shop', 'a.b'],
    });
    await world.round();
    const asked = new URL(requests[0].url, url).searchParams.getAll('match[]');
    expect(asked).toHaveLength(4);
    expect(asked[0]).toContain('direction="outbound"');
    expect(asked[0]).toContain('dst_namespace=~"shop|a\\\\.b"');
    expect(asked[1]).toContain('namespace="kube-system"');
  });
});
