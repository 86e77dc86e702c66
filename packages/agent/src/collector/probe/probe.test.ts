import { connect } from 'node:net';
import { once } from 'node:events';
import { ManualClock } from '../../testing/ManualClock';
import { connectOnce } from './connectOnce';
import { ProbeListener } from './ProbeListener';
import { Prober } from './Prober';
import { isLoopbackAddress, isNodeAddress, readPeers } from './readPeers';

describe('connectOnce', () => {
  let listener: ProbeListener;
  let port: number;
  beforeEach(async () => {
    listener = new ProbeListener();
    port = await listener.listen(0, '127.0.0.1');
  });

  it('measures how long a connection takes', async () => {
    const rttMs = await connectOnce({ address: '127.0.0.1', port }, 1_000);
    expect(rttMs).toBeGreaterThan(0);
    expect(rttMs).toBeLessThan(1_000);
    await listener.close();
  });

  it('knows no time where nobody listens', async () => {
    await listener.close();
    const rttMs = await connectOnce({ address: '127.0.0.1', port }, 1_000);
    expect(rttMs).toBeUndefined();
  });

  it('ends what does not answer in time', async () => {
    // Reserved for documentation (RFC 5737): nobody answers there.
    const target = { address: '192.0.2.1', port: 9 };
    expect(await connectOnce(target, 30)).toBeUndefined();
    await listener.close();
  });
});

describe('ProbeListener', () => {
  it('ends a connection at once, whatever it sends', async () => {
    const listener = new ProbeListener();
    const port = await listener.listen(0, '127.0.0.1');
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    expect(socket.bytesRead).toBe(0);
    await listener.close();
  });
});

describe('readPeers', () => {
  const peer = { node: 'b', address: '10.0.0.2', port: 8096 };
  const read = (peers: unknown) => readPeers(JSON.stringify({ peers }));

  it('reads whom the agent names, ten at most', () => {
    expect(read([peer])).toEqual([peer]);
    expect(read([{ ...peer, extra: 1 }])).toEqual([peer]);
    expect(read(Array(50).fill(peer))).toHaveLength(10);
  });

  it.each([
    ['a name', { address: 'example.com' }],
    ['no address', { address: undefined }],
    ['this host', { address: '127.0.0.1' }],
    ['this host in IPv6', { address: '::1' }],
    ['this host, mapped', { address: '::ffff:127.0.0.1' }],
    ['nowhere', { address: '0.0.0.0' }],
    ['a cloud’s metadata', { address: '169.254.169.254' }],
    ['a group', { address: '224.0.0.1' }],
    ['all', { address: '255.255.255.255' }],
    ['a link-local address', { address: 'fe80::1' }],
    ['no port', { port: 0 }],
    ['a port that is none', { port: 65_536 }],
    ['a port that is a text', { port: '80' }],
    ['no node', { node: '' }],
  ])('leaves out %s', (_, change) => {
    expect(read([{ ...peer, ...change }, peer])).toEqual([peer]);
  });

  it.each(['', '{', 'null', '[]', '{}', '{"peers":1}', '{"peers":[null,1]}'])(
    'reads %j as nobody',
    answer => {
      expect(readPeers(answer)).toEqual([]);
    },
  );

  it('takes addresses of both families', () => {
    expect(isNodeAddress('10.0.0.1')).toBe(true);
    expect(isNodeAddress('fd00::1')).toBe(true);
  });
});

describe('isLoopbackAddress', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.0.1', true],
    ['::1', true],
    ['127.0.0.1.example.com', false],
    ['10.0.0.127', false],
    ['fe80::1', false],
  ])('of %s is %s', (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  });
});

describe('Prober', () => {
  const peer = (node: string) => ({ node, address: '10.0.0.1', port: 1 });

  it('makes five attempts for each in a round of 30 s and tells min, mean, max and loss', async () => {
    const clock = new ManualClock(0);
    const answers: Record<string, (number | undefined)[]> = {
      a: [1, 2, 3, 4, 10],
      b: [undefined, 5, undefined, 7, undefined],
      c: Array(5).fill(undefined),
    };
    const asked: number[] = [];
    let current = '';
    const prober = new Prober(clock, async target => {
      current = (target as { node?: string }).node ?? '';
      if (current === 'a') asked.push(clock.nowMs());
      return answers[current].shift();
    });
    prober.peers = ['a', 'b', 'c'].map(peer);
    const stop = new AbortController();
    const running = prober.run(stop.signal);
    await clock.advance(29_999);
    expect(prober.results).toEqual([]);
    expect(asked).toEqual([0, 6_000, 12_000, 18_000, 24_000]);
    await clock.advance(1);
    expect(prober.results).toEqual([
      {
        node: 'a',
        timestampMs: 30_000,
        sentCount: 5,
        lostCount: 0,
        rttMs: { min: 1, avg: 4, max: 10 },
      },
      {
        node: 'b',
        timestampMs: 30_000,
        sentCount: 5,
        lostCount: 3,
        rttMs: { min: 5, avg: 6, max: 7 },
      },
      { node: 'c', timestampMs: 30_000, sentCount: 5, lostCount: 5 },
    ]);
    stop.abort();
    await running;
  });

  it('probes nobody whom the agent does not name', async () => {
    const clock = new ManualClock(0);
    let asked = 0;
    const prober = new Prober(clock, async () => {
      asked += 1;
      return 1;
    });
    const stop = new AbortController();
    const running = prober.run(stop.signal);
    await clock.advance(120_000);
    expect(asked).toBe(0);
    stop.abort();
    await running;
  });
});
