import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeClient } from '../kubernetes/KubeClient';
import { BackendClient } from '../push/BackendClient';
import { withDeadline } from './withDeadline';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });

/** What Node.js keeps of a signal's listeners and of the signals made of it. */
function keptOf(signal: AbortSignal): number {
  return Object.getOwnPropertySymbols(signal)
    .map(symbol => (signal as any)[symbol])
    .reduce((sum, kept) => sum + (kept?.size ?? 0), 0);
}

describe('withDeadline', () => {
  it('gives what the work gives, and leaves nothing at the parent', async () => {
    const parent = new AbortController().signal;
    const before = keptOf(parent);
    for (let i = 0; i < 100; i++) {
      expect(await withDeadline(parent, 1_000, async () => i)).toBe(i);
    }
    expect(keptOf(parent)).toBe(before);
  });

  it('ends the work with the parent', async () => {
    const parent = new AbortController();
    const work = withDeadline(parent.signal, 60_000, untilAborted);
    parent.abort(new Error('stopped'));
    await expect(work).rejects.toThrow('stopped');
    await expect(
      withDeadline(parent.signal, 60_000, untilAborted),
    ).rejects.toThrow('stopped');
  });

  it('ends the work in time', async () => {
    const parent = new AbortController().signal;
    await expect(withDeadline(parent, 5, untilAborted)).rejects.toThrow(
      'no answer within 5 ms',
    );
  });
});

describe('requests of an agent that runs for months', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, response) => response.end('{"serverTimeMs":0}'));
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('leave nothing at the signal that stops it', async () => {
    const stop = new AbortController().signal;
    const before = keptOf(stop);
    const kube = new KubeClient({
      server: url,
      connect: async () => ({ agent: undefined as any, headers: {} }),
    });
    const backend = new BackendClient({
      masterUrl: url,
      readToken: () => 'token',
      timeoutMs: 1_000,
      nowMs: () => 0,
    });
    for (let i = 0; i < 10; i++) {
      await kube.json('/', { signal: stop });
      await kube.lines('/', { signal: stop, timeoutMs: 1_000 }, () => {});
      await backend.push('{}', stop).catch(() => {});
    }
    expect(keptOf(stop)).toBe(before);
  });
});

it('waits no longer for a login that never ends than for an answer', async () => {
  const kube = new KubeClient({
    server: 'http://127.0.0.1:1',
    connect: () => new Promise(() => {}),
  });
  const { signal } = new AbortController();
  await expect(kube.json('/', { signal, timeoutMs: 20 })).rejects.toThrow(
    'no answer within 20 ms',
  );
});
