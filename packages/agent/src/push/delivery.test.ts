import type { Gap } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import { createLogger } from '../Logger';
import type { FrozenPart, PartSource } from '../state/FrozenPart';
import { FakeBackend } from '../testing/FakeBackend';
import { BackendClient } from './BackendClient';
import { Deliverer } from './Deliverer';
import type { PushError } from './PushError';
import { Session } from './Session';

class Parts implements PartSource {
  readonly rejected: string[] = [];
  constructor(readonly waiting: FrozenPart[]) {}
  next() {
    return this.waiting[0];
  }
  acknowledge() {
    this.waiting.shift();
  }
  reject(_: number, reason: string) {
    this.rejected.push(reason);
    this.waiting.shift();
  }
}

const gap: Gap = { fromMs: 1, toMs: 2, reason: 'r' };
const part = (sequence: number): FrozenPart => ({
  sequence,
  digest: 'd'.repeat(64),
  // Not as JSON.stringify would write it: it must go out as it is.
  slotsJson: `[ {"startMs": ${sequence}} ]`,
  gaps: [gap],
  coversFromMs: 0,
  coversThroughMs: 1,
});

describe('delivering', () => {
  let backend: FakeBackend;
  let sleeps: number[];
  let log: any[];
  let stop: AbortController;
  let token: string;

  beforeEach(() => {
    backend = new FakeBackend();
    sleeps = [];
    log = [];
    stop = new AbortController();
    token = 'the-token';
  });

  const clock = (): Clock => ({
    nowMs: () => 77,
    random: () => 0.999999,
    sleep: async ms => {
      sleeps.push(Math.round(ms));
      if (sleeps.length >= 10) stop.abort();
    },
  });
  const client = () =>
    new BackendClient({
      masterUrl: 'https://portal.example',
      readToken: () => token,
      timeoutMs: 1_000,
      fetch: backend.fetch,
      nowMs: () => 77,
    });
  const deliver = async (source: PartSource) => {
    const api = client();
    const opened = await api.openSession(
      {
        protocol: 1,
        role: 'live',
        streamId: 's',
        agent: { version: '1', hostname: 'h' },
      },
      stop.signal,
    );
    const session = new Session(api, 'live', 's', opened, () => 77);
    backend.requests.length = 0;
    return new Deliverer({
      source,
      clock: clock(),
      logger: createLogger('debug', line => log.push(JSON.parse(line))),
    }).deliverAll(session, stop.signal);
  };

  it('sends the frozen text as it is, within the envelope of the session', async () => {
    expect(await deliver(new Parts([part(1)]))).toBe('done');
    const [{ text, json, headers }] = backend.requests;
    expect(text).toContain('"slots":[ {"startMs": 1} ]');
    expect(json).toEqual({
      protocol: 1,
      session: { role: 'live', epoch: 1 },
      streamId: 's',
      sentAtMs: 77,
      sequence: 1,
      digest: 'd'.repeat(64),
      gaps: [gap],
      slots: [{ startMs: 1 }],
    });
    expect(headers.get('authorization')).toBe('Bearer the-token');
  });

  it('repeats a part until it is answered, and only then sends the next', async () => {
    const failures = [
      () => {
        throw new TypeError('fetch failed', {
          cause: new Error('ECONNREFUSED'),
        });
      },
      () => FakeBackend.error(503),
      () => FakeBackend.error(500),
      () => ({ body: { result: 'something else' } }),
    ];
    backend.behave = r =>
      r.route === 'push' ? failures.shift()?.() : undefined;
    expect(await deliver(new Parts([part(1), part(2)]))).toBe('done');
    expect(backend.pushes().map(p => p.sequence)).toEqual([1, 1, 1, 1, 1, 2]);
    expect(log[0]).toMatchObject({
      level: 'warn',
      reason: 'push: fetch failed: ECONNREFUSED',
    });
  });

  it('waits longer and longer, up to a minute', async () => {
    backend.behave = r =>
      r.route === 'push' ? FakeBackend.error(503) : undefined;
    await deliver(new Parts([part(1)]));
    expect(sleeps.map(ms => Math.ceil(ms / 1000))).toEqual([
      1, 2, 4, 8, 16, 32, 60, 60, 60, 60,
    ]);
  });

  it('waits at least as long as the backend asks, but not for ever', async () => {
    backend.behave = r =>
      r.route === 'push'
        ? { ...FakeBackend.error(429), headers: { 'retry-after': '9' } }
        : undefined;
    await deliver(new Parts([part(1)]));
    expect(sleeps[0]).toBe(9_000);
  });

  it('puts a refused part aside and goes on with the next', async () => {
    const source = new Parts([part(1), part(2)]);
    backend.behave = r =>
      r.json.sequence === 1
        ? FakeBackend.error(400, undefined, 'slots[0]: too old')
        : undefined;
    expect(await deliver(source)).toBe('done');
    expect(source.rejected).toEqual(['push: status 400: slots[0]: too old']);
    expect(backend.pushes().map(p => p.sequence)).toEqual([1, 2]);
  });

  it.each([
    ['session_fenced', 'fenced'],
    ['coverage_overlap', 'overlap'],
    ['sequence_conflict', 'sequence_conflict'],
    ['session_unknown', 'unknown_session'],
    [undefined, 'fenced'],
  ])('ends at a conflict %s and keeps the part', async (code, end) => {
    const source = new Parts([part(1)]);
    backend.behave = r =>
      r.route === 'push' ? FakeBackend.error(409, code) : undefined;
    expect(await deliver(source)).toBe(end);
    expect(source.waiting).toHaveLength(1);
  });

  it.each([
    ['400 and a page', { status: 400, body: '<html>Bad Request</html>' }],
    ['413 and a page', { status: 413, body: '<html>Too Large</html>' }],
    ['409 and words of its own', { status: 409, body: { message: 'no' } }],
    ['422 and an error without a name', { status: 422, body: { error: {} } }],
    [
      'a slot ahead of the backend’s clock',
      FakeBackend.error(409, 'slot_ahead'),
    ],
  ])(
    'sends a part again after %s, which is no verdict on it',
    async (_, answer) => {
      const source = new Parts([part(1)]);
      let pushes = 0;
      backend.behave = request => {
        if (request.route === 'push') pushes += 1;
        return request.route === 'push' && pushes <= 2 ? answer : undefined;
      };
      expect(await deliver(source)).toBe('done');
      expect(pushes).toBe(3);
      expect(source.rejected).toEqual([]);
      expect(source.waiting).toHaveLength(0);
      expect(log.length).toBeGreaterThan(0);
    },
  );

  it('keeps trying slowly with a token that is not accepted, and says what to do', async () => {
    backend.behave = r => {
      if (r.route !== 'push') return undefined;
      if (sleeps.length === 2) token = 'the-new-token';
      return r.headers.get('authorization') === 'Bearer the-new-token'
        ? undefined
        : FakeBackend.error(401);
    };
    expect(await deliver(new Parts([part(1)]))).toBe('done');
    expect(Math.min(...sleeps)).toBeGreaterThanOrEqual(30_000);
    expect(log[0].advice).toContain('token_file');
    expect(JSON.stringify(log)).not.toMatch(/the-(new-)?token/);
  });

  it.each([
    [401, expect.stringContaining('proxy')],
    [403, expect.stringContaining('proxy')],
    [404, expect.stringContaining('master_url')],
    [502, undefined],
  ])(
    'keeps a part after a %i of something in between',
    async (status, advice) => {
      const source = new Parts([part(1)]);
      backend.behave = ({ route }) =>
        route === 'push' && sleeps.length < 2
          ? { status, body: '<html>Sign in</html>' }
          : undefined;
      expect(await deliver(source)).toBe('done');
      expect(source.rejected).toEqual([]);
      expect(source.waiting).toEqual([]);
      expect(log[0].advice).toEqual(advice);
    },
  );

  it('compresses what is large', async () => {
    const large = { ...part(1), slotsJson: `["${'x'.repeat(5_000)}"]` };
    await deliver(new Parts([large]));
    expect(backend.requests[0].headers.get('content-encoding')).toBe('gzip');
    expect(backend.requests[0].json.slots[0]).toHaveLength(5_000);
  });

  it('stops at once when told to, without acknowledging anything', async () => {
    const source = new Parts([part(1)]);
    backend.behave = r => {
      if (r.route === 'push') {
        stop.abort();
        stop.signal.throwIfAborted();
      }
      return undefined;
    };
    expect(await deliver(source)).toBe('done');
    expect(source.waiting).toHaveLength(1);
  });
});

describe('a token that no header can hold', () => {
  it.each(['sec\nret', 'secr€t', 'sec ret', ''])(
    'is never repeated: %j',
    async token => {
      const client = new BackendClient({
        masterUrl: 'http://127.0.0.1:1',
        readToken: () => token,
        timeoutMs: 1_000,
        nowMs: () => 0,
      });
      const error: PushError = await client
        .push('{}', new AbortController().signal)
        .then(
          () => undefined,
          e => e,
        );
      expect(error).toMatchObject({ kind: 'unauthorized' });
      expect(error.message).toBe(
        'the token is empty or holds characters that no token has',
      );
    },
  );
});
