import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import { createLogger } from '../Logger';
import { StateStore } from '../state/StateStore';
import { FakeBackend } from '../testing/FakeBackend';
import { BackendClient } from './BackendClient';
import { Deliverer, type DeliveryEnd } from './Deliverer';
import { Session } from './Session';

const START_MS = 1_800_000_000_000;
const PAGE = { status: 413, body: '<html>Request Entity Too Large</html>' };

/** `rows` routes, of which the n-th had n requests. */
const slotOf = (rows: number): Slot => ({
  startMs: START_MS,
  durationMs: 30_000,
  coversFromMs: START_MS,
  coversThroughMs: START_MS + 30_000,
  requests: Array.from({ length: rows }, (_, i) => ({
    series: { kind: 'unmapped', service: `s${i}@file` },
    codes: { 200: i + 1 },
    methods: {},
  })),
  nodes: [],
});
const requestsOf = (slots: readonly Slot[]) =>
  slots
    .flatMap(slot => slot.requests)
    .reduce((sum, row) => sum + row.codes[200], 0);
const of = (rows: number) => (rows * (rows + 1)) / 2;

/** Takes each sequence once, as `push-v1` says of the backend. */
class LedgerBackend extends FakeBackend {
  readonly taken = new Map<number, { digest: string; slots: Slot[] }>();
  /** What stands before it takes requests of so many bytes of JSON. */
  maxBytes = Infinity;
  losesAnswers = 0;
  largest = 0;

  override behave: FakeBackend['behave'] = ({ route, json, text }) => {
    if (route !== 'push') return undefined;
    if (text.length > this.maxBytes) return PAGE;
    const known = this.taken.get(json.sequence);
    if (known && known.digest !== json.digest) {
      return FakeBackend.error(409, 'sequence_conflict');
    }
    this.largest = Math.max(this.largest, text.length);
    this.taken.set(json.sequence, json);
    if (this.losesAnswers > 0) {
      this.losesAnswers -= 1;
      throw new TypeError('fetch failed');
    }
    return known && { body: { result: 'duplicate' } };
  };

  get slots() {
    return [...this.taken.values()].flatMap(({ slots }) => slots);
  }
}

describe('behind a proxy that takes only small requests', () => {
  let directory: string;
  let store: StateStore;
  let backend: LedgerBackend;
  let nowMs: number;
  let sleeps: number;
  let stop: AbortController;
  let pause: Clock['sleep'];

  const open = () =>
    StateStore.open(directory, {
      maxSpoolBytes: 1 << 26,
      nowMs: () => nowMs,
    });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'small-proxy-'));
    nowMs = START_MS + 30_000;
    store = open();
    backend = new LedgerBackend();
    sleeps = 0;
    stop = new AbortController();
    pause = async () => {};
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  const count = (rows: number) =>
    store.commitRound({
      slots: [slotOf(rows)],
      baselines: [],
      roundMs: nowMs,
    });

  const deliver = async () => (await createDelivery())();

  async function createDelivery(): Promise<() => Promise<DeliveryEnd>> {
    const clock: Clock = {
      nowMs: () => nowMs,
      random: () => 0,
      sleep: async (ms, signal) => {
        sleeps += 1;
        if (sleeps === 5) stop.abort();
        await pause(ms, signal);
      },
    };
    const client = new BackendClient({
      masterUrl: 'https://portal.example',
      readToken: () => 'token',
      timeoutMs: 1_000,
      fetch: backend.fetch,
      nowMs: () => nowMs,
    });
    const opened = await client.openSession(
      {
        protocol: 1,
        role: 'live',
        streamId: store.streamId,
        agent: { version: '1', hostname: 'h' },
      },
      stop.signal,
    );
    const deliverer = new Deliverer({
      source: store,
      clock,
      logger: createLogger('error', () => {}),
    });
    const session = new Session(
      client,
      'live',
      store.streamId,
      opened,
      () => nowMs,
    );
    return () => deliverer.deliverAll(session, stop.signal);
  }
  const isEmpty = () =>
    store.next() === undefined && store.spoolStats().slots === 0;

  it('gets everything through in smaller parts, and gives nothing up', async () => {
    count(1_500);
    backend.maxBytes = 20_000;
    expect(await deliver()).toBe('done');
    expect(requestsOf(backend.slots)).toBe(of(1_500));
    expect(isEmpty()).toBe(true);
    expect(sleeps).toBe(0);
  });

  it('remembers for a while what the proxy takes, then tries larger parts again', async () => {
    count(1_500);
    backend.maxBytes = 20_000;
    await deliver();
    count(1_500);
    backend.requests.length = 0;
    await deliver();
    const refused = () =>
      backend.requests.filter(({ text }) => text.length > backend.maxBytes);
    expect(refused()).toEqual([]);
    nowMs += 8 * 3_600_000;
    backend.maxBytes = Infinity;
    backend.largest = 0;
    count(1_500);
    await deliver();
    expect(backend.largest).toBeGreaterThan(100_000);
    expect(requestsOf(backend.slots)).toBe(3 * of(1_500));
  });

  it('counts nothing twice where the whole was counted before the proxy refused it', async () => {
    count(1_500);
    backend.losesAnswers = 1;
    const behave = backend.behave;
    let attempts = 0;
    backend.behave = request => {
      if (request.route === 'push') attempts += 1;
      if (attempts > 1) backend.maxBytes = 20_000;
      return behave(request);
    };
    expect(await deliver()).toBe('done');
    expect(requestsOf(backend.slots)).toBe(of(1_500));
    expect(isEmpty()).toBe(true);
  });

  /** What the proxy takes, until a request that it takes ends without an answer. */
  type Step = { maxBytes: number; end?: 'lost' | 'counted' };
  const follow = (...steps: Step[]) => {
    const { behave } = backend;
    backend.behave = request => {
      if (request.route !== 'push') return behave(request);
      backend.maxBytes = steps[0].maxBytes;
      if (request.text.length > backend.maxBytes) return PAGE;
      const end = steps.length > 1 ? steps.shift()!.end : undefined;
      if (end === 'lost') throw new TypeError('fetch failed');
      if (end === 'counted') backend.losesAnswers = 1;
      return behave(request);
    };
  };

  it('loses nothing where a piece was counted before the proxy refused it', async () => {
    count(1_500);
    follow({ maxBytes: 100_000, end: 'counted' }, { maxBytes: 40_000 });
    expect(await deliver()).toBe('done');
    expect(requestsOf(backend.slots)).toBe(of(1_500));
    expect(isEmpty()).toBe(true);
  });

  it('records a gap where nobody can tell which of two was counted', async () => {
    count(1_500);
    follow(
      { maxBytes: Infinity, end: 'lost' },
      { maxBytes: 100_000, end: 'counted' },
      { maxBytes: 40_000 },
    );
    expect(await deliver()).toBe('done');
    expect(requestsOf(backend.slots)).toBeLessThan(of(1_500));
    count(1);
    const [gap] = store.next()!.gaps;
    expect(gap.reason).toBe('a part was split twice without an answer');
    expect(gap.fromMs).toBeLessThan(gap.toMs);
    expect(gap.toMs).toBe(START_MS + 30_000);
  });

  it('loses and repeats nothing where the agent is killed between two pieces', async () => {
    count(1_500);
    const whole = store.next()!;
    expect(store.split(whole.sequence)).toBe(true);
    store.close();
    store = open();
    backend.maxBytes = 60_000;
    expect(await deliver()).toBe('done');
    expect(requestsOf(backend.slots)).toBe(of(1_500));
    expect(isEmpty()).toBe(true);
  });

  it('hands all of it to a newer stream that has not covered it', () => {
    count(1_500);
    store.split(store.next()!.sequence);
    store.onSessionOpened({ lastStreamId: 'other', ackedThroughMs: START_MS });
    const { slotsJson } = store.next()!;
    const sent = JSON.parse(slotsJson) as Slot[];
    expect(requestsOf(sent)).toBeLessThan(of(1_500));
    let total = 0;
    for (let part = store.next(); part; part = store.next()) {
      total += requestsOf(JSON.parse(part.slotsJson));
      store.acknowledge(part.sequence);
    }
    expect(total).toBe(of(1_500));
  });

  it('sends one thing at a time, so that nobody answers for another’s part', async () => {
    count(1_500);
    const take = backend.fetch;
    let pushes = 0;
    let release = () => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    // The first push waits at a proxy for long, the second one is another's.
    Object.assign(backend, {
      fetch: async (...request: Parameters<typeof fetch>) => {
        if (!String(request[0]).endsWith('/push')) return take(...request);
        pushes += 1;
        if (pushes > 1) return take(...request);
        await released;
        return new Response(PAGE.body, { status: PAGE.status });
      },
    });
    const send = await createDelivery();
    const ends = [send(), send()];
    await new Promise(setImmediate);
    release();
    expect(await Promise.all(ends)).toEqual(['done', 'done']);
    expect(requestsOf(backend.slots)).toBe(of(1_500));
    expect(isEmpty()).toBe(true);
  });

  it('waits no longer before it tries again once somebody else wants to send', async () => {
    count(10);
    pause = (_, signal) =>
      new Promise(resolve => {
        signal.addEventListener('abort', () => resolve());
      });
    follow({ maxBytes: Infinity, end: 'lost' }, { maxBytes: Infinity });
    const send = await createDelivery();
    const first = send();
    while (sleeps === 0) await new Promise(setImmediate);
    expect(await send()).toBe('done');
    expect(await first).toBe('done');
    expect(requestsOf(backend.slots)).toBe(of(10));
  });

  it('keeps a part that no proxy takes, and goes on trying', async () => {
    count(10);
    backend.maxBytes = 0;
    expect(await deliver()).toBe('done');
    expect(sleeps).toBe(5);
    expect(backend.taken.size).toBe(0);
    expect(store.next()).toBeDefined();
  });

  it('puts aside what the backend itself calls too large', async () => {
    count(10);
    backend.behave = ({ route }) =>
      route === 'push' ? FakeBackend.error(413) : undefined;
    expect(await deliver()).toBe('done');
    expect(isEmpty()).toBe(true);
  });
});
