import {
  pushRequestSchema,
  type NodeSnapshot,
  type Resource,
  type ResourceKind,
  type Route,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { EventBook } from '../events/EventBook';
import { KINDS } from '../kubernetes/kinds';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { createLogger } from '../Logger';
import { FakeBackend } from '../testing/FakeBackend';
import { ManualClock } from '../testing/ManualClock';
import { ResourceMirror } from '../testing/ResourceMirror';
import { BackendClient } from './BackendClient';
import { packItems } from './packItems';
import { PartSize } from './PartSize';
import { Publisher } from './Publisher';
import { Session } from './Session';

describe('publishing state', () => {
  const signal = new AbortController().signal;
  const entry = KINDS.find(({ kind }) => kind === 'deployment')!;
  let backend: FakeBackend;
  let mirror: ResourceMirror;
  let store: ResourceStore;
  let events: EventBook;
  let clock: ManualClock;
  let nodes: NodeSnapshot[];
  let routes: Route[] | undefined;
  let complete: boolean;
  let unknown: ResourceKind[];
  let publisher: Publisher;
  let createPublisher: () => Publisher;
  let version = 1;

  const put = (name: string, replicas = 1) => {
    version += 1;
    store.upsert(
      entry,
      store.trim(entry, {
        metadata: {
          name,
          namespace: 'shop',
          uid: name,
          resourceVersion: String(version),
        },
        spec: { replicas },
      })!,
    );
  };
  const route = (host: string): Route => ({
    host,
    path: '/',
    pathMatch: 'prefix',
    source: { kind: 'ingress', namespace: 'shop', name: 'web' },
    tls: false,
    services: [],
  });

  beforeEach(async () => {
    backend = new FakeBackend();
    mirror = new ResourceMirror();
    store = new ResourceStore(KINDS);
    events = new EventBook();
    clock = new ManualClock(1_000_000);
    nodes = [];
    routes = undefined;
    complete = true;
    unknown = [];
    backend.session = { clusterId: 'test', epoch: 3, resourceGeneration: 41 };
    backend.behave = request =>
      request.route === 'push'
        ? { body: mirror.apply(pushRequestSchema.parse(request.json)) }
        : undefined;
    const client = new BackendClient({
      masterUrl: 'http://b',
      readToken: () => 't',
      timeoutMs: 1_000,
      fetch: backend.fetch,
      nowMs: () => clock.nowMs(),
    });
    const opened = await client.openSession(
      {
        protocol: 1,
        role: 'live',
        streamId: 's',
        agent: { version: '1', hostname: 'h' },
      },
      signal,
    );
    const session = new Session(client, 'live', 's', opened, () =>
      clock.nowMs(),
    );
    createPublisher = () =>
      new Publisher(session, {
        resources: store,
        isSettled: () => complete,
        unknownKinds: () => unknown,
        routesAreComplete: () => unknown.length === 0,
        events,
        routes: () => routes,
        nodes: () => nodes,
        usage: {
          pods: () => [],
          nodes: () => [{ node: 'a', timestampMs: clock.nowMs() }],
          probes: () => [],
        },
        sources: () => [{ name: 'traefik', state: 'ok' }],
        partSize: new PartSize(() => 0),
        nodesIntervalMs: 5_000,
        stateIntervalMs: 15_000,
        clock,
        logger: createLogger('error', () => {}),
      });
    publisher = createPublisher();
    backend.requests.length = 0;
  });

  /** One round in which state is due. */
  const publish = async () => {
    clock.set(clock.nowMs() + 15_000);
    backend.requests.length = 0;
    return publisher.publish(signal);
  };
  const sentResources = () =>
    backend.pushes().flatMap(push => push.resources ?? []);

  it('sends everything once in a new generation, then only what changed', async () => {
    put('a');
    put('b');
    await publish();
    expect(sentResources()).toMatchObject([
      { generation: 42, complete: true, deletes: [] },
    ]);
    expect(mirror.names()).toEqual(['a', 'b']);

    put('b', 2);
    put('c');
    store.remove(entry, { kind: 'deployment', namespace: 'shop', name: 'a' });
    await publish();
    const [delta] = sentResources();
    expect(delta.generation).toBe(42);
    expect(delta.upserts.map((u: Resource) => u.name)).toEqual(['b', 'c']);
    expect(delta.deletes).toEqual([
      { kind: 'deployment', namespace: 'shop', name: 'a' },
    ]);
    expect(mirror.names()).toEqual(['b', 'c']);
  });

  it('sends nothing for objects whose kept form did not change', async () => {
    put('a');
    await publish();
    put('a');
    await publish();
    expect(sentResources()).toEqual([]);
  });

  it('sends a full state in parts, the last of them complete', async () => {
    for (let i = 0; i < 4_100; i++) put(`deployment-${i}`);
    await publish();
    expect(
      sentResources().map(r => [r.generation, r.complete, r.upserts.length]),
    ).toEqual([
      [42, false, 2_000],
      [42, false, 2_000],
      [42, true, 100],
    ]);
    expect(mirror.names()).toHaveLength(4_100);
  });

  it('sends everything again when the backend’s objects differ', async () => {
    put('a');
    put('b');
    await publish();
    mirror.forget('a');
    put('c');
    await publish();
    await publish();
    expect(sentResources()).toMatchObject([{ generation: 43, complete: true }]);
    expect(mirror.names()).toEqual(['a', 'b', 'c']);
    await publish();
    expect(sentResources()).toEqual([]);
  });

  it('loses no change of a push that failed, whether it was applied or not', async () => {
    put('a');
    await publish();
    const usual = backend.behave;
    for (const applied of [true, false]) {
      put(`new-${applied}`);
      backend.behave = request => {
        if (applied) usual(request);
        throw new TypeError('fetch failed');
      };
      await publish();
      backend.behave = usual;
      await publish();
    }
    expect(mirror.names()).toEqual(['a', 'new-false', 'new-true']);
  });

  it('sends no objects while lists are being read: what is not in them would be deleted', async () => {
    complete = false;
    put('a');
    await publish();
    expect(sentResources()).toEqual([]);
    complete = true;
    await publisher.publish(signal);
    expect(mirror.names()).toEqual(['a']);
  });

  it('takes away the copy of an object that has grown too large to send', async () => {
    put('a');
    put('b');
    await publish();
    store.upsert(entry, {
      resource: {
        kind: entry.kind,
        namespace: 'shop',
        name: 'a',
        uid: 'a',
        resourceVersion: '99',
        data: { labels: {}, list: Array(10_001).fill(1) } as any,
      },
    });
    await publish();
    expect(mirror.names()).toEqual(['b']);
  });

  it('names the kinds that could not be listed, and sends everything once they were', async () => {
    unknown = ['ingressroute'];
    put('a');
    routes = [route('a.example.com')];
    await publish();
    expect(sentResources()).toMatchObject([
      { complete: true, unknownKinds: ['ingressroute'] },
    ]);
    const sentRoutes = () =>
      backend.pushes().flatMap(push => push.routes ?? []);
    expect(sentRoutes()).toMatchObject([{ complete: false }]);
    unknown = [];
    await publish();
    const [resources] = sentResources();
    expect(resources).toMatchObject({ generation: 43, complete: true });
    expect(resources.unknownKinds).toBeUndefined();
    expect(resources.upserts).toHaveLength(1);
    expect(sentRoutes()).toMatchObject([{ complete: true }]);
  });

  it('sends an empty state, which removes what an earlier agent left', async () => {
    await publish();
    expect(sentResources()).toMatchObject([
      { generation: 42, complete: true, upserts: [], deletes: [] },
    ]);
  });

  it('sends nodes as they change and the rest less often', async () => {
    nodes = [
      { node: 'a', timestampMs: 1 },
      { node: 'b', timestampMs: 1 },
    ];
    await publish();
    backend.requests.length = 0;
    nodes = [
      { node: 'a', timestampMs: 1 },
      { node: 'b', timestampMs: 2 },
    ];
    clock.set(clock.nowMs() + 5_000);
    await publisher.publish(signal);
    expect(backend.pushes()).toEqual([
      expect.objectContaining({ nodes: [{ node: 'b', timestampMs: 2 }] }),
    ]);
  });

  it('goes on sending the rest when the clock is set back', async () => {
    await publish();
    const nowMs = clock.nowMs.bind(clock);
    clock.nowMs = () => nowMs() - 3_600_000;
    const sent: boolean[] = [];
    for (let i = 0; i < 4; i += 1) {
      backend.requests.length = 0;
      await publisher.publish(signal);
      sent.push(backend.pushes().some(push => push.sources));
      clock.set(nowMs() + 5_000);
    }
    expect(sent).toEqual([true, false, false, true]);
  });

  it('sends the complete list of routes when it changes', async () => {
    routes = [route('a.example.com')];
    await publish();
    await publish();
    expect(backend.pushes().some(push => push.routes)).toBe(false);
    routes = [route('a.example.com'), route('b.example.com')];
    await publish();
    expect(backend.pushes().find(push => push.routes).routes).toMatchObject({
      generation: 43,
      complete: true,
      upserts: [{ host: 'a.example.com' }, { host: 'b.example.com' }],
    });
  });

  it('ends when it is fenced off, and not for anything less', async () => {
    backend.behave = () => FakeBackend.error(401);
    expect(await publish()).toBe('done');
    backend.behave = () => FakeBackend.error(400);
    expect(await publish()).toBe('done');
    backend.behave = () => FakeBackend.error(409, 'session_fenced');
    expect(await publish()).toBe('fenced');
  });

  it.each(['nodes', 'sources', 'resources', 'events', 'usage'])(
    'sends the rest where the backend refuses %s',
    async refused => {
      const accept = backend.behave;
      backend.behave = request =>
        refused in request.json ? FakeBackend.error(400) : accept(request);
      const sendAll = async () => {
        nodes = [{ node: 'a', timestampMs: clock.nowMs() }];
        put('a', clock.nowMs());
        routes = [route(`${clock.nowMs()}.example.com`)];
        events.upsert({
          metadata: {
            name: 'e',
            namespace: 'shop',
            uid: `${clock.nowMs()}`,
            resourceVersion: '1',
          },
          involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
          eventTime: '2026-11-20T12:00:00Z',
        });
        await publish();
        return backend.pushes().flatMap(push => Object.keys(push));
      };
      for (const round of [1, 2]) {
        const all = ['nodes', 'sources', 'resources', 'events', 'usage'];
        const sent = await sendAll();
        expect([round, ...sent]).toEqual(
          expect.arrayContaining([round, ...all, 'routes']),
        );
      }
      // Nodes go out more often than the rest: what is wrong with them must not put it off.
      for (let i = 0; i < 3; i += 1) {
        nodes = [{ node: 'a', timestampMs: clock.nowMs() }];
        backend.requests.length = 0;
        clock.set(clock.nowMs() + 5_000);
        await publisher.publish(signal);
      }
      expect(backend.pushes().some(push => push.sources)).toBe(true);
    },
  );

  it('sends what changed in the next round, long before the state is due', async () => {
    put('a');
    await publish();
    backend.requests.length = 0;
    put('b');
    clock.set(clock.nowMs() + 5_000);
    await publisher.publish(signal);
    expect(mirror.names()).toEqual(['a', 'b']);
    // Nothing changed: nothing is sent.
    backend.requests.length = 0;
    clock.set(clock.nowMs() + 5_000);
    await publisher.publish(signal);
    expect(backend.pushes()).toEqual([]);
  });

  it('goes through a proxy that takes only small requests, in smaller pieces', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `n${i}`).sort();
    names.forEach(name => put(name));
    const accept = backend.behave;
    let largest = 0;
    backend.behave = request => {
      if (request.text.length > 20_000) {
        return { status: 413, body: '<html>Too Large</html>' };
      }
      largest = Math.max(largest, request.text.length);
      return accept(request);
    };
    for (let round = 0; round < 8; round += 1) await publish();
    expect(mirror.names().sort()).toEqual(names);
    expect(largest).toBeLessThan(20_000);
    // Learnt: nothing is refused for its size any more.
    put('late');
    await publish();
    expect(mirror.names()).toContain('late');
  });

  it('makes pieces smaller although something else is refused for its content', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `n${i}`).sort();
    names.forEach(name => put(name));
    nodes = [{ node: 'n1', timestampMs: 1 }];
    const accept = backend.behave;
    backend.behave = request => {
      if (request.text.length > 20_000) {
        return { status: 413, body: '<html>Too Large</html>' };
      }
      return request.json.nodes?.length > 0
        ? FakeBackend.error(400)
        : accept(request);
    };
    for (let round = 0; round < 8; round += 1) {
      await publish();
      clock.set(clock.nowMs() + 60_000);
    }
    expect(mirror.names().sort()).toEqual(names);
  });

  it('replaces what no database stores, so that nothing is refused for it', async () => {
    store.upsert(
      entry,
      store.trim(entry, {
        metadata: {
          name: 'a',
          namespace: 'shop',
          uid: 'a',
          resourceVersion: '1',
          labels: { note: 'a\0b\ud800' },
        },
      })!,
    );
    await publish();
    expect(sentResources()[0].upserts[0].data.labels).toEqual({
      note: 'a\ufffdb\ufffd',
    });
    expect(backend.requests.every(({ text }) => !/\\u/.test(text))).toBe(true);
  });

  describe('events', () => {
    const book = (uid: string, count = 1, message = '') =>
      events.upsert({
        metadata: { name: uid, namespace: 'shop', uid, resourceVersion: '1' },
        involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
        message,
        count,
        eventTime: '2026-11-20T12:00:00Z',
      });
    const sent = () =>
      backend
        .pushes()
        .map(push => pushRequestSchema.parse(push).events)
        .filter(part => part.length > 0)
        .map(part => part.map(event => `${event.uid}×${event.count}`));

    it('are sent once, and again when they happened again', async () => {
      book('a');
      book('b');
      await publish();
      expect(sent()).toEqual([['a×1', 'b×1']]);
      book('b', 2);
      book('c');
      await publish();
      expect(sent()).toEqual([['b×2', 'c×1']]);
      await publish();
      expect(sent()).toEqual([]);
    });

    it('go out while the lists of resources are still being read', async () => {
      complete = false;
      book('a');
      await publish();
      expect(sent()).toEqual([['a×1']]);
    });

    it('that were not answered are sent again, those before them not', async () => {
      // Too long for one request, or two.
      for (let i = 0; i < 2_500; i++) book(`e${i}`, 1, 'x'.repeat(1_000));
      const accept = backend.behave;
      let answered = 0;
      backend.behave = request => {
        if (request.json.events && answered++ > 0) {
          return FakeBackend.error(503);
        }
        return accept(request);
      };
      await publish();
      const [first, second] = sent();
      backend.behave = accept;
      await publish();
      expect(sent()[0]).toEqual(second);
      expect([...first, ...sent().flat()]).toEqual(
        Array.from({ length: 2_500 }, (_, i) => `e${i}×1`),
      );
    });

    it('are all sent again by a new session', async () => {
      book('a');
      await publish();
      publisher = createPublisher();
      await publish();
      expect(sent()).toEqual([['a×1']]);
    });
  });
});

describe('packItems', () => {
  it('cuts by number and by bytes, and leaves out what fits nowhere', () => {
    const tooLarge: string[] = [];
    const limits = { maxRows: 2, maxBytes: 20 };
    const fitting = ['a', 'b', 'c', 'x'.repeat(15), 'y'.repeat(15)];
    const huge = 'z'.repeat(1_048_576);
    expect(
      packItems([...fitting, huge], item => tooLarge.push(item), limits),
    ).toEqual([['a', 'b'], ['c'], ['x'.repeat(15)], ['y'.repeat(15)]]);
    expect(tooLarge).toEqual([huge]);
    expect(packItems([])).toEqual([]);
  });

  it('sends alone what is larger than small limits, and fits a request', () => {
    const large = 'x'.repeat(100);
    const limits = { maxRows: 2, maxBytes: 20 };
    expect(packItems(['a', large, 'b'], undefined, limits)).toEqual([
      ['a'],
      [large],
      ['b'],
    ]);
  });

  it('leaves out what holds a list that no push may hold', () => {
    const keys = (count: number) => ({ data: { keys: Array(count).fill(1) } });
    const tooLarge: unknown[] = [];
    const item = keys(10_001);
    expect(packItems([keys(10_000), item], i => tooLarge.push(i))).toEqual([
      [keys(10_000)],
    ]);
    expect(tooLarge).toEqual([item]);
  });
});
