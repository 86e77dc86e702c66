import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { systemClock } from '../Clock';
import { createLogger } from '../Logger';
import { BackendClient } from '../push/BackendClient';
import { requestsIn, rowOf, slotAt } from '../slots/slots.examples';
import { FakeBackend } from '../testing/FakeBackend';
import { readLines } from './readLines';
import { readSlots } from './readSlots';
import { replay, type ReplayProgress } from './replay';

async function* linesOf(...lines: string[]) {
  yield* lines;
}
async function* chunksOf(...chunks: string[]) {
  for (const chunk of chunks) yield new TextEncoder().encode(chunk);
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

describe('readLines', () => {
  it('cuts a stream into lines wherever its chunks end', async () => {
    expect(await collect(readLines(chunksOf('a\nb', 'c\r\n', '\nd')))).toEqual([
      'a',
      'bc',
      '',
      'd',
    ]);
    expect(await collect(readLines(chunksOf('a\n')))).toEqual(['a']);
    expect(await collect(readLines(chunksOf()))).toEqual([]);
  });
});

describe('readSlots', () => {
  const text = (slot: Slot) => JSON.stringify(slot);

  it('reads slots and skips empty lines', async () => {
    const slots = [slotAt(0), slotAt(30_000)];
    expect(
      await collect(readSlots(linesOf(text(slots[0]), '', text(slots[1])))),
    ).toEqual(slots);
  });

  it.each([
    ['what is no JSON', '{', 'line 2: is not JSON'],
    [
      'a wrong field',
      text({ ...slotAt(30_000), startMs: 1 }),
      'line 2: startMs: startMs must be a multiple',
    ],
    [
      'a slot out of order',
      text(slotAt(0)),
      'line 2: the slot begins at 0, before',
    ],
    [
      'a slot that covers no time',
      text(slotAt(30_000, { coversThroughMs: 30_000 })),
      'line 2: the slot covers no time',
    ],
  ])('refuses %s, naming the line', async (_, line, message) => {
    await expect(
      collect(readSlots(linesOf(text(slotAt(0)), line))),
    ).rejects.toThrow(message);
  });
});

describe('replay', () => {
  let backend: FakeBackend;
  let received: Slot[];
  let ackedThroughMs: number | undefined;
  /** After how many parts the connection breaks for good. */
  let breakAfter: number;

  beforeEach(() => {
    backend = new FakeBackend();
    received = [];
    ackedThroughMs = undefined;
    breakAfter = Infinity;
    let parts = 0;
    backend.behave = ({ route, json }) => {
      if (route === 'session') return { body: { ackedThroughMs } };
      if (parts >= breakAfter) {
        breakAfter = Infinity;
        parts = 0;
        throw Object.assign(new Error('killed'), { killed: true });
      }
      parts += 1;
      received.push(...json.slots);
      ackedThroughMs = json.slots[json.slots.length - 1].coversThroughMs;
      return undefined;
    };
  });

  const run = (
    slots: Slot[],
    onProgress: (p: ReplayProgress) => void = () => {},
  ) => {
    const stop = new AbortController();
    return replay({
      slots: readSlots(linesOf(...slots.map(slot => JSON.stringify(slot)))),
      client: new BackendClient({
        masterUrl: 'http://b',
        readToken: () => 't',
        timeoutMs: 1_000,
        fetch: backend.fetch,
        nowMs: () => 0,
      }),
      clusterId: 'test',
      agent: { version: '1', hostname: 'h' },
      // A failed attempt ends the process, as a kill would.
      clock: {
        ...systemClock,
        nowMs: () => 300_000,
        sleep: async () => stop.abort(),
      },
      logger: createLogger('error', () => {}),
      signal: stop.signal,
      onProgress,
    });
  };
  const history = (count: number, rows: number) =>
    Array.from({ length: count }, (_, i) =>
      slotAt(i * 30_000, {
        requests: Array.from({ length: rows }, (__, r) =>
          rowOf(`service-${r}`, { 200: 1 }),
        ),
      }),
    );

  it('sends all slots in order, in the role backfill, and tells how far it is', async () => {
    const progress: number[] = [];
    const slots = history(10, 900);
    const done = await run(slots, p => progress.push(p.fraction));
    expect(received).toEqual(slots);
    expect(done).toEqual({
      parts: 5,
      slots: 10,
      skippedSlots: 0,
      throughMs: 300_000,
      fraction: 1,
    });
    expect(progress).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(backend.pushes()[0].session.role).toBe('backfill');
  });

  it.each([
    ['of small slots', 10, 900],
    ['of slots larger than a part', 3, 4_500],
  ])(
    'goes on where it was broken off, in a history %s',
    async (_, count, rows) => {
      const slots = history(count, rows);
      for (let attempt = 0; attempt < 4; attempt++) {
        breakAfter = 1;
        await run(slots).catch(() => {});
      }
      await run(slots);
      expect(requestsIn(received)).toBe(count * rows);
      const streams = new Set(backend.pushes().map(push => push.streamId));
      expect(streams.size).toBeGreaterThan(3);
    },
  );

  it('does nothing where everything is there', async () => {
    const slots = history(4, 1);
    await run(slots);
    backend.requests.length = 0;
    expect(await run(slots)).toMatchObject({ slots: 0, skippedSlots: 4 });
    expect(backend.pushes()).toEqual([]);
  });

  it('stops at a part that is refused', async () => {
    backend.behave = ({ route }) =>
      route === 'push'
        ? FakeBackend.error(400, undefined, 'too old')
        : undefined;
    await expect(run(history(2, 1))).rejects.toThrow('status 400: too old');
  });

  it('says what to do about a token without the right to it', async () => {
    backend.behave = () => FakeBackend.error(403, undefined, 'no backfill');
    await expect(run(history(2, 1))).rejects.toThrow(/no backfill; .*token/);
  });

  it('stops when another load took over', async () => {
    backend.behave = ({ route }) =>
      route === 'push' ? FakeBackend.error(409, 'session_fenced') : undefined;
    await expect(run(history(2, 1))).rejects.toThrow('another load');
  });
});
