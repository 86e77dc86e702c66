import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nodeSnapshotSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { collectNodeSnapshot, createReaders } from './collectNodeSnapshot';
import type { NodeReader } from './NodeReader';
import { createCpuReader, parseCpuInfo, toShares } from './readers/cpu';
import {
  createFilesystemsReader,
  parseMounts,
  selectMounts,
} from './readers/filesystems';
import { parseMeminfo } from './readers/memory';
import { createNetworksReader } from './readers/networks';
import { Host } from './testing/Host';

let host: Host;
beforeEach(() => {
  host = new Host();
});
afterEach(() => host.remove());

const factsOf = async (reader: NodeReader, monotonicMs: number) =>
  (await reader.read(monotonicMs)).facts;

describe('cpu', () => {
  beforeEach(() => {
    host.write('proc/loadavg', '0.50 0.25 0.10 1/200 4242');
    host.write(
      'proc/cpuinfo',
      'model name\t: Test CPU\ncpu MHz\t\t: 2000.0\n\nmodel name\t: Test CPU\ncpu MHz\t\t: 3000.0\n',
    );
  });

  it('has no shares before there are two samples, and none for a core that is new', async () => {
    const reader = createCpuReader(host.paths);
    host.stat([100, 100]);
    expect((await factsOf(reader, 0)).cpu).toEqual({
      coreCount: 1,
      load1: 0.5,
      load5: 0.25,
      load15: 0.1,
      modelName: 'Test CPU',
      frequencyMhz: 2500,
    });
    host.stat([175, 125], [500, 500]);
    const { cpu } = await factsOf(reader, 5_000);
    expect(cpu?.coreCount).toBe(2);
    expect(cpu?.coreUsedFractions).toEqual([0.75, null]);
  });

  it('counts what is neither idle nor waiting as used', () => {
    const before = { user: 0, system: 0, idle: 0, iowait: 0, steal: 0 };
    const after = { user: 30, system: 10, idle: 40, iowait: 15, steal: 5 };
    expect(toShares(after, before)).toEqual({
      used: 0.45,
      user: 0.3,
      system: 0.1,
      iowait: 0.15,
      steal: 0.05,
    });
  });

  it.each([
    ['no time passed', { user: 1, system: 1, idle: 1, iowait: 1, steal: 1 }],
    [
      'a counter went back',
      { user: 0, system: 9, idle: 9, iowait: 9, steal: 9 },
    ],
  ])('gives no share where %s', (_, after) => {
    const before = { user: 1, system: 1, idle: 1, iowait: 1, steal: 1 };
    expect(toShares(after, before)).toBeUndefined();
  });

  it('bears that only iowait goes back, as it may', () => {
    const before = { user: 0, system: 0, idle: 0, iowait: 5, steal: 0 };
    const after = { user: 1, system: 0, idle: 3, iowait: 4, steal: 0 };
    expect(toShares(after, before)?.used).toBe(0.25);
  });

  it('names no model where the platform names none', () => {
    expect(parseCpuInfo('processor\t: 0\nBogoMIPS\t: 50.00\n')).toEqual({});
  });
});

describe('memory', () => {
  it('takes what the kernel calls available for free', () => {
    expect(
      parseMeminfo(
        'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 700 kB\nBuffers: 50 kB\nCached: 400 kB\nSReclaimable: 25 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB\n',
      ),
    ).toEqual({
      totalBytes: 1_024_000,
      availableBytes: 716_800,
      usedBytes: 307_200,
      cachedBytes: 435_200,
      buffersBytes: 51_200,
      swapTotalBytes: 204_800,
      swapUsedBytes: 51_200,
    });
  });

  it('estimates it on kernels that do not say', () => {
    const memory = parseMeminfo(
      'MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 400 kB\n',
    );
    expect(memory.availableBytes).toBe(550 * 1024);
  });

  it('fails rather than report a machine without memory', () => {
    expect(() => parseMeminfo('')).toThrow('MemTotal');
  });
});

describe('filesystems', () => {
  const TABLE = [
    'proc /proc proc rw 0 0',
    '/dev/sda1 / ext4 rw 0 0',
    '/dev/sda1 /var/lib/kubelet/pods/1/volumes/x ext4 rw 0 0',
    '/dev/sda1 /mnt/bind ext4 rw 0 0',
    'overlay /var/lib/docker/overlay2/1/merged overlay rw 0 0',
    'tmpfs /run tmpfs rw 0 0',
    '/dev/sdb /data\\040disk xfs rw 0 0',
    'server:/export /mnt/nfs nfs4 rw 0 0',
  ].join('\n');
  const full = { bsize: 4096, blocks: 100, bfree: 40, bavail: 30 };

  it('leaves out pseudo file systems, mounts of containers and repeated devices', () => {
    expect(selectMounts(parseMounts(TABLE)).map(m => m.mount)).toEqual([
      '/',
      '/data disk',
      '/mnt/nfs',
    ]);
  });

  it('leaves out images that are mounted: their bytes are those of another file system', () => {
    const table = [
      '/dev/sda1 / ext4 rw 0 0',
      '/dev/loop3 /snap/core/1 ext4 ro 0 0',
      '/dev/loop12 /mnt/image xfs rw 0 0',
    ].join('\n');
    expect(selectMounts(parseMounts(table)).map(m => m.mount)).toEqual(['/']);
    const live = parseMounts('/dev/loop0 / ext4 rw 0 0');
    expect(selectMounts(live)).toHaveLength(1);
  });

  it('takes the later of two mounts on one path', () => {
    expect(
      selectMounts(parseMounts('/dev/a /x ext4 rw 0 0\n/dev/b /x ext4 rw 0 0')),
    ).toEqual([{ device: '/dev/b', mount: '/x', fsType: 'ext4' }]);
  });

  it('asks below the prefix under which the host is mounted and reports the host’s path', async () => {
    host.write('proc/1/mounts', '/dev/sdb /data\\040disk xfs rw 0 0');
    const asked: string[] = [];
    const reader = createFilesystemsReader(host.paths, {
      statfs: async path => {
        asked.push(path);
        return full;
      },
    });
    expect((await factsOf(reader, 0)).filesystems).toEqual([
      {
        mount: '/data disk',
        device: '/dev/sdb',
        fsType: 'xfs',
        totalBytes: 409_600,
        usedBytes: 245_760,
        availableBytes: 122_880,
      },
    ]);
    expect(asked).toEqual([join(host.paths.root, 'data disk')]);
  });

  it('does not wait for a server that is gone, and does not ask it again before it answered', async () => {
    host.write('proc/1/mounts', TABLE);
    let calls = 0;
    let answer: (figures: typeof full) => void = () => {};
    const reader = createFilesystemsReader(host.paths, {
      timeoutMs: 10,
      statfs: path => {
        if (!path.endsWith('nfs')) return Promise.resolve(full);
        calls += 1;
        return new Promise(resolve => {
          answer = resolve;
        });
      },
    });
    const first = await reader.read(0);
    expect(first.facts.filesystems?.map(f => f.mount)).toEqual([
      '/',
      '/data disk',
    ]);
    expect(first.problems).toEqual([
      { message: '"/mnt/nfs": no answer within 10 ms' },
    ]);
    expect((await reader.read(1)).problems).toEqual([
      { message: '"/mnt/nfs": does not answer' },
    ]);
    expect(calls).toBe(1);
    answer(full);
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    const third = reader.read(2);
    await new Promise(resolve => {
      setImmediate(resolve);
    });
    answer(full);
    expect((await third).facts.filesystems).toHaveLength(3);
  });

  it('asks no further mount while two do not answer', async () => {
    host.write(
      'proc/1/mounts',
      ['a', 'b', 'c'].map(n => `server:/${n} /mnt/${n} nfs rw 0 0`).join('\n'),
    );
    let calls = 0;
    const reader = createFilesystemsReader(host.paths, {
      timeoutMs: 5,
      statfs: () => {
        calls += 1;
        return new Promise(() => {});
      },
    });
    expect((await reader.read(0)).problems).toHaveLength(3);
    expect(calls).toBe(2);
  });
});

describe('networks', () => {
  const line = (received: number, sent: number, errors = 0) => [
    received,
    received / 100,
    errors,
    0,
    0,
    0,
    0,
    0,
    sent,
    sent / 100,
    0,
    0,
    0,
    0,
    0,
    0,
  ];

  function addInterface(name: string, device: string, operstate = 'up'): void {
    host.write(`sys/devices/${device}/net/${name}/operstate`, `${operstate}\n`);
    host.write(`sys/devices/${device}/net/${name}/mtu`, '1500\n');
    host.write(`sys/devices/${device}/net/${name}/speed`, '1000\n');
    host.write(
      `sys/devices/${device}/net/${name}/address`,
      device === 'virtual' ? '00:00:00:00:00:00\n' : '02:fc:00:00:00:01\n',
    );
    mkdirSync(join(host.paths.sys, 'class/net'), { recursive: true });
    symlinkSync(
      join(host.paths.sys, `devices/${device}/net/${name}`),
      join(host.paths.sys, 'class/net', name),
    );
  }

  it('gives rates of the time between two samples and totals of errors', async () => {
    addInterface('eth0', 'pci0000:00/0000:00:03.0');
    const reader = createNetworksReader(host.paths);
    host.write(
      'proc/1/net/if_inet6',
      'fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n',
    );
    host.netDev({ eth0: line(1_000, 2_000) });
    const [first] = (await factsOf(reader, 10_000)).networks!;
    expect(first).toEqual({
      interface: 'eth0',
      virtual: false,
      up: true,
      speedMbps: 1000,
      mtuBytes: 1500,
      macAddress: '02:fc:00:00:00:01',
      addresses: ['fe80::fc:ff:fe00:1'],
      receiveErrorsTotal: 0,
      transmitErrorsTotal: 0,
      receiveDropsTotal: 0,
      transmitDropsTotal: 0,
    });
    host.netDev({ eth0: line(6_000, 3_000, 7) });
    const [second] = (await factsOf(reader, 15_000)).networks!;
    expect(second).toMatchObject({
      receiveBytesPerSecond: 1_000,
      transmitBytesPerSecond: 200,
      receivePacketsPerSecond: 10,
      transmitPacketsPerSecond: 2,
      receiveErrorsTotal: 7,
    });
  });

  it('gives no rate where a counter went back, nor for a new interface', async () => {
    const reader = createNetworksReader(host.paths);
    host.netDev({ eth0: line(5_000, 5_000) });
    await reader.read(0);
    host.netDev({ eth0: line(100, 6_000), eth1: line(1, 1) });
    const networks = (await factsOf(reader, 5_000)).networks!;
    networks.forEach(network =>
      expect(network.receiveBytesPerSecond).toBeUndefined(),
    );
  });

  it('knows virtual interfaces by where their device is, and lists them last', async () => {
    addInterface('cni0', 'virtual', 'down');
    addInterface('eth0', 'pci0000:00');
    host.netDev({ cni0: line(1, 1), eth0: line(1, 1), veth12ab: line(1, 1) });
    const networks = (await factsOf(createNetworksReader(host.paths), 0))
      .networks!;
    expect(networks.map(n => [n.interface, n.virtual, n.up])).toEqual([
      ['eth0', false, true],
      ['cni0', true, false],
    ]);
    expect(networks[1].macAddress).toBeUndefined();
  });
});

describe('collectNodeSnapshot', () => {
  it('reports what failed and gives what did not', async () => {
    host.write('proc/meminfo', 'MemTotal: 10 kB\nMemAvailable: 5 kB\n');
    const snapshot = await collectNodeSnapshot({
      node: 'n',
      readers: createReaders(host.paths),
      timestampMs: 5,
      monotonicMs: 0,
    });
    expect(snapshot.memory?.totalBytes).toBe(10_240);
    expect(snapshot.cpu).toBeUndefined();
    expect(snapshot.problems?.map(p => p.reader)).toEqual([
      'system',
      'cpu',
      'networks',
      'filesystems',
    ]);
    expect(nodeSnapshotSchema.safeParse(snapshot).success).toBe(true);
  });

  it('gives a snapshot of this machine that the wire accepts', async () => {
    const readers = createReaders({ proc: '/proc', sys: '/sys', root: '/' });
    const collect = (monotonicMs: number) =>
      collectNodeSnapshot({
        node: 'n',
        readers,
        timestampMs: 1,
        monotonicMs,
      });
    await collect(0);
    const snapshot = await collect(1_000);
    expect(nodeSnapshotSchema.parse(snapshot)).toEqual(snapshot);
  });
});
