import type { NodeReader } from '../NodeReader';
import { Host } from '../testing/Host';
import { createDiskFinder } from './diskFinder';
import { createDisksReader } from './disks';
import {
  createFilesystemsReader,
  parseMountInfo,
  selectMounts,
} from './filesystems';

let host: Host;
beforeEach(() => {
  host = new Host();
});
afterEach(() => host.remove());

const disksOf = async (reader: NodeReader, monotonicMs: number) =>
  (await reader.read(monotonicMs)).facts.disks;

/** `sda` with one partition on a bus, and `dm-0` over it. */
function addDevices(): void {
  const sda = 'sys/devices/pci0000:00/block/sda';
  host.write(`${sda}/size`, '2048\n');
  host.write(`${sda}/diskseq`, '1\n');
  host.write(`${sda}/sda1/partition`, '1\n');
  const dm = 'sys/devices/virtual/block/dm-0';
  host.write(`${dm}/size`, '1024\n');
  host.write(`${dm}/dm/name`, 'vg-data\n');
  host.link('sys/block/sda', sda);
  host.link('sys/block/dm-0', dm);
  host.link('sys/class/block/sda', sda);
  host.link('sys/class/block/sda1', `${sda}/sda1`);
  host.link('sys/class/block/dm-0', dm);
  host.link('sys/dev/block/8:1', `${sda}/sda1`);
  host.link('sys/dev/block/253:0', dm);
}

/** reads, merged, sectors, ms, writes, merged, sectors, ms, in flight, busy ms, queued ms. */
const diskstats = (lines: Record<string, number[]>) =>
  host.write(
    'proc/diskstats',
    Object.entries(lines)
      .map(([name, f]) => `   8       0 ${name} ${f.join(' ')} 0 0 0 0\n`)
      .join(''),
  );

describe('disks', () => {
  const idle = [100, 0, 800, 50, 200, 0, 1_600, 400, 0, 300, 450];
  const none = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

  beforeEach(addDevices);

  it('gives what a device did between two samples, partitions left out', async () => {
    const reader = createDisksReader(host.paths);
    diskstats({ loop0: none, sda: idle, sda1: idle });
    expect(await disksOf(reader, 0)).toEqual([
      { device: 'sda', virtual: false, sizeBytes: 1_048_576 },
    ]);
    // In 5 s: 10 reads of 80 sectors in 20 ms, 40 writes of 400 sectors in 200 ms, busy for 1 s.
    diskstats({
      sda: [110, 0, 880, 70, 240, 0, 2_000, 600, 0, 1_300, 670],
    });
    expect(await disksOf(reader, 5_000)).toEqual([
      {
        device: 'sda',
        virtual: false,
        sizeBytes: 1_048_576,
        readBytesPerSecond: 8_192,
        writeBytesPerSecond: 40_960,
        readsPerSecond: 2,
        writesPerSecond: 8,
        busyFraction: 0.2,
        readWaitMs: 2,
        writeWaitMs: 5,
        queueLength: 0.044,
      },
    ]);
  });

  it('has no wait where nothing completed, and is never busier than the time', async () => {
    const reader = createDisksReader(host.paths);
    diskstats({ sda: idle });
    await disksOf(reader, 0);
    const busier = [...idle];
    busier[9] += 1_004;
    diskstats({ sda: busier });
    const [disk] = (await disksOf(reader, 1_000))!;
    expect(disk).toMatchObject({ busyFraction: 1, readsPerSecond: 0 });
    expect(disk.readWaitMs).toBeUndefined();
    expect(disk.writeWaitMs).toBeUndefined();
  });

  it.each([
    ['a counter went back', () => diskstats({ sda: [...none.slice(1), 9] })],
    [
      'another device came under the name, even with greater counters',
      () => {
        host.write('sys/devices/pci0000:00/block/sda/diskseq', '7\n');
        diskstats({ sda: idle.map(value => value * 1_000) });
      },
    ],
  ])('gives no rate where %s', async (_, change) => {
    const reader = createDisksReader(host.paths);
    diskstats({ sda: idle });
    await disksOf(reader, 0);
    change();
    expect((await disksOf(reader, 5_000))![0]).toEqual({
      device: 'sda',
      virtual: false,
      sizeBytes: 1_048_576,
    });
  });

  it('marks what is made of other devices, and leaves it out while unused', async () => {
    const reader = createDisksReader(host.paths);
    diskstats({ 'dm-0': idle, sda: idle });
    expect((await disksOf(reader, 0))!.map(d => [d.device, d.virtual])).toEqual(
      [
        ['sda', false],
        ['dm-0', true],
      ],
    );
    diskstats({ 'dm-0': none, sda: none });
    expect((await disksOf(reader, 1))!.map(d => d.device)).toEqual(['sda']);
  });

  it('has no disks, not an empty list, where the kernel does not count them', async () => {
    expect(await createDisksReader(host.paths).read(0)).toEqual({ facts: {} });
  });
});

describe('the disk under a mount', () => {
  beforeEach(addDevices);

  it.each([
    [
      'a partition by its number',
      { device: '/dev/root', deviceNumber: '8:1' },
      'sda',
    ],
    [
      'a volume by its number',
      { device: '/dev/x', deviceNumber: '253:0' },
      'dm-0',
    ],
    [
      'a partition by its name',
      { device: '/dev/sda1', deviceNumber: '0:40' },
      'sda',
    ],
    ['a volume by its name', { device: '/dev/mapper/vg-data' }, 'dm-0'],
    [
      'a share of a server',
      { device: 'server:/x', deviceNumber: '0:50' },
      undefined,
    ],
    ['a volume that is not there', { device: '/dev/mapper/gone' }, undefined],
  ])('is found for %s', (_, source, disk) => {
    expect(createDiskFinder(host.paths.sys)(source, 0)).toBe(disk);
  });

  it('joins a file system with its disk, each mount once and no bind mount', async () => {
    host.write(
      'proc/1/mountinfo',
      [
        '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
        '23 22 0:21 / /proc rw - proc proc rw',
        '24 22 253:0 /sub /a rw shared:3 master:1 - xfs /dev/mapper/vg-data rw',
        '25 22 253:0 / /longer\\040path rw - xfs /dev/mapper/vg-data rw',
        '26 22 8:1 / /again rw - ext4 /dev/sda1 rw',
      ].join('\n'),
    );
    const reader = createFilesystemsReader(host.paths, {
      statfs: async () => ({ bsize: 1, blocks: 10, bfree: 5, bavail: 4 }),
    });
    const { filesystems } = (await reader.read(0)).facts;
    expect(filesystems?.map(f => [f.mount, f.device, f.disk])).toEqual([
      ['/', '/dev/sda1', 'sda'],
      ['/longer path', '/dev/mapper/vg-data', 'dm-0'],
    ]);
  });

  it('takes a subvolume where nothing shows the whole file system', () => {
    const mounts = parseMountInfo(
      '1 0 0:30 /@home /home rw - btrfs /dev/sda2 rw\n2 0 0:30 /@ / rw - btrfs /dev/sda2 rw\n',
    );
    expect(selectMounts(mounts).map(m => m.mount)).toEqual(['/']);
  });
});
