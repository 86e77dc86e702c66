import { randomBytes } from 'node:crypto';
import { KubeApi } from '@atlhyper/demo';
import { groupVersionPath } from '../kubernetes/ApiDiscovery';
import { EVENT_KIND, KINDS, SECRET_KIND } from '../kubernetes/kinds';
import { KubeClient, type KubeRequest } from '../kubernetes/KubeClient';
import type { KubeObject } from '../kubernetes/KubeObject';
import {
  ApiServerUnderTest,
  serversUnderTest,
} from '../testing/ApiServerUnderTest';
import { eventually } from '../testing/eventually';
import { WatchedCluster } from '../testing/WatchedCluster';
import { KIND_EXAMPLES, type KindExample } from './contractKinds';

jest.setTimeout(120_000);

const random = () => randomBytes(4).toString('hex');

/** Counts what is asked, and lets a test change it on its way. */
class TappedClient extends KubeClient {
  readonly lists: string[] = [];
  beforeList: (path: string, request: KubeRequest) => Promise<void> =
    async () => {};
  beforeWatch: (request: KubeRequest) => KubeRequest = request => request;

  override async json<T>(path: string, request: KubeRequest): Promise<T> {
    if (request.query?.limit !== undefined) {
      await this.beforeList(path, request);
      this.lists.push(
        `${path} ${request.query.continue ? 'goes on' : 'begins'}`,
      );
    }
    return super.json<T>(path, request);
  }

  override lines(
    path: string,
    request: KubeRequest & { timeoutMs: number },
    onLine: (line: string) => void,
  ): Promise<void> {
    return super.lines(
      path,
      { ...request, ...this.beforeWatch(request) },
      onLine,
    );
  }
}

describe.each(serversUnderTest(() => new KubeApi()))('with %s', (_, open) => {
  let api: ApiServerUnderTest;
  let cluster: WatchedCluster;
  const signal = new AbortController().signal;

  beforeAll(async () => {
    api = await ApiServerUnderTest.start(open);
  });
  afterAll(() => api.stop());

  const settled = () => eventually(() => expect(cluster.isSettled).toBe(true));
  const isCutOff = () =>
    eventually(() =>
      expect(cluster.stateOf('configmap').state).toBe('failing'),
    );

  async function watch(client?: KubeClient, ...ids: string[]) {
    cluster = new WatchedCluster(
      client ?? new KubeClient(api.access),
      id => ids.length === 0 || ids.includes(id),
    );
    cluster.start();
    await settled();
  }
  const stop = () => cluster.stop();

  const configMaps = () => `/api/v1/namespaces/${api.namespace}/configmaps`;
  const createConfigMap = (name: string, data = {}) =>
    api.writer.create(configMaps(), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data,
    });
  /** Those of ours; a newer server puts one of its own into every namespace. */
  const configMapNames = () =>
    cluster
      .names('configmap', api.namespace)
      .filter(name => name !== 'kube-root-ca.crt');
  const removeConfigMaps = async () => {
    const names = configMapNames();
    for (const name of names)
      await api.writer.remove(`${configMaps()}/${name}`);
    await eventually(() => expect(configMapNames()).toEqual([]));
  };

  describe('every kind', () => {
    beforeAll(() => watch());
    afterAll(stop);

    const dataOf = (example: KindExample, name: string) => {
      const entry = cluster.kinds.find(({ id }) => id === example.id)!;
      return cluster.store.get({
        kind: entry.kind,
        ...(!example.clusterWide && { namespace: api.namespace }),
        name,
      })?.resource;
    };

    /** Creates, changes and deletes one, where the kind is served. */
    async function follow(example: KindExample): Promise<string> {
      const entry = cluster.kinds.find(({ id }) => id === example.id)!;
      const version = await cluster.discovery.findVersion(entry, signal);
      const { state, message } = cluster.stateOf(example.id);
      if (!version) return `${state}: ${message}`;
      const group = groupVersionPath({ group: entry.group, version });
      const collection = `${group}${
        example.clusterWide ? '' : `/namespaces/${api.namespace}`
      }/${entry.plural}`;
      const name = `test-${random()}`;
      const { create } = example;
      const made = await api.writer.create(collection, {
        apiVersion: entry.group ? `${entry.group}/${version}` : version,
        kind: example.kind,
        metadata: {
          name,
          labels: example.labels ?? {},
          annotations: example.annotations ?? {},
        },
        ...(typeof create === 'function' ? create(version) : create),
      });
      await eventually(() =>
        expect(dataOf(example, name)).toMatchObject({
          uid: made.metadata.uid,
          data: example.created,
        }),
      );
      if (example.change) {
        await api.writer.patch(`${collection}/${name}`, example.change);
      }
      if (example.changeStatus) {
        await api.writer.patch(`${collection}/${name}/status`, {
          status: example.changeStatus,
        });
      }
      await eventually(() =>
        expect(dataOf(example, name)?.data).toMatchObject(example.changed),
      );
      await api.writer.remove(`${collection}/${name}`);
      await eventually(() => expect(dataOf(example, name)).toBeUndefined());
      return 'seen';
    }

    it.each(KIND_EXAMPLES.map(example => [example.kind, example] as const))(
      '%s: created, changed and deleted, or said not to be served',
      async (_kind, example) => {
        const { group, plural } = cluster.kinds.find(
          ({ id }) => id === example.id,
        )!;
        const served =
          group === '' || !group.includes('.') || group.endsWith('.k8s.io')
            ? !group.startsWith('gateway.')
            : false;
        const outcome = await follow(example);
        // What is part of Kubernetes is there; of the rest only what was installed.
        expect(
          served
            ? ['seen']
            : [
                'seen',
                `not_available: the API server does not serve ${plural}.${group}`,
              ],
        ).toContain(outcome);
      },
    );

    it('is covered', () => {
      expect(KIND_EXAMPLES.map(({ id }) => id).sort()).toEqual(
        [...KINDS, SECRET_KIND]
          .map(({ id }) => id)
          // The same as in the group of today.
          .filter(id => !id.endsWith('.traefik.containo.us'))
          .sort(),
      );
    });

    it('that the server lacks is said to be missing', () => {
      const id = 'ingressroute.traefik.containo.us';
      const { state, message } = cluster.stateOf(id);
      // Clusters of Traefik 2 serve it.
      expect([state, message]).toEqual(
        state === 'ok'
          ? ['ok', undefined]
          : [
              'not_available',
              'the API server does not serve ingressroutes.traefik.containo.us',
            ],
      );
    });

    it('shows nothing of what is secret', () => {
      expect(JSON.stringify([...cluster.store.all()])).not.toMatch(
        /s3cret|czNjcmV0/,
      );
    });
  });

  describe('events', () => {
    beforeAll(() => watch(undefined, 'event'));
    afterAll(stop);

    const events = () => `/api/v1/namespaces/${api.namespace}/events`;
    const about = (name: string) =>
      cluster.events
        .changedAfter(0)
        .map(({ event }) => event)
        .filter(({ object }) => object.name === name);
    const create = (name: string, fields: object) =>
      api.writer.create(events(), {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${random()}`, namespace: api.namespace },
        involvedObject: { kind: 'Pod', namespace: api.namespace, name },
        type: 'Warning',
        message: 'because',
        ...fields,
      });

    it('are one per UID, with the count that Kubernetes keeps', async () => {
      const name = `pod-${random()}`;
      const { metadata } = await create(name, {
        reason: 'BackOff',
        source: { component: 'kubelet', host: 'node-1' },
        count: 1,
        firstTimestamp: '2026-11-20T12:00:00Z',
        lastTimestamp: '2026-11-20T12:00:00Z',
      });
      await eventually(() => expect(about(name)).toHaveLength(1));
      for (const count of [2, 17]) {
        await api.writer.patch(`${events()}/${metadata.name}`, {
          count,
          lastTimestamp: `2026-11-20T12:00:${count + 10}Z`,
        });
      }
      await eventually(() => expect(about(name)[0].count).toBe(17));
      expect(about(name)).toEqual([
        {
          uid: metadata.uid,
          namespace: api.namespace,
          type: 'Warning',
          reason: 'BackOff',
          message: 'because',
          object: { kind: 'pod', namespace: api.namespace, name },
          reporter: 'kubelet',
          node: 'node-1',
          count: 17,
          firstMs: Date.UTC(2026, 10, 20, 12),
          lastMs: Date.UTC(2026, 10, 20, 12, 0, 27),
        },
      ]);
      await api.writer.remove(`${events()}/${metadata.name}`);
      await eventually(() => expect(about(name)).toEqual([]));
    });

    it('are as many as the server lists, each with the count that stands there', async () => {
      // Where a scheduler runs it has something to say about this one.
      await api.writer.create(`/api/v1/namespaces/${api.namespace}/pods`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'homeless' },
        spec: {
          nodeSelector: { nobody: 'has-this' },
          containers: [{ name: 'web', image: 'registry.invalid/web:1' }],
        },
      });
      const leastSaid = api.isAlive ? 1 : 0;
      await eventually(() =>
        expect(
          about('homeless').filter(
            ({ reason, reporter }) =>
              reason === 'FailedScheduling' && reporter === 'default-scheduler',
          ).length,
        ).toBeGreaterThanOrEqual(leastSaid),
      );
      const listed = await new KubeClient(api.access).json<{ items: any[] }>(
        events(),
        { signal },
      );
      const countOf = (uid: string) =>
        cluster.events.changedAfter(0).find(({ event }) => event.uid === uid)
          ?.event.count;
      expect(listed.items.map(({ metadata }) => countOf(metadata.uid))).toEqual(
        listed.items.map(({ series, count }) => series?.count ?? count ?? 1),
      );
    });

    it('of a series have its count and its last time', async () => {
      const name = `pod-${random()}`;
      await create(name, {
        reason: 'FailedScheduling',
        action: 'Scheduling',
        eventTime: '2026-11-20T12:00:00.000000Z',
        series: { count: 4, lastObservedTime: '2026-11-20T12:10:00.000000Z' },
        reportingComponent: 'default-scheduler',
        reportingInstance: 'default-scheduler-1',
      });
      await eventually(() =>
        expect(about(name)).toMatchObject([
          {
            reporter: 'default-scheduler',
            count: 4,
            firstMs: Date.UTC(2026, 10, 20, 12),
            lastMs: Date.UTC(2026, 10, 20, 12, 10),
          },
        ]),
      );
    });
  });

  describe('an agent', () => {
    afterEach(async () => {
      api.line.mend();
      await settled();
      await removeConfigMaps();
      await stop();
    });

    it('that was not there finds what happened meanwhile', async () => {
      await watch(undefined, 'configmap');
      await createConfigMap('a');
      await createConfigMap('b');
      await eventually(() => expect(configMapNames()).toEqual(['a', 'b']));
      await stop();
      await api.writer.remove(`${configMaps()}/a`);
      await createConfigMap('c');
      await watch(undefined, 'configmap');
      await eventually(() => expect(configMapNames()).toEqual(['b', 'c']));
    });

    it('that is cut off in the middle of a watch goes on where it was and loses nothing', async () => {
      const client = new TappedClient(api.access);
      await watch(client, 'configmap');
      await createConfigMap('a');
      await createConfigMap('b');
      await eventually(() => expect(configMapNames()).toEqual(['a', 'b']));
      for (const round of ['c', 'd', 'e']) {
        api.line.cut();
        await isCutOff();
        await createConfigMap(round);
        api.line.mend();
        await eventually(() => expect(configMapNames()).toContain(round));
      }
      api.line.cut();
      await api.writer.remove(`${configMaps()}/a`);
      await api.writer.patch(`${configMaps()}/b`, { data: { x: '1' } });
      api.line.mend();
      await eventually(() =>
        expect(configMapNames()).toEqual(['b', 'c', 'd', 'e']),
      );
      await eventually(() =>
        expect(
          [...cluster.store.list('configmap')].find(
            ({ resource: { namespace, name } }) =>
              namespace === api.namespace && name === 'b',
          )?.resource.data.keys,
        ).toEqual([{ key: 'x', length: 1 }]),
      );
      expect(client.lists).toEqual(['/api/v1/configmaps begins']);
    });

    it('whose version has become too old lists again and loses nothing', async () => {
      const client = new TappedClient(api.access);
      await watch(client, 'configmap');
      await createConfigMap('a');
      await eventually(() => expect(configMapNames()).toEqual(['a']));
      api.line.cut();
      await api.writer.remove(`${configMaps()}/a`);
      await createConfigMap('b');
      // Much older than what any server remembers.
      client.beforeWatch = request => {
        client.beforeWatch = same => same;
        return {
          ...request,
          query: { ...request.query, resourceVersion: '1' },
        };
      };
      api.line.mend();
      await eventually(() => expect(configMapNames()).toEqual(['b']));
      await createConfigMap('c');
      await eventually(() => expect(configMapNames()).toEqual(['b', 'c']));
      // The cache of a server that has not run for long goes back to its beginning.
      expect(api.isAlive ? [1, 2] : [2]).toContain(client.lists.length);
    });

    it('reads a list of more than a page whole, also if it is compacted away halfway', async () => {
      const names = Array.from(
        { length: 1_010 },
        (__, i) => `map-${String(i).padStart(4, '0')}`,
      );
      for (let i = 0; i < names.length; i += 10) {
        await Promise.all(
          names.slice(i, i + 10).map(name => createConfigMap(name)),
        );
      }
      const client = new TappedClient(api.access);
      let compactions = 0;
      client.beforeList = async (__, { query }) => {
        if (query?.continue && compactions === 0) {
          compactions += 1;
          await api.compact();
        }
      };
      await watch(client, 'configmap');
      await eventually(() => expect(configMapNames()).toEqual(names));
      const begins = '/api/v1/configmaps begins';
      const goesOn = '/api/v1/configmaps goes on';
      expect(client.lists).toEqual([
        ...(api.canCompact ? [begins, goesOn] : []),
        begins,
        goesOn,
        goesOn,
      ]);
    });
  });

  describe('a compacted watch', () => {
    afterEach(stop);

    // Events are what an API server keeps no cache of: here its store itself refuses.
    it('of events recovers', async () => {
      const events = `/api/v1/namespaces/${api.namespace}/events`;
      const create = (name: string): Promise<KubeObject> =>
        api.writer.create(events, {
          apiVersion: 'v1',
          kind: 'Event',
          metadata: { name, namespace: api.namespace },
          involvedObject: { kind: 'Pod', namespace: api.namespace, name },
        });
      const names = () =>
        cluster.events
          .changedAfter(0)
          .map(({ event }) => event.object.name)
          .filter(name => name.startsWith('compacted-'))
          .sort();
      const client = new TappedClient(api.access);
      await watch(client, EVENT_KIND.id);
      await create('compacted-a');
      await eventually(() => expect(names()).toEqual(['compacted-a']));
      api.line.cut();
      await api.writer.remove(`${events}/compacted-a`);
      await create('compacted-b');
      await api.compact();
      await create('compacted-c');
      api.line.mend();
      await eventually(() =>
        expect(names()).toEqual(['compacted-b', 'compacted-c']),
      );
      expect(client.lists).toHaveLength(api.canCompact ? 2 : 1);
    });
  });
});
