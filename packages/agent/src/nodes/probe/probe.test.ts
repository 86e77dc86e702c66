import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { NetworkProbe } from '@atlhyper/backstage-plugin-atlhyper-common';
import { createLogger } from '../../Logger';
import { createProbe } from '../../collector/probe/createProbe';
import { createPoster } from '../../collector/postSnapshot';
import { eventually } from '../../testing/eventually';
import { createFastClock } from '../../testing/FastClock';
import { createStore } from '../../testing/createStore';
import { NodeGateway } from '../NodeGateway';
import { choosePeers } from './choosePeers';
import { ProbeBook } from './ProbeBook';

describe('choosePeers', () => {
  const ring = fc
    .record({
      size: fc.integer({ min: 1, max: 60 }),
      max: fc.integer({ min: 1, max: 12 }),
    })
    .map(({ size, max }) => ({
      names: Array.from({ length: size }, (_, i) => `n${i}`),
      max,
    }));

  it('names each other node once at most, never oneself, and as many as may be', () => {
    fc.assert(
      fc.property(ring, fc.nat(10_000), ({ names, max }, round) => {
        for (const self of names) {
          const peers = choosePeers(names, self, round, max);
          expect(new Set(peers).size).toBe(peers.length);
          expect(peers).not.toContain(self);
          expect(peers).toHaveLength(Math.min(max, names.length - 1));
        }
      }),
    );
  });

  it('has every node probed as often as it probes', () => {
    fc.assert(
      fc.property(ring, fc.nat(10_000), ({ names, max }, round) => {
        const probed = new Map<string, number>();
        for (const self of names) {
          for (const peer of choosePeers(names, self, round, max)) {
            probed.set(peer, (probed.get(peer) ?? 0) + 1);
          }
        }
        const counts = new Set(names.map(name => probed.get(name) ?? 0));
        expect(counts.size).toBe(1);
      }),
    );
  });

  it('has every pair in (n − 1) / max rounds', () => {
    fc.assert(
      fc.property(ring, fc.nat(1_000), ({ names, max }, first) => {
        const seen = new Set<string>();
        const rounds = Math.ceil((names.length - 1) / max);
        for (let round = first; round < first + rounds; round += 1) {
          choosePeers(names, 'n0', round, max).forEach(name => seen.add(name));
        }
        expect(seen.size).toBe(names.length - 1);
      }),
    );
  });

  it('names nobody to a stranger', () => {
    expect(choosePeers(['a', 'b'], 'c', 0, 10)).toEqual([]);
  });
});

describe('ProbeBook', () => {
  let nowMs: number;
  let probes: NetworkProbe[];
  beforeEach(() => {
    nowMs = 1_000_000;
    probes = [];
  });

  const addressOf = (node: string) => `10.0.0.${node.charCodeAt(0)}`;
  const create = () =>
    new ProbeBook({
      store: createStore({
        nodes: ['a', 'b', 'c'].map(name => ({
          name,
          status: {
            addresses: [{ type: 'InternalIP', address: addressOf(name) }],
          },
        })),
        pods: [{ name: 'collector-b', ip: '10.42.0.7', node: 'b' }],
      }),
      onProbe: probe => probes.push(probe),
      nowMs: () => nowMs,
    });
  const report = (address: string, results: object[] = []) => ({
    address,
    port: 8096,
    results: results as [],
  });
  const result = (node: string) => ({
    node,
    timestampMs: 5,
    sentCount: 5,
    lostCount: 1,
    rttMs: { min: 1, avg: 2, max: 3 },
  });

  it('names to each the others that can be probed', () => {
    const book = create();
    expect(book.take('a', report(addressOf('a')))).toEqual([]);
    // A collector in the network of pods.
    expect(book.take('b', report('10.42.0.7'))).toEqual([
      { node: 'a', address: addressOf('a'), port: 8096 },
    ]);
    expect(book.take('a', report(addressOf('a')))).toEqual([
      { node: 'b', address: '10.42.0.7', port: 8096 },
    ]);
  });

  it.each([
    ['another node’s', addressOf('b')],
    ['a pod’s on another node', '10.42.0.7'],
    ['anybody’s', '93.184.216.34'],
  ])('passes on no address that is %s', (_, address) => {
    const book = create();
    book.take('b', report(addressOf('b')));
    expect(book.take('a', report(address, [result('b')]))).toEqual([]);
    expect(book.take('b', report(addressOf('b')))).toEqual([]);
    expect(probes).toEqual([]);
    expect(book.state.message).toContain('--probe-address');
  });

  it('takes what was found of nodes that the cluster has', () => {
    const book = create();
    book.take(
      'a',
      report(addressOf('a'), [result('b'), result('x'), result('a')]),
    );
    expect(probes).toEqual([
      {
        sourceNode: 'a',
        targetNode: 'b',
        method: 'tcp',
        timestampMs: 5,
        sentCount: 5,
        lostCount: 1,
        rttMs: { min: 1, avg: 2, max: 3 },
      },
    ]);
  });

  it('has a node that fell silent probed for ten more minutes', () => {
    const book = create();
    book.take('b', report(addressOf('b')));
    nowMs += 600_000;
    expect(book.take('a', report(addressOf('a')))).toHaveLength(1);
    nowMs += 1_000;
    expect(book.take('a', report(addressOf('a')))).toEqual([]);
  });

  it('does not look at all nodes for every post of one', () => {
    const nodes = Array.from({ length: 50 }, (_, i) => ({
      name: `n${i}`,
      status: { addresses: [{ type: 'InternalIP', address: `10.0.1.${i}` }] },
    }));
    const store = createStore({ nodes });
    const get = jest.spyOn(store, 'get');
    const onProbe = () => {};
    const book = new ProbeBook({ store, onProbe, nowMs: () => nowMs });
    const postAll = () =>
      nodes.forEach(({ name }, i) => book.take(name, report(`10.0.1.${i}`)));
    postAll();
    get.mockClear();
    nowMs += 5_000;
    postAll();
    expect(get.mock.calls.length).toBeLessThan(200);
  });

  it('says how it fares', () => {
    const book = create();
    expect(book.state.state).toBe('not_available');
    book.take('a', report(addressOf('a')));
    book.take('b', report(addressOf('b')));
    expect(book.state.state).toBe('starting');
    book.take('a', report(addressOf('a'), [result('b')]));
    expect(book.state).toMatchObject({ name: 'network', state: 'ok' });
    nowMs += 90_001;
    expect(book.state.state).toBe('failing');
  });
});

describe('collectors that probe each other', () => {
  it('tell the agent how they reach each other, and who is gone', async () => {
    const nodes = ['a', 'b', 'c'];
    const probes = new Map<string, NetworkProbe>();
    const book = new ProbeBook({
      store: createStore({
        nodes: nodes.map(name => ({ name })),
        pods: nodes.map(node => ({
          name: `collector-${node}`,
          ip: '127.0.0.1',
          node,
        })),
      }),
      onProbe: probe =>
        probes.set(`${probe.sourceNode} → ${probe.targetNode}`, probe),
      nowMs: () => Date.now(),
    });
    const gateway = new NodeGateway({
      authenticator: { authenticate: async () => ({}) },
      onSnapshot: () => {},
      onProbe: (node, report) => book.take(node, report),
      leaderAddress: () => undefined,
      isHealthy: () => true,
      logger: createLogger('error', () => {}),
    });
    const port = await gateway.listen({ host: '127.0.0.1', port: 0 });
    const clock = createFastClock(100);
    const collectors = await Promise.all(
      nodes.map(async node => {
        const stop = new AbortController();
        const probe = await createProbe({
          port: 0,
          isAllowed: () => true,
          clock,
        });
        const running = probe.run(stop.signal);
        const send = createPoster({
          url: `http://127.0.0.1:${port}/metrics/node`,
          timeoutMs: 5_000,
        });
        const post = async () => {
          const snapshot = { node, timestampMs: Date.now() };
          const report = probe.report();
          const answer = await send(
            JSON.stringify({ ...snapshot, ...(report && { probe: report }) }),
            'secret',
          );
          probe.take(answer.body, answer.localAddress);
        };
        const end = async () => {
          stop.abort();
          await running;
        };
        return { node, post, end };
      }),
    );
    const [a, b, c] = collectors;
    let posting = collectors;
    const pump = (async () => {
      while (posting.length > 0) {
        for (const { post } of posting) await post();
        await sleep(5);
      }
    })();
    const lossOf = (pair: string) => probes.get(pair)?.lostCount;
    try {
      await eventually(() => expect(probes.size).toBe(6));
      const reached = [...probes.values()];
      expect(reached.map(probe => probe.lostCount)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(reached.every(({ rttMs }) => rttMs!.min > 0)).toBe(true);
      posting = [a, b];
      await c.end();
      await eventually(() =>
        expect([lossOf('a → c'), lossOf('b → c')]).toEqual([5, 5]),
      );
      expect(probes.get('a → c')!.rttMs).toBeUndefined();
      expect([lossOf('a → b'), lossOf('b → a')]).toEqual([0, 0]);
    } finally {
      posting = [];
      await pump;
      await a.end();
      await b.end();
      await c.end();
      await gateway.close();
    }
  });

  it('lose no figures of the node by what is wrong with a probe', async () => {
    const received: string[] = [];
    const gateway = new NodeGateway({
      authenticator: { authenticate: async () => ({}) },
      onSnapshot: snapshot => received.push(snapshot.node),
      onProbe: () => {
        throw new Error('not reached');
      },
      leaderAddress: () => undefined,
      isHealthy: () => true,
      logger: createLogger('error', () => {}),
    });
    const port = await gateway.listen({ host: '127.0.0.1', port: 0 });
    const post = createPoster({
      url: `http://127.0.0.1:${port}/metrics/node`,
      timeoutMs: 5_000,
    });
    for (const probe of [1, { address: 'a.b', port: 1, results: [] }]) {
      const body = JSON.stringify({ node: 'a', timestampMs: 1, probe });
      expect((await post(body, 's')).body).toBe('{}');
    }
    expect(received).toEqual(['a', 'a']);
    await gateway.close();
  });
});
