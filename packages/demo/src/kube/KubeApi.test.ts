import {
  AuthenticationV1Api,
  CoordinationV1Api,
  CoreV1Api,
  KubeConfig,
  Watch,
} from '@kubernetes/client-node';
import { KubeApi, type KubeApiOptions } from './KubeApi';
import type { NewKubeObject } from './KubeObject';

function pod(
  name: string,
  more: {
    namespace?: string;
    labels?: Record<string, string>;
    nodeName?: string;
  } = {},
): NewKubeObject {
  const { namespace = 'shop', labels = {}, nodeName = 'node-1' } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName, containers: [{ name: 'main' }] },
    status: { phase: 'Running' },
  };
}

type Event = { type: string; object: any };

describe('KubeApi', () => {
  let api: KubeApi;
  let config: KubeConfig;

  async function start(options: KubeApiOptions = {}, token?: string) {
    api = new KubeApi(options);
    await api.start();
    config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: 'demo', server: api.url, skipTLSVerify: true }],
      users: [{ name: 'demo', token }],
      contexts: [{ name: 'demo', cluster: 'demo', user: 'demo' }],
      currentContext: 'demo',
    });
  }

  afterEach(() => api.stop());

  /** Watches pods until `count` events came or the stream ended. */
  async function watchPods(
    query: Record<string, string | boolean>,
    count: number,
    onStart: () => void = () => {},
  ): Promise<Event[]> {
    const events: Event[] = [];
    await new Promise<void>((resolve, reject) => {
      let request: AbortController | undefined;
      const finish = () => {
        request?.abort();
        resolve();
      };
      new Watch(config)
        .watch(
          '/api/v1/pods',
          query,
          (type, _, event) => {
            events.push({ type, object: event.object });
            if (events.length === count) finish();
          },
          error => (error && events.length < count ? reject(error) : resolve()),
        )
        .then(controller => {
          request = controller;
          if (events.length >= count) finish();
          onStart();
        }, reject);
    });
    return events;
  }

  const describeEvents = (events: Event[]) =>
    events.map(e => `${e.type} ${e.object.metadata?.name ?? e.object.code}`);

  describe('lists', () => {
    it('in pages of one state, whatever changes between them', async () => {
      await start();
      for (let i = 0; i < 7; i++) api.apply(pod(`p${i}`));
      const core = config.makeApiClient(CoreV1Api);
      const first = await core.listPodForAllNamespaces({ limit: 3 });
      api.apply(pod('p9'));
      api.remove('pods', 'shop', 'p5');
      const second = await core.listPodForAllNamespaces({
        limit: 3,
        _continue: first.metadata!._continue,
      });
      const third = await core.listPodForAllNamespaces({
        limit: 3,
        _continue: second.metadata!._continue,
      });
      const names = [first, second, third].flatMap(page =>
        page.items.map(p => p.metadata!.name),
      );
      expect(names).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
      expect(first.metadata!.remainingItemCount).toBe(4);
      expect(third.metadata!._continue).toBeUndefined();
      expect(
        new Set(
          [first, second, third].map(page => page.metadata!.resourceVersion),
        ).size,
      ).toBe(1);
    });

    it('refuse a page of a list that was compacted away', async () => {
      await start();
      for (let i = 0; i < 4; i++) api.apply(pod(`p${i}`));
      const core = config.makeApiClient(CoreV1Api);
      const first = await core.listPodForAllNamespaces({ limit: 2 });
      api.compact();
      await expect(
        core.listPodForAllNamespaces({
          limit: 2,
          _continue: first.metadata!._continue,
        }),
      ).rejects.toMatchObject({
        code: 410,
        body: expect.stringContaining('"reason":"Expired"'),
      });
    });

    it.each([
      [{ labelSelector: 'app=web' }, ['a', 'b']],
      [{ labelSelector: 'app=web,tier!=front' }, ['b']],
      [{ labelSelector: 'app in (web, api), tier' }, ['a']],
      [{ labelSelector: 'app notin (web)' }, ['c', 'd']],
      [{ labelSelector: '!app' }, ['d']],
      [{ fieldSelector: 'spec.nodeName=node-2' }, ['b']],
      [{ fieldSelector: 'metadata.name!=a,spec.nodeName=node-1' }, ['c', 'd']],
    ])('select by %j', async (query, names) => {
      await start();
      api.apply(pod('a', { labels: { app: 'web', tier: 'front' } }));
      api.apply(pod('b', { labels: { app: 'web' }, nodeName: 'node-2' }));
      api.apply(pod('c', { labels: { app: 'api' } }));
      api.apply(pod('d'));
      const list = await config
        .makeApiClient(CoreV1Api)
        .listPodForAllNamespaces(query);
      expect(list.items.map(p => p.metadata!.name)).toEqual(names);
    });

    it('refuse a selector they do not understand', async () => {
      await start();
      const core = config.makeApiClient(CoreV1Api);
      await expect(
        core.listPodForAllNamespaces({ fieldSelector: 'spec.color=red' }),
      ).rejects.toMatchObject({ code: 400 });
      await expect(
        core.listPodForAllNamespaces({ labelSelector: 'a==b==c' }),
      ).rejects.toMatchObject({ code: 400 });
    });

    it('stay within their namespace, and get finds one object', async () => {
      await start();
      api.apply(pod('a'));
      api.apply(pod('a', { namespace: 'other' }));
      const core = config.makeApiClient(CoreV1Api);
      const list = await core.listNamespacedPod({ namespace: 'other' });
      expect(list.items.map(p => p.metadata!.namespace)).toEqual(['other']);
      const one = await core.readNamespacedPod({
        namespace: 'shop',
        name: 'a',
      });
      expect(one.spec!.nodeName).toBe('node-1');
      await expect(
        core.readNamespacedPod({ namespace: 'shop', name: 'b' }),
      ).rejects.toMatchObject({ code: 404 });
    });
  });

  describe('watches', () => {
    it('begin with what is there and go on with what changes', async () => {
      await start();
      api.apply(pod('a'));
      const events = await watchPods({}, 4, () => {
        api.apply(pod('b'));
        api.apply(pod('a', { nodeName: 'node-2' }));
        api.remove('pods', 'shop', 'b');
      });
      expect(describeEvents(events)).toEqual([
        'ADDED a',
        'ADDED b',
        'MODIFIED a',
        'DELETED b',
      ]);
    });

    it('resume after a version without loss or repetition', async () => {
      await start();
      api.apply(pod('a'));
      const { resourceVersion } = api.apply(pod('b')).metadata;
      api.apply(pod('c'));
      const events = await watchPods({ resourceVersion }, 2, () =>
        api.apply(pod('d')),
      );
      expect(describeEvents(events)).toEqual(['ADDED c', 'ADDED d']);
    });

    it('show an object that begins or ceases to match as one that comes or goes', async () => {
      await start();
      const { resourceVersion } = api.apply(pod('a')).metadata;
      const events = await watchPods(
        { resourceVersion, labelSelector: 'app=web' },
        2,
        () => {
          api.apply(pod('a', { labels: { app: 'web' } }));
          api.apply(pod('a', { labels: { app: 'api' } }));
          api.remove('pods', 'shop', 'a');
        },
      );
      expect(describeEvents(events)).toEqual(['ADDED a', 'DELETED a']);
    });

    it('get bookmarks with the newest version where they ask for them', async () => {
      await start({ bookmarkIntervalMs: 20 });
      const { resourceVersion } = api.apply(pod('a')).metadata;
      api.apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop' },
      });
      const [event] = await watchPods(
        { resourceVersion, allowWatchBookmarks: true },
        1,
      );
      expect(event.type).toBe('BOOKMARK');
      expect(event.object.kind).toBe('Pod');
      expect(event.object.metadata.resourceVersion).toBe(
        String(api.store.currentVersion),
      );
    });

    it('mark the end of what was there at first where they ask for it', async () => {
      await start();
      api.apply(pod('a'));
      const events = await watchPods(
        {
          sendInitialEvents: true,
          resourceVersionMatch: 'NotOlderThan',
          allowWatchBookmarks: true,
        },
        2,
      );
      expect(events.map(e => e.type)).toEqual(['ADDED', 'BOOKMARK']);
      expect(events[1].object.metadata.annotations).toEqual({
        'k8s.io/initial-events-end': 'true',
      });
    });

    it('from a version that is gone get an ERROR event with 410', async () => {
      await start();
      const { resourceVersion } = api.apply(pod('a')).metadata;
      api.compact();
      const [event] = await watchPods({ resourceVersion }, 1);
      expect(event).toMatchObject({
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired' },
      });
    });

    it('or the status 410, as the other kind of API server answers', async () => {
      await start({ expiredWatches: 'status' });
      const { resourceVersion } = api.apply(pod('a')).metadata;
      api.compact();
      await expect(watchPods({ resourceVersion }, 1)).rejects.toThrow('Gone');
    });

    it('from a version of an earlier run get 410 as well', async () => {
      await start();
      api.apply(pod('a'));
      const [event] = await watchPods({ resourceVersion: '17' }, 1);
      expect(event.object.code).toBe(410);
    });

    it('are cut by dropWatches and end at their timeout', async () => {
      await start();
      const { resourceVersion } = api.apply(pod('a')).metadata;
      await expect(
        watchPods({ resourceVersion }, 1, () => api.dropWatches()),
      ).rejects.toThrow();
      expect(
        await watchPods({ resourceVersion, timeoutSeconds: '1' }, 1),
      ).toEqual([]);
    });
  });

  describe('writes', () => {
    const lease = (holderIdentity: string, resourceVersion?: string) => ({
      metadata: { name: 'agent', namespace: 'ops', resourceVersion },
      spec: { holderIdentity },
    });

    it('let one of two writers of a Lease win', async () => {
      await start();
      const leases = config.makeApiClient(CoordinationV1Api);
      const created = await leases.createNamespacedLease({
        namespace: 'ops',
        body: lease('a'),
      });
      await expect(
        leases.createNamespacedLease({ namespace: 'ops', body: lease('b') }),
      ).rejects.toMatchObject({
        code: 409,
        body: expect.stringContaining('AlreadyExists'),
      });
      const { resourceVersion, uid } = created.metadata!;
      const target = { namespace: 'ops', name: 'agent' };
      const updated = await leases.replaceNamespacedLease({
        ...target,
        body: lease('b', resourceVersion),
      });
      expect(updated.metadata!.uid).toBe(uid);
      await expect(
        leases.replaceNamespacedLease({
          ...target,
          body: lease('c', resourceVersion),
        }),
      ).rejects.toMatchObject({
        code: 409,
        body: expect.stringContaining('"reason":"Conflict"'),
      });
      expect(
        (await leases.readNamespacedLease(target)).spec!.holderIdentity,
      ).toBe('b');
      await leases.deleteNamespacedLease(target);
      await expect(leases.readNamespacedLease(target)).rejects.toMatchObject({
        code: 404,
      });
    });

    const send = async (
      method: string,
      path: string,
      body?: object,
      contentType = 'application/json',
    ) => {
      const response = await fetch(api.url + path, {
        method,
        headers: { 'Content-Type': contentType },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    };
    const MERGE = 'application/merge-patch+json';
    const PODS = '/api/v1/namespaces/shop/pods';

    it('change an object and its status apart from each other', async () => {
      await start();
      const created = await send('POST', PODS, {
        metadata: { name: 'a', labels: { app: 'a' } },
        spec: { containers: [{ name: 'main' }] },
        status: { phase: 'Running' },
      });
      expect(created).toMatchObject({
        status: 201,
        body: { kind: 'Pod', status: { phase: 'Pending' } },
      });
      const status = { phase: 'Running', podIP: '10.0.0.1' };
      const labels = { app: null, tier: 'web' };
      await send('PATCH', `${PODS}/a/status`, { status, spec: null }, MERGE);
      const patched = await send(
        'PATCH',
        `${PODS}/a`,
        { metadata: { labels }, status: { phase: 'Failed' } },
        MERGE,
      );
      expect(patched.body).toMatchObject({
        metadata: { labels: { tier: 'web' }, uid: created.body.metadata.uid },
        spec: { containers: [{ name: 'main' }] },
        status,
      });
      expect(patched.body.metadata.labels).toEqual({ tier: 'web' });
    });

    it('that change nothing make no new version', async () => {
      await start();
      const { body } = await send('POST', PODS, { metadata: { name: 'a' } });
      const again = await send('PUT', `${PODS}/a`, body);
      expect(again.body).toEqual(body);
    });

    it('give a name where only its beginning is given', async () => {
      await start();
      const event = {
        metadata: { generateName: 'web.' },
        involvedObject: { kind: 'Pod', name: 'web' },
      };
      const path = '/api/v1/namespaces/shop/events';
      const names = [
        await send('POST', path, event),
        await send('POST', path, event),
      ].map(({ body }) => body.metadata.name);
      expect(new Set(names).size).toBe(2);
      expect(names[0]).toMatch(/^web\../);
      const found = await send(
        'GET',
        `${path}?fieldSelector=involvedObject.name=web`,
      );
      expect(found.body.items).toHaveLength(2);
    });

    it('of a namespace that goes take along what is in it', async () => {
      await start();
      await send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
      api.apply(pod('a'));
      api.apply(pod('a', { namespace: 'other' }));
      await send('DELETE', '/api/v1/namespaces/shop');
      expect(api.store.list('pods').map(p => p.metadata.namespace)).toEqual([
        'other',
      ]);
      expect((await send('GET', '/api/v1/namespaces/shop')).status).toBe(404);
    });

    it.each([
      ['DELETE', '/apis/authentication.k8s.io/v1/tokenreviews/a', 405],
      ['GET', '/apis/authentication.k8s.io/v1/tokenreviews', 405],
      ['DELETE', PODS, 405],
      ['POST', '/api/v1/pods', 405],
      ['DELETE', `${PODS}/a/status`, 405],
      ['PUT', `${PODS}/gone`, 404],
      ['PATCH', `${PODS}/a`, 415],
      ['PUT', '/api/v1/namespaces/shop/configmaps/a/status', 404],
      ['PUT', '/api/v1/namespaces/other/pods/a', 400],
      ['PUT', `${PODS}/b`, 400],
    ])('%s %s is refused with %i', async (method, path, status) => {
      await start();
      api.apply(pod('a'));
      const body = ['PUT', 'PATCH', 'POST'].includes(method)
        ? {
            metadata: {
              name: path.endsWith('gone') ? 'gone' : 'a',
              namespace: 'shop',
            },
          }
        : undefined;
      const answer = await send(method, path, body);
      expect(answer).toMatchObject({
        status,
        body: { kind: 'Status', code: status },
      });
    });

    it('tell whose token it is', async () => {
      await start({ serviceAccountTokens: { secret: 'ops/collector' } });
      const authentication = config.makeApiClient(AuthenticationV1Api);
      const review = (token: string) =>
        authentication.createTokenReview({
          body: { spec: { token, audiences: ['agent'] } },
        });
      expect((await review('secret')).status).toMatchObject({
        authenticated: true,
        audiences: ['agent'],
        user: { username: 'system:serviceaccount:ops:collector' },
      });
      expect((await review('other')).status!.authenticated).toBeUndefined();
      expect((await review('toString')).status!.authenticated).toBeUndefined();
    });
  });

  describe('requests', () => {
    it('need the token where there is one', async () => {
      await start({ bearerToken: 'right' }, 'right');
      expect(
        (await config.makeApiClient(CoreV1Api).listPodForAllNamespaces()).items,
      ).toEqual([]);
      const refused = await fetch(`${api.url}/api/v1/pods`, {
        headers: { Authorization: 'Bearer wrong' },
      });
      expect(refused.status).toBe(401);
      expect(await refused.json()).toMatchObject({
        kind: 'Status',
        reason: 'Unauthorized',
      });
    });

    it('find out what there is', async () => {
      await start();
      const get = async (path: string) =>
        (await fetch(`${api.url}${path}`)).json();
      expect(await get('/api')).toMatchObject({ versions: ['v1'] });
      const { groups } = await get('/apis');
      expect(groups.map((g: any) => g.preferredVersion.groupVersion)).toContain(
        'traefik.io/v1alpha1',
      );
      const { resources } = await get('/apis/apps/v1');
      expect(resources.map((r: any) => r.name)).toEqual([
        'deployments',
        'replicasets',
        'statefulsets',
        'daemonsets',
      ]);
      expect(await get('/version')).toMatchObject({ major: '1', minor: '32' });
      expect(await get('/apis/traefik.containo.us/v1alpha1')).toMatchObject({
        code: 404,
        status: 'Failure',
      });
    });

    it('print tables for kubectl', async () => {
      await start();
      api.apply(pod('a'));
      const headers = {
        Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      };
      const table = await (
        await fetch(`${api.url}/api/v1/pods`, { headers })
      ).json();
      expect(table.kind).toBe('Table');
      expect(
        table.columnDefinitions.map((c: any) => c.name).slice(0, 5),
      ).toEqual(['Name', 'Ready', 'Status', 'Restarts', 'Age']);
      expect(table.rows[0].cells.slice(0, 4)).toEqual([
        'a',
        '0/1',
        'Running',
        0,
      ]);
    });
  });
});
