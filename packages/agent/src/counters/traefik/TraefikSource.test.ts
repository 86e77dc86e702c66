import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../Clock';
import { agentConfigSchema } from '../../config/schema';
import { KINDS } from '../../kubernetes/kinds';
import { KubeClient } from '../../kubernetes/KubeClient';
import { ResourceStore } from '../../kubernetes/ResourceStore';
import { createLogger } from '../../Logger';
import { FakeKubeApi } from '../../testing/FakeKubeApi';
import { FakeTraefik } from '../../testing/FakeTraefik';
import { RouteBook } from './RouteBook';
import { TraefikSource } from './TraefikSource';

describe('TraefikSource', () => {
  const signal = new AbortController().signal;
  let api: FakeKubeApi;
  let client: KubeClient;
  let store: ResourceStore;
  const servers: { stop(): Promise<void> }[] = [];

  beforeEach(async () => {
    api = new FakeKubeApi();
    client = new KubeClient(await api.start());
    store = new ResourceStore(KINDS);
  });
  afterEach(async () => {
    await api.stop();
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });

  const sourceWith = (traefik: object = {}) =>
    new TraefikSource({
      config: agentConfigSchema.parse({
        cluster_id: 'c',
        master_url: 'http://b',
        sources: { traefik },
      }).sources.traefik,
      store,
      routes: new RouteBook({
        store,
        kinds: () => [],
        clock: systemClock,
        logger: createLogger('error', () => {}),
      }),
      client,
      clock: systemClock,
      logger: createLogger('error', () => {}),
      intervalMs: 30_000,
    });

  function addPod(uid: string, port: number): void {
    const entry = KINDS.find(({ kind }) => kind === 'pod')!;
    const pod = store.trim(entry, {
      metadata: {
        name: `traefik-${uid}`,
        namespace: 'kube-system',
        uid,
        resourceVersion: '1',
        labels: { 'app.kubernetes.io/name': 'traefik' },
        annotations: { 'prometheus.io/port': String(port) },
      },
      spec: { containers: [{ name: 'traefik', image: 'traefik:v3.6.2' }] },
      status: { phase: 'Running', podIP: '127.0.0.1' },
    });
    store.upsert(entry, pod!);
  }

  async function addTraefik(uid: string): Promise<FakeTraefik> {
    const traefik = new FakeTraefik(1_000);
    addPod(uid, await traefik.start());
    servers.push(traefik);
    return traefik;
  }

  async function addServer(
    uid: string,
    handler: Parameters<typeof createServer>[1],
  ) {
    const server: Server = createServer(handler!);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    servers.push({
      stop: () =>
        new Promise(resolve => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    });
    addPod(uid, (server.address() as AddressInfo).port);
  }

  it('scrapes every replica as a process of its own', async () => {
    (await addTraefik('a')).serve('web', 3);
    (await addTraefik('b')).serve('web', 5);
    const source = sourceWith();
    const { scrapes } = await source.scrape(signal);
    expect(
      scrapes.map(s => [s.process, ...s.counters.values()]).sort(),
    ).toEqual([
      ['a', 3],
      ['b', 5],
    ]);
    expect(source.state).toMatchObject({ name: 'traefik', state: 'ok' });
  });

  it('counts all of each replica where some count by routers and others do not', async () => {
    const ingress = KINDS.find(({ kind }) => kind === 'ingress')!;
    for (const name of ['a', 'b']) {
      const service = { name: 'web', port: { number: 80 } };
      const paths = [{ path: '/', backend: { service } }];
      store.sinkOf(ingress).upsert({
        metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1' },
        spec: { rules: [{ host: `${name}.example.com`, http: { paths } }] },
      });
    }
    const counted = (scope: string, labels: string, value: number) =>
      `traefik_${scope}_requests_total{code="200",method="GET",protocol="http",service="shop-web-80@kubernetes"${labels}} ${value}\n`;
    await addServer('routed', (_, response) =>
      response.end(
        counted('service', '', 7) +
          counted('router', ',router="shop-a-a-example-com@kubernetes"', 4) +
          counted('router', ',router="shop-b-b-example-com@kubernetes"', 3),
      ),
    );
    await addServer('plain', (_, response) =>
      response.end(counted('service', '', 11)),
    );
    await addServer('idle', (_, response) =>
      response.end('process_start_time_seconds 1\n'),
    );
    const { scrapes, toRows } = await sourceWith().scrape(signal);
    const sums = Object.fromEntries(
      scrapes.map(({ process, counters }) => {
        const increments = { counters, histograms: new Map() };
        const rows = [...toRows(process, increments as any)];
        const kinds = new Set(rows.map(({ series }) => series.kind));
        const sum = rows.reduce((total, { codes }) => total + codes[200], 0);
        return [process, [sum, ...kinds]];
      }),
    );
    expect(sums).toEqual({
      routed: [7, 'route'],
      plain: [11, 'shared'],
      idle: [0],
    });
  });

  it('says which release it scrapes', async () => {
    await addTraefik('a');
    const source = sourceWith();
    await source.scrape(new AbortController().signal);
    expect(source.state).toMatchObject({
      state: 'ok',
      message: 'Traefik 3.6.2',
    });
  });

  it('takes what the others give when one fails, and says which and why', async () => {
    (await addTraefik('a')).serve('web', 3);
    (await addTraefik('b')).failure = 503;
    const source = sourceWith();
    const { scrapes, failed } = await source.scrape(signal);
    expect(scrapes.map(s => s.process)).toEqual(['a']);
    expect(failed).toEqual(['b']);
    expect(source.state).toMatchObject({
      state: 'failing',
      message: expect.stringMatching(
        /^1 of 2 pods cannot be scraped; traefik-b on port \d+: status 503$/,
      ),
      lastSuccessMs: expect.any(Number),
    });
  });

  it('gives up on a pod that does not answer in time', async () => {
    await addServer('slow', () => {});
    const { failed } = await sourceWith({ timeout: '50ms' }).scrape(signal);
    expect(failed).toEqual(['slow']);
  });

  it('refuses a body that unpacks to more than the limit', async () => {
    await addServer('bomb', (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(1_000_000)));
    });
    const source = sourceWith({ body_limit_bytes: 10_000 });
    const { failed } = await source.scrape(signal);
    expect(failed).toEqual(['bomb']);
    expect(source.state.message).toContain('longer than 10000 bytes');
  });

  it('scrapes through the API server where pods cannot be reached', async () => {
    addPod('a', 9100);
    api.proxied.set(
      '/api/v1/namespaces/kube-system/pods/traefik-a:9100/proxy/metrics',
      'traefik_service_requests_total{code="200",method="GET",protocol="http",service="web"} 4\n',
    );
    const { scrapes } = await sourceWith({ via: 'apiserver' }).scrape(signal);
    expect([...scrapes[0].counters.values()]).toEqual([4]);
  });

  it('says which pods it looked for when there are none', async () => {
    const source = sourceWith({ pod_selector: 'app=x' });
    expect(await source.scrape(signal)).toMatchObject({
      scrapes: [],
      failed: [],
    });
    expect(source.state).toMatchObject({
      state: 'not_available',
      message: 'no running pod in namespace "kube-system" matches "app=x"',
    });
  });
});
