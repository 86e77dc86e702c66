import { createLogger } from '../Logger';
import { systemClock } from '../Clock';
import { FakeKubeApi, type FakeObject } from '../testing/FakeKubeApi';
import { eventually } from '../testing/eventually';
import { ApiDiscovery } from './ApiDiscovery';
import { KINDS } from './kinds';
import { KubeClient, OPENING_MS } from './KubeClient';
import { Reflector } from './Reflector';
import { ResourceStore } from './ResourceStore';
import { Turns } from './Turns';

const PODS = '/api/v1/pods';

describe('Reflector', () => {
  let api: FakeKubeApi;
  let store: ResourceStore;
  let stop: AbortController;
  let running: Promise<void>[];
  let client: KubeClient;

  beforeEach(async () => {
    api = new FakeKubeApi();
    client = new KubeClient(await api.start());
    store = new ResourceStore(KINDS);
    stop = new AbortController();
    running = [];
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
    await api.stop();
  });

  const reflect = (id: string) => {
    const entry = KINDS.find(e => e.id === id)!;
    const reflector = new Reflector({
      entry,
      client,
      discovery: new ApiDiscovery(client),
      sink: store.sinkOf(entry),
      pageTurns: new Turns(2),
      // Back-off without waiting for it.
      clock: {
        ...systemClock,
        sleep: (ms, signal) =>
          systemClock.sleep(ms > OPENING_MS ? ms : 5, signal),
      },
      logger: createLogger('error', () => {}),
    });
    running.push(reflector.run(stop.signal));
    return reflector;
  };
  const pod = (name: string, phase = 'Running'): FakeObject => ({
    metadata: { name, namespace: 'shop', labels: { app: name } },
    spec: { containers: [{ env: [{ name: 'PASSWORD', value: 'secret' }] }] },
    status: { phase },
  });
  const names = () => [...store.list('pod')].map(o => o.resource.name).sort();
  const listRequests = () =>
    api.requests.filter(r => r.includes(`${PODS}?limit`));

  it('lists in pages of 500', async () => {
    for (let i = 0; i < 1_201; i++) api.put(PODS, pod(`pod-${i}`));
    const reflector = reflect('pod');
    await eventually(() => expect(reflector.state.state).toBe('ok'));
    expect(names()).toHaveLength(1_201);
    expect(listRequests()).toEqual([
      `GET ${PODS}?limit=500`,
      `GET ${PODS}?limit=500&continue=500`,
      `GET ${PODS}?limit=500&continue=1000`,
    ]);
  });

  it('follows changes and asks for bookmarks', async () => {
    api.put(PODS, pod('a'));
    reflect('pod');
    await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    api.put(PODS, pod('b'));
    api.put(PODS, pod('a', 'Failed'));
    await eventually(() => expect(names()).toEqual(['a', 'b']));
    await eventually(() =>
      expect(
        store.get({ kind: 'pod', namespace: 'shop', name: 'a' })?.resource.data
          .phase,
      ).toBe('Failed'),
    );
    api.remove(PODS, 'b', 'shop');
    await eventually(() => expect(names()).toEqual(['a']));
    expect(api.requests.join()).toContain('allowWatchBookmarks=true');
  });

  it('resumes where it was when the server ends the watch, without a new list', async () => {
    reflect('pod');
    await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    api.put(PODS, pod('a'));
    await eventually(() => expect(names()).toEqual(['a']));
    api.emit(PODS, 'BOOKMARK', {
      kind: 'Pod',
      metadata: { resourceVersion: '777' },
    });
    api.endWatches(PODS);
    await eventually(() =>
      expect(api.requests.join()).toContain('resourceVersion=777'),
    );
    expect(listRequests()).toHaveLength(1);
  });

  it('lists again when an event says that its version has expired, and drops what is gone', async () => {
    api.put(PODS, pod('a'));
    api.put(PODS, pod('b'));
    reflect('pod');
    await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    api.removeSilently(PODS, 'a', 'shop');
    api.emit(PODS, 'ERROR', { kind: 'Status', code: 410, message: 'too old' });
    await eventually(() => expect(names()).toEqual(['b']));
    expect(listRequests()).toHaveLength(2);
  });

  it('lists again when the server answers a watch with 410', async () => {
    api.put(PODS, pod('a'));
    const reflector = reflect('pod');
    await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    api.removeSilently(PODS, 'a', 'shop');
    api.refuse(request => request.includes('watch=true') && 410);
    api.endWatches(PODS);
    await eventually(() => expect(names()).toEqual([]));
    api.refuse(() => false);
    await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    expect(reflector.state.state).toBe('ok');
  });

  it('says that a list takes longer than the server keeps its version, and begins again', async () => {
    for (let i = 0; i < 501; i++) api.put(PODS, pod(`pod-${i}`));
    api.refuse(request => request.includes('continue=') && 410);
    const reflector = reflect('pod');
    await eventually(() =>
      expect(reflector.state).toMatchObject({
        state: 'failing',
        message: expect.stringContaining('status 410'),
      }),
    );
    expect(names()).toEqual([]);
    api.refuse(() => false);
    await eventually(() => expect(names()).toHaveLength(501));
    expect(reflector.state.state).toBe('ok');
  });

  it('keeps what it knows while the server is away, and catches up', async () => {
    api.put(PODS, pod('a'));
    const reflector = reflect('pod');
    await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    await api.stop();
    await eventually(() => expect(reflector.state.state).toBe('failing'));
    expect(names()).toEqual(['a']);
    api.put(PODS, pod('b'));
    await api.start();
    await eventually(() => expect(names()).toEqual(['a', 'b']));
    await eventually(() => expect(reflector.state.state).toBe('ok'));
  });

  it('does not wait longer each time for watches that are cut after they went well', async () => {
    const entry = KINDS.find(e => e.id === 'pod')!;
    const waitedMs: number[] = [];
    let aheadMs = 0;
    const reflector = new Reflector({
      entry,
      client,
      discovery: new ApiDiscovery(client),
      sink: store.sinkOf(entry),
      clock: {
        nowMs: () => Date.now() + aheadMs,
        random: () => 1,
        sleep: (ms, signal) => {
          if (ms > OPENING_MS) return systemClock.sleep(ms, signal);
          waitedMs.push(ms);
          return systemClock.sleep(1, signal);
        },
      },
      logger: createLogger('error', () => {}),
    });
    running.push(reflector.run(stop.signal));
    const isWatched = () =>
      eventually(() => expect(api.watcherCount(PODS)).toBe(1));
    const hasWaited = (times: number) =>
      eventually(() => expect(waitedMs).toHaveLength(times));
    for (const lastedMs of [120_000, 120_000, 120_000, 0, 0]) {
      await isWatched();
      aheadMs += lastedMs;
      api.breakWatches(PODS);
      await hasWaited(waitedMs.length + 1);
    }
    expect(waitedMs).toEqual([1_000, 1_000, 1_000, 2_000, 4_000]);
  });

  it('says which right is missing, and recovers once it is granted', async () => {
    api.put(PODS, pod('a'));
    api.refuse(request => request.includes(PODS) && 403);
    const reflector = reflect('pod');
    await eventually(() =>
      expect(reflector.state).toMatchObject({
        name: 'kubernetes/pod',
        state: 'failing',
        message: expect.stringContaining(
          'the agent may not read pods: grant list and watch',
        ),
      }),
    );
    api.refuse(() => false);
    await eventually(() => expect(names()).toEqual(['a']));
  });

  it('reports a kind the server does not have, and finds it once it is installed', async () => {
    const path = '/apis/traefik.containo.us/v1alpha1/ingressroutes';
    const reflector = reflect('ingressroute.traefik.containo.us');
    await eventually(() =>
      expect(reflector.state).toMatchObject({
        state: 'not_available',
        message:
          'the API server does not serve ingressroutes.traefik.containo.us',
      }),
    );
    expect(api.requests.filter(r => r.includes(path))).toEqual([]);
  });

  it('keeps what it read of a kind that is not served for a moment', async () => {
    const path = '/apis/traefik.io/v1alpha1/ingressroutes';
    api.put(path, { metadata: { name: 'web', namespace: 'shop' }, spec: {} });
    const reflector = reflect('ingressroute');
    const routes = () => [...store.list('ingressroute')].length;
    await eventually(() => expect(api.watcherCount(path)).toBe(1));
    let looks = 0;
    api.refuse(request => {
      if (!request.includes('/apis/traefik.io')) return false;
      looks += 1;
      return looks <= 2 && 404;
    });
    api.endWatches(path);
    await eventually(() => expect(looks).toBeGreaterThan(2));
    expect(routes()).toBe(1);
    expect(reflector.status.knowledge).toBe('listed');
  });

  it('believes that a kind is gone once it was not served again and again', async () => {
    const path = '/apis/traefik.io/v1alpha1/ingressroutes';
    api.put(path, { metadata: { name: 'web', namespace: 'shop' }, spec: {} });
    const reflector = reflect('ingressroute');
    await eventually(() => expect(api.watcherCount(path)).toBe(1));
    api.refuse(request => request.includes('/apis/traefik.io') && 404);
    api.endWatches(path);
    await eventually(() =>
      expect(reflector.status).toMatchObject({
        knowledge: 'absent',
        state: { state: 'not_available' },
      }),
    );
    expect([...store.list('ingressroute')]).toEqual([]);
  });

  it.each([
    ['403', 403, 'nothing', true],
    ['401', 401, 'nothing', true],
    ['500', 500, 'nothing', false],
  ] as const)(
    'knows nothing of a kind whose first list is answered %s',
    async (_, status, knowledge, isDenied) => {
      api.refuse(request => request.includes(PODS) && status);
      const reflector = reflect('pod');
      await eventually(() =>
        expect(reflector.status).toMatchObject({
          knowledge,
          isDenied,
          state: { state: 'failing' },
        }),
      );
    },
  );

  it.each([
    ['ends at once', (): void => api.endWatches(PODS)],
    [
      'gives an error that is no expiry',
      () => api.emit(PODS, 'ERROR', { code: 500, message: 'no such version' }),
    ],
    ['gives no event', () => api.emit(PODS, 'ADDED', undefined)],
  ])(
    'lists again where a watch from one version always %s',
    async (_, spoil) => {
      reflect('pod');
      await eventually(() => expect(api.watcherCount(PODS)).toBe(1));
      for (const lists of [1, 2]) {
        await eventually(() => {
          spoil();
          expect(listRequests().length).toBeGreaterThan(lists);
        });
      }
    },
  );

  it('reads a beta version where the server has no other', async () => {
    api.unserve('networking.k8s.io', 'v1');
    api.serve('networking.k8s.io', 'v1beta1', 'ingresses');
    api.put('/apis/networking.k8s.io/v1beta1/ingresses', {
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        rules: [
          {
            host: 'shop.example.com',
            http: {
              paths: [
                { path: '/', backend: { serviceName: 'web', servicePort: 80 } },
              ],
            },
          },
        ],
      },
    });
    reflect('ingress');
    await eventually(() =>
      expect([...store.list('ingress')][0]?.resource.data.rules).toEqual([
        {
          host: 'shop.example.com',
          paths: [{ path: '/', service: { name: 'web', port: 80 } }],
        },
      ]),
    );
  });

  it('keeps nothing of the environment of containers', async () => {
    api.put(PODS, pod('a'));
    reflect('pod');
    await eventually(() => expect(names()).toEqual(['a']));
    expect(JSON.stringify([...store.all()])).not.toMatch(/PASSWORD|secret/);
  });
});
