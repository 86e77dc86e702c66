import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBook } from '../events/EventBook';
import { KINDS } from '../kubernetes/kinds';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { createSoleLeadership } from '../leader/Leadership';
import { createLogger } from '../Logger';
import { rowOf, slotAt } from '../slots/slots.examples';
import { StateStore } from '../state/StateStore';
import { FakeBackend } from '../testing/FakeBackend';
import { ManualClock } from '../testing/ManualClock';
import { BackendClient } from './BackendClient';
import { BackendClock } from './BackendClock';
import { runHeartbeat } from './Heartbeat';
import { PartSize } from './PartSize';
import { LeadLoop } from './LeadLoop';

const START_MS = Date.UTC(2026, 10, 20);

describe('LeadLoop', () => {
  let directory: string;
  let backend: FakeBackend;
  let clock: ManualClock;
  let store: StateStore;
  let loop: LeadLoop;
  let stop: AbortController;
  let running: Promise<void>;
  let client: BackendClient;
  const logger = createLogger('error', () => {});

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-lead-'));
    backend = new FakeBackend();
    clock = new ManualClock(START_MS + 60_000);
    store = StateStore.open(directory, {
      maxSpoolBytes: 1_000_000,
      nowMs: () => clock.nowMs(),
    });
    client = new BackendClient({
      masterUrl: 'http://b',
      readToken: () => 't',
      timeoutMs: 1_000,
      fetch: backend.fetch,
      nowMs: () => clock.nowMs(),
    });
    stop = new AbortController();
    loop = new LeadLoop({
      client,
      store,
      leadership: createSoleLeadership(),
      clusterId: 'test',
      agent: { version: '1', hostname: 'h' },
      publisher: {
        resources: new ResourceStore(KINDS),
        isSettled: () => true,
        unknownKinds: () => [],
        routesAreComplete: () => true,
        events: new EventBook(),
        routes: () => undefined,
        nodes: () => [],
        sources: () => [],
        partSize: new PartSize(() => 0),
        nodesIntervalMs: 5_000,
        stateIntervalMs: 15_000,
        clock,
        logger,
      },
      pushIntervalMs: 15_000,
      clock,
      backendNowMs: () => clock.nowMs(),
      logger,
    });
  });
  afterEach(async () => {
    stop.abort();
    await running;
    store.close();
    rmSync(directory, { recursive: true });
  });

  const start = () => {
    running = loop.run(stop.signal);
  };
  const commit = (index: number) =>
    store.commitRound({
      slots: [
        slotAt(START_MS + index * 30_000, {
          requests: [rowOf('a', { 200: 1 })],
        }),
      ],
      baselines: [],
      roundMs: clock.nowMs(),
    });
  const sessions = () =>
    backend.requests.filter(({ route }) => route === 'session').length;
  const sequences = () => backend.pushes().flatMap(push => push.sequence ?? []);

  it('opens a session and sends a slot two seconds after it closed', async () => {
    start();
    await clock.advance(0, 50);
    expect(loop.isWriting).toBe(true);
    await clock.advance(10_000, 20);
    commit(0);
    expect(sequences()).toEqual([]);
    await clock.advance(7_000, 20);
    expect(sequences()).toEqual([1]);
  });

  it('sends at once what is stored when it is about to leave', async () => {
    start();
    await clock.advance(10_000, 50);
    commit(0);
    await loop.flush(stop.signal);
    expect(sequences()).toEqual([1]);
    expect(store.next()).toBeUndefined();
  });

  it('opens a session again and again until the backend is there', async () => {
    backend.behave = () => FakeBackend.error(503);
    start();
    await clock.advance(10_000, 20);
    expect(sessions()).toBeGreaterThan(2);
    expect(loop.isWriting).toBe(false);
    backend.behave = () => undefined;
    await clock.advance(30_000, 20);
    expect(loop.isWriting).toBe(true);
  });

  it('opens a session again at once where the backend does not know it', async () => {
    commit(0);
    let known = false;
    backend.behave = ({ route }) =>
      !known && route === 'push'
        ? FakeBackend.error(409, 'session_unknown')
        : undefined;
    start();
    await clock.advance(1_000, 50);
    known = true;
    await clock.advance(5_000, 50);
    expect(sessions()).toBeGreaterThan(1);
    expect(sequences().length).toBeGreaterThan(0);
    expect(store.next()).toBeUndefined();
  });

  it('stands by once it is fenced off, for as long as the other one writes', async () => {
    let fenced = true;
    commit(0);
    backend.behave = ({ route }) =>
      fenced && route === 'push'
        ? FakeBackend.error(409, 'session_fenced')
        : undefined;
    start();
    await clock.advance(1_000, 50);
    expect(sessions()).toBe(1);
    for (let minute = 1; minute <= 10; minute++) {
      loop.onAcked(START_MS + minute * 60_000);
      await clock.advance(60_000, 10);
    }
    expect(sessions()).toBe(1);
    expect(store.spoolStats().slots).toBe(0);

    fenced = false;
    await clock.advance(130_000, 10);
    expect(sessions()).toBe(2);
    expect(loop.isWriting).toBe(true);
  });

  it('goes on as a new stream when its sequence was used with other content', async () => {
    const { streamId } = store;
    commit(0);
    backend.behave = ({ route, json }) =>
      route === 'push' && json.streamId === streamId && json.sequence
        ? FakeBackend.error(409, 'sequence_conflict')
        : undefined;
    start();
    await clock.advance(5_000, 50);
    commit(1);
    await clock.advance(30_000, 20);
    const last = backend
      .pushes()
      .filter(push => push.sequence)
      .pop();
    expect(last.streamId).not.toBe(streamId);
    expect(last).toMatchObject({
      sequence: 1,
      gaps: [{ fromMs: START_MS, toMs: START_MS + 30_000 }],
    });
  });

  it('asks again how far the backend covers when its slots overlap', async () => {
    commit(0);
    commit(1);
    backend.behave = ({ route, json }) => {
      if (route === 'session' && sessions() > 1) {
        return {
          body: { lastStreamId: 'other', ackedThroughMs: START_MS + 30_000 },
        };
      }
      return route === 'push' && sessions() === 1 && json.sequence
        ? FakeBackend.error(409, 'coverage_overlap')
        : undefined;
    };
    start();
    await clock.advance(30_000, 20);
    const last = backend
      .pushes()
      .filter(push => push.sequence)
      .pop();
    expect(last.slots.map((s: { startMs: number }) => s.startMs)).toEqual([
      START_MS + 30_000,
    ]);
  });

  /** What better-sqlite3 throws once the disk is full. */
  const diskFull = () =>
    Object.assign(new Error('database or disk is full'), {
      code: 'SQLITE_FULL',
    });

  it('goes on once the disk has room again', async () => {
    commit(0);
    const full = jest.spyOn(store, 'next').mockImplementation(() => {
      throw diskFull();
    });
    start();
    await clock.advance(20_000, 20);
    expect(sequences()).toEqual([]);
    full.mockRestore();
    await clock.advance(90_000, 20);
    expect(sequences()).toEqual([1]);
  });

  it('ends with any other error, when nothing runs any more', async () => {
    jest.spyOn(store, 'next').mockImplementation(() => {
      throw new TypeError('a mistake');
    });
    await expect(loop.run(stop.signal)).rejects.toThrow('a mistake');
    const requests = backend.requests.length;
    await clock.advance(60_000, 20);
    expect(backend.requests).toHaveLength(requests);
  });

  it('ends when the token belongs to another cluster', async () => {
    backend.behave = ({ route, json }) =>
      route === 'session' && json.clusterId === 'test'
        ? FakeBackend.error(409, 'cluster_mismatch')
        : undefined;
    await expect(loop.run(stop.signal)).rejects.toThrow(/^cluster_id: /);
  });

  it('shows that it lives also while the disk is full', async () => {
    backend.behave = () => ({ body: { ackedThroughMs: 5 } });
    const heartbeat = runHeartbeat(
      {
        client,
        store,
        agent: { version: '1', hostname: 'h', startedMs: 1 },
        isLeader: () => false,
        sources: () => [],
        intervalMs: 15_000,
        clock,
        logger,
        onAcked: () => {
          throw diskFull();
        },
      },
      stop.signal,
    );
    await clock.advance(31_000, 20);
    expect(backend.requests.map(r => r.route)).toEqual([
      'heartbeat',
      'heartbeat',
      'heartbeat',
    ]);
    stop.abort();
    await heartbeat;
  });

  it('shows that it lives, also while it does not write', async () => {
    const acked: number[] = [];
    backend.behave = () => ({ body: { ackedThroughMs: 5 } });
    const heartbeat = runHeartbeat(
      {
        client,
        store,
        agent: { version: '1', hostname: 'h', startedMs: 1 },
        isLeader: () => false,
        sources: () => [{ name: 'x', state: 'ok' }],
        intervalMs: 15_000,
        clock,
        logger,
        onAcked: ms => acked.push(ms),
      },
      stop.signal,
    );
    commit(0);
    await clock.advance(16_000, 20);
    expect(backend.requests.map(r => r.route)).toEqual([
      'heartbeat',
      'heartbeat',
    ]);
    expect(backend.requests[1].json).toMatchObject({
      agent: { leader: false },
      sources: [{ name: 'x', state: 'ok' }],
      spool: { slots: 1, oldestMs: START_MS },
    });
    expect(acked).toEqual([5, 5]);
    stop.abort();
    await heartbeat;
  });
});

describe('BackendClock', () => {
  const logger = createLogger('error', () => {});
  const clockAt = (nowMs: number) => new ManualClock(nowMs);

  it('takes over the backend’s time where the difference is more than the network’s', () => {
    const stored = { clockOffsetMs: 0 };
    const clock = new BackendClock(clockAt(10_000), logger, stored);
    clock.observe({
      serverTimeMs: 10_900,
      sentAtMs: 9_900,
      receivedAtMs: 10_100,
    });
    expect(clock.nowMs()).toBe(10_000);
    clock.observe({
      serverTimeMs: 70_000,
      sentAtMs: 9_900,
      receivedAtMs: 10_100,
    });
    expect(clock.nowMs()).toBe(70_000);
    expect(stored.clockOffsetMs).toBe(60_000);
  });

  it('keeps the time that it could not store', () => {
    const stored = {
      get clockOffsetMs() {
        return 0;
      },
      set clockOffsetMs(_: number) {
        throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
      },
    };
    const clock = new BackendClock(clockAt(10_000), logger, stored);
    clock.observe({ serverTimeMs: 70_000, sentAtMs: 0, receivedAtMs: 100 });
    expect(clock.nowMs()).toBe(79_950);
  });

  it('believes no answer that took too long', () => {
    const stored = { clockOffsetMs: 0 };
    const clock = new BackendClock(clockAt(10_000), logger, stored);
    clock.observe({ serverTimeMs: 70_000, sentAtMs: 0, receivedAtMs: 10_000 });
    expect(clock.nowMs()).toBe(10_000);
  });
});
