import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { KubeClient } from '../kubernetes/KubeClient';
import { createLogger } from '../Logger';
import { FakeKubeApi } from '../testing/FakeKubeApi';
import {
  anyAuthenticator,
  createSharedSecretAuthenticator,
  createTokenReviewAuthenticator,
  type NodeAuthenticator,
} from './NodeAuthenticator';
import { NodeGateway } from './NodeGateway';
import { NodeRegistry, toNodeRow } from './NodeRegistry';

const snapshot: NodeSnapshot = {
  node: 'node-1',
  timestampMs: 1_000,
  cpu: { coreCount: 2, usedFraction: 0.25, load1: 1.5 },
  memory: {
    totalBytes: 1_000,
    usedBytes: 400,
    availableBytes: 600,
    swapTotalBytes: 0,
    swapUsedBytes: 0,
  },
  filesystems: [
    {
      mount: '/',
      device: 'a',
      fsType: 'ext4',
      totalBytes: 100,
      usedBytes: 50,
      availableBytes: 50,
    },
    {
      mount: '/data',
      device: 'b',
      fsType: 'xfs',
      totalBytes: 100,
      usedBytes: 90,
      availableBytes: 0,
    },
  ],
  networks: [
    {
      interface: 'eth0',
      virtual: false,
      receiveBytesPerSecond: 100,
      transmitBytesPerSecond: 10,
      receiveErrorsTotal: 0,
      transmitErrorsTotal: 0,
      receiveDropsTotal: 0,
      transmitDropsTotal: 0,
    },
    {
      interface: 'cni0',
      virtual: true,
      receiveBytesPerSecond: 5_000,
      transmitBytesPerSecond: 5_000,
      receiveErrorsTotal: 0,
      transmitErrorsTotal: 0,
      receiveDropsTotal: 0,
      transmitDropsTotal: 0,
    },
  ],
};

describe('toNodeRow', () => {
  const single = (value: number) => ({ sum: value, count: 1, max: value });

  it('takes the fullest disk as df sees it and the traffic of interfaces that are not virtual', () => {
    expect(toNodeRow(snapshot)).toEqual({
      node: 'node-1',
      metrics: {
        cpuUsedFraction: single(0.25),
        load1: single(1.5),
        memoryUsedFraction: single(0.4),
        diskUsedFraction: single(1),
        networkReceiveBytesPerSecond: single(100),
        networkTransmitBytesPerSecond: single(10),
      },
      filesystems: [
        { mount: '/', used: single(0.5) },
        { mount: '/data', used: single(1) },
      ],
    });
  });

  it.each([
    { device: '/dev/loop3', fsType: 'ext4' },
    { device: '/dev/sr0', fsType: 'iso9660' },
    { device: '/dev/sdb1', fsType: 'squashfs' },
  ])('is not moved by an image that is mounted: $device $fsType', image => {
    const full = { totalBytes: 1, usedBytes: 1, availableBytes: 0 };
    const mounted = { mount: '/mnt/image', ...image, ...full };
    const filesystems = [...snapshot.filesystems!, mounted];
    expect(toNodeRow({ ...snapshot, filesystems })).toEqual(
      toNodeRow(snapshot),
    );
  });

  it('sums disks that are not made of others, and takes the busiest', () => {
    const averages = { avg10Fraction: 1, avg60Fraction: 1, avg300Fraction: 1 };
    const disk = {
      readBytesPerSecond: 10,
      writeBytesPerSecond: 1,
      busyFraction: 0.5,
    };
    const row = toNodeRow({
      node: 'n',
      timestampMs: 1,
      disks: [
        { ...disk, device: 'sda', virtual: false },
        { ...disk, device: 'sdb', virtual: false, busyFraction: 0.75 },
        { ...disk, device: 'dm-0', virtual: true, busyFraction: 1 },
        { device: 'sdc', virtual: false },
      ],
      pressure: {
        cpu: { some: { ...averages, lastFraction: 0.25 } },
        // An average is an estimate over another time than the sample's.
        io: { some: averages },
      },
      temperature: { maxCelsius: 51.5, sensors: [] },
      tcp: { retransmitsPerSecond: 3 },
    });
    expect(row.metrics).toEqual({
      diskReadBytesPerSecond: single(20),
      diskWriteBytesPerSecond: single(2),
      diskBusyFraction: single(0.75),
      cpuPressureFraction: single(0.25),
      temperatureMaxCelsius: single(51.5),
      tcpRetransmitsPerSecond: single(3),
    });
  });

  it.each([
    [0, single(0)],
    [-0.5, undefined],
  ])('of a node at %d degrees keeps what can be kept', (maxCelsius, kept) => {
    const temperature = { maxCelsius, sensors: [] };
    const row = toNodeRow({ node: 'n', timestampMs: 1, temperature });
    expect(row.metrics.temperatureMaxCelsius).toEqual(kept);
  });

  it('has nothing for what was not read', () => {
    expect(toNodeRow({ node: 'n', timestampMs: 1 }).metrics).toEqual({});
    expect(
      toNodeRow({ node: 'n', timestampMs: 1, filesystems: [], networks: [] })
        .metrics,
    ).toEqual({});
  });
});

describe('NodeRegistry', () => {
  it('keeps the newest snapshot of each node and counts a repeated one once', () => {
    const registry = new NodeRegistry();
    expect(registry.record(snapshot, 0)).toBeDefined();
    expect(registry.record(snapshot, 5)).toBeUndefined();
    expect(
      registry.record({ ...snapshot, timestampMs: 999 }, 6),
    ).toBeUndefined();
    const newer = { ...snapshot, timestampMs: 1_001 };
    expect(registry.record(newer, 7)).toBeDefined();
    expect([...registry.snapshots()]).toEqual([newer]);
  });

  it('follows a node whose clock was set back', () => {
    const registry = new NodeRegistry();
    registry.record({ ...snapshot, timestampMs: 1_000_000 }, 0);
    const overtaken = { ...snapshot, timestampMs: 940_001 };
    expect(registry.record(overtaken, 1)).toBeUndefined();
    const setBack = { ...snapshot, timestampMs: 940_000 };
    expect(registry.record(setBack, 2)).toBeDefined();
  });

  it('forgets nodes that are silent for ten minutes', () => {
    const registry = new NodeRegistry();
    registry.record(snapshot, 0);
    registry.forgetSilent(600_000);
    expect(registry.size).toBe(1);
    registry.forgetSilent(600_001);
    expect(registry.size).toBe(0);
  });
});

describe('authentication of node collectors', () => {
  const signal = new AbortController().signal;
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-secret-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('accepts the shared secret, also after it was changed', async () => {
    const file = join(directory, 'secret');
    writeFileSync(file, 'one\n');
    const authenticator = createSharedSecretAuthenticator(file);
    expect(await authenticator.authenticate('one', signal)).toEqual({});
    expect(await authenticator.authenticate('On', signal)).toBeUndefined();
    writeFileSync(file, 'two');
    expect(await authenticator.authenticate('one', signal)).toBeUndefined();
    expect(await authenticator.authenticate('two', signal)).toEqual({});
  });

  it('accepts nothing while the secret is empty', async () => {
    const file = join(directory, 'secret');
    writeFileSync(file, '');
    await expect(
      createSharedSecretAuthenticator(file).authenticate('', signal),
    ).rejects.toThrow('empty');
  });

  describe('by token review', () => {
    let api: FakeKubeApi;
    let timeMs: number;
    let authenticator: NodeAuthenticator;

    beforeEach(async () => {
      api = new FakeKubeApi();
      timeMs = 0;
      authenticator = createTokenReviewAuthenticator({
        client: new KubeClient(await api.start()),
        serviceAccounts: ['atlhyper/node'],
        audience: 'atlhyper-agent',
        monotonicMs: () => timeMs,
      });
      const reviewed = (username: string, change: object = {}) => ({
        authenticated: true,
        audiences: ['atlhyper-agent'],
        user: {
          username,
          extra: { 'authentication.kubernetes.io/node-name': ['node-1'] },
        },
        ...change,
      });
      api.tokens.set('good', reviewed('system:serviceaccount:atlhyper:node'));
      api.tokens.set('other', reviewed('system:serviceaccount:shop:web'));
      api.tokens.set(
        'elsewhere',
        reviewed('system:serviceaccount:atlhyper:node', {
          audiences: ['https://kubernetes.default'],
        }),
      );
      api.tokens.set(
        'denied',
        reviewed('system:serviceaccount:atlhyper:node', {
          authenticated: false,
        }),
      );
    });
    afterEach(() => api.stop());

    it('accepts the service account that is named, and knows its node', async () => {
      expect(await authenticator.authenticate('good', signal)).toEqual({
        node: 'node-1',
      });
    });

    it.each(['other', 'elsewhere', 'denied', 'unknown'])(
      'refuses a token that is %s',
      async token => {
        expect(await authenticator.authenticate(token, signal)).toBeUndefined();
      },
    );

    it('asks once a minute per token', async () => {
      const reviews = () => api.requests.length;
      await authenticator.authenticate('good', signal);
      await authenticator.authenticate('good', signal);
      await authenticator.authenticate('other', signal);
      await authenticator.authenticate('other', signal);
      expect(reviews()).toBe(2);
      timeMs = 60_000;
      await authenticator.authenticate('good', signal);
      expect(reviews()).toBe(3);
    });

    it('asks once for posts that come together', async () => {
      const answers = await Promise.all(
        [1, 2, 3].map(() => authenticator.authenticate('good', signal)),
      );
      expect(answers).toEqual(answers.map(() => ({ node: 'node-1' })));
      expect(api.requests).toHaveLength(1);
    });

    it('asks for no more than 32 tokens at once', async () => {
      const checks = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) =>
          authenticator.authenticate(`unknown-${i}`, signal),
        ),
      );
      const refused = checks.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(8);
      expect(api.requests).toHaveLength(32);
      expect(await authenticator.authenticate('good', signal)).toBeDefined();
    });

    it('asks where the shared secret cannot be read', async () => {
      const either = anyAuthenticator([
        createSharedSecretAuthenticator(join(directory, 'missing')),
        authenticator,
      ]);
      expect(await either.authenticate('good', signal)).toBeDefined();
      await expect(either.authenticate('other', signal)).rejects.toThrow(
        'ENOENT',
      );
    });

    it('throws where it cannot be checked, and remembers nothing of it', async () => {
      api.refuse(() => 500);
      await expect(authenticator.authenticate('good', signal)).rejects.toThrow(
        'status 500',
      );
      api.refuse(() => false);
      expect(await authenticator.authenticate('good', signal)).toBeDefined();
    });
  });
});

describe('NodeGateway', () => {
  const gateways: NodeGateway[] = [];
  afterEach(() => Promise.all(gateways.splice(0).map(g => g.close())));

  const authenticator: NodeAuthenticator = {
    authenticate: async token => {
      if (token === 'broken') throw new Error('API server is away');
      if (token === 'node-2-only') return { node: 'node-2' };
      return token === 'secret' ? {} : undefined;
    },
  };
  let problem: string | undefined;

  async function start(leaderAddress?: string) {
    const received: NodeSnapshot[] = [];
    const gateway = new NodeGateway({
      authenticator: anyAuthenticator([authenticator]),
      onSnapshot: s => received.push(s),
      leaderAddress: () => leaderAddress,
      isHealthy: () => received.length === 0,
      problem: () => problem,
      logger: createLogger('error', () => {}),
    });
    gateways.push(gateway);
    const port = await gateway.listen({ host: '127.0.0.1', port: 0 });
    const post = (
      body: unknown,
      token: string | undefined = 'secret',
      headers: Record<string, string> = {},
    ) =>
      fetch(`http://127.0.0.1:${port}/metrics/node`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
      });
    return { port, post, received };
  }

  it('takes the snapshot of a collector it knows', async () => {
    const { post, received } = await start();
    expect((await post(snapshot)).status).toBe(200);
    expect(received).toEqual([snapshot]);
  });

  it.each([
    ['a wrong secret', snapshot, 'wrong', 401],
    ['no secret', snapshot, '', 401],
    ['a secret that cannot be checked', snapshot, 'broken', 503],
    ['the token of another node', snapshot, 'node-2-only', 403],
    ['what is no JSON', '{', 'secret', 400],
    ['an unknown field', { ...snapshot, extra: 1 }, 'secret', 400],
    ['a body that is too large', 'x'.repeat(1_100_000), 'secret', 413],
  ])('refuses %s and keeps nothing of it', async (_, body, token, status) => {
    const { post, received } = await start();
    expect((await post(body, token)).status).toBe(status);
    expect(received).toEqual([]);
  });

  it('names the field that is wrong', async () => {
    const { post } = await start();
    const wrong = { ...snapshot, timestampMs: -1 };
    const { error } = await (await post(wrong)).json();
    expect(error.message).toMatch(/^timestampMs: /);
  });

  it('passes on to the leader, once', async () => {
    const leader = await start();
    // Each believes that the other leads.
    const second = await start(`127.0.0.1:${leader.port}`);
    const third = await start(`127.0.0.1:${second.port}`);
    expect((await second.post(snapshot)).status).toBe(200);
    expect(leader.received).toEqual([snapshot]);
    expect(second.received).toEqual([snapshot]);
    expect((await third.post(snapshot)).status).toBe(200);
    expect(second.received).toHaveLength(2);
    expect(leader.received).toHaveLength(1);
  });

  it('asks the collector to come again when the leader cannot be reached', async () => {
    const { post, received } = await start('127.0.0.1:1');
    expect((await post(snapshot)).status).toBe(503);
    expect(received).toHaveLength(1);
  });

  it('knows no path that is none', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST // HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n');
    const [answer] = await once(socket, 'data');
    socket.destroy();
    expect(String(answer)).toMatch(/^HTTP\/1.1 404 /);
  });

  it('keeps a connection longer than a collector waits', async () => {
    const { post } = await start();
    const response = await post(snapshot);
    expect(response.headers.get('keep-alive')).toBe('timeout=65');
  });

  it('tells whether the agent is healthy', async () => {
    const { port, post } = await start();
    const healthz = () => fetch(`http://127.0.0.1:${port}/healthz`);
    expect((await healthz()).status).toBe(200);
    problem = 'heartbeat: status 401';
    // A restart would mend nothing.
    const degraded = await healthz();
    expect(degraded.status).toBe(200);
    expect(await degraded.json()).toEqual({ healthy: true, degraded: problem });
    await post(snapshot);
    expect((await healthz()).status).toBe(503);
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
  });
});
