import type { NodeFacts } from '../../collector/NodeReader';
import {
  NO_DISKS,
  SECTOR_BYTES,
  toFigures,
  type DiskCounters,
} from '../../collector/readers/disks';
import { selectMounts } from '../../collector/readers/filesystems';
import {
  toCount,
  type ExporterInterval,
  type ExporterScrape,
} from './ExporterScrape';

type Disk = NonNullable<NodeFacts['disks']>[number];
type Filesystem = NonNullable<NodeFacts['filesystems']>[number];

/** Devices made of others or of memory; the exporter does not say which these are. */
const VIRTUAL = /^(dm-|md\d|zram|bcache|drbd)/;
const MAPPER = '/dev/mapper/';
const MAX_DISKS = 256;

/** What every disk does. */
export function mapDisks({
  now,
  before,
  seconds,
}: ExporterInterval): NodeFacts {
  const counters = readCounters(now);
  if (counters.size === 0) return {};
  const previous = before && readCounters(before);
  const disks: Disk[] = [];
  for (const [device, current] of counters) {
    const virtual = VIRTUAL.test(device);
    const unused = current.reads + current.writes === 0;
    if (isPartition(device, counters) || (virtual && unused)) continue;
    disks.push({
      device,
      virtual,
      ...toFigures(current, previous?.get(device), seconds),
    });
  }
  disks.sort((a, b) => Number(a.virtual) - Number(b.virtual));
  return { disks: disks.slice(0, MAX_DISKS) };
}

/** Size and use of what our own reader shows, too: no pseudo file systems, one mount per device. */
export function mapFilesystems({ now }: ExporterInterval): NodeFacts {
  const sizes = now.list('filesystem_size_bytes');
  if (sizes.length === 0) return {};
  const keyOf = (labels: Readonly<Record<string, string>>) =>
    JSON.stringify([labels.device, labels.fstype, labels.mountpoint]);
  const figures = (name: string) =>
    new Map(
      now
        .list(`filesystem_${name}`)
        .map(({ labels, value }) => [keyOf(labels), value]),
    );
  const free = figures('free_bytes');
  const available = figures('avail_bytes');
  const failed = figures('device_error');
  const findDisk = createDiskFinder(now);
  const filesystems = new Map<string, Filesystem>();
  for (const { labels, value } of sizes) {
    const key = keyOf(labels);
    const totalBytes = toCount(value);
    const freeBytes = toCount(free.get(key));
    if (!totalBytes || freeBytes === undefined || failed.get(key)) continue;
    const { device = '', fstype = '', mountpoint = '' } = labels;
    const disk = findDisk(device);
    filesystems.set(mountpoint, {
      mount: mountpoint,
      device,
      ...(disk !== undefined && { disk }),
      fsType: fstype,
      totalBytes,
      usedBytes: Math.max(0, totalBytes - freeBytes),
      availableBytes: toCount(available.get(key)) ?? 0,
    });
  }
  const selected = selectMounts(
    [...filesystems.values()].map(({ mount, device, fsType }) => ({
      mount,
      device,
      fsType,
    })),
  );
  return {
    filesystems: selected.map(({ mount }) => filesystems.get(mount)!),
  };
}

function readCounters(scrape: ExporterScrape): Map<string, DiskCounters> {
  const of = (name: string) => scrape.by(`disk_${name}_total`, 'device');
  const columns = {
    reads: of('reads_completed'),
    readSectors: of('read_bytes'),
    readMs: of('read_time_seconds'),
    writes: of('writes_completed'),
    writtenSectors: of('written_bytes'),
    writeMs: of('write_time_seconds'),
    busyMs: of('io_time_seconds'),
    queuedMs: of('io_time_weighted_seconds'),
  };
  const counters = new Map<string, DiskCounters>();
  for (const device of columns.reads.keys()) {
    if (NO_DISKS.test(device)) continue;
    const value = (name: keyof typeof columns, unit = 1) =>
      (columns[name].get(device) ?? 0) * unit;
    counters.set(device, {
      reads: value('reads'),
      readSectors: value('readSectors', 1 / SECTOR_BYTES),
      readMs: value('readMs', 1_000),
      writes: value('writes'),
      writtenSectors: value('writtenSectors', 1 / SECTOR_BYTES),
      writeMs: value('writeMs', 1_000),
      busyMs: value('busyMs', 1_000),
      queuedMs: value('queuedMs', 1_000),
    });
  }
  return counters;
}

/** `sda1` beside `sda`, `nvme0n1p2` beside `nvme0n1`; shown only where an exporter was told to. */
function isPartition(
  device: string,
  devices: ReadonlyMap<string, unknown>,
): boolean {
  const disk = diskUnder(device);
  return disk !== undefined && devices.has(disk);
}

/** The disk that a partition's name begins with. */
function diskUnder(device: string): string | undefined {
  return /^(.*\d)p\d+$/.exec(device)?.[1] ?? /^(.*[a-z])\d+$/.exec(device)?.[1];
}

function createDiskFinder(
  scrape: ExporterScrape,
): (device: string) => string | undefined {
  const devices = scrape.by('disk_reads_completed_total', 'device');
  const mapped = new Map(
    scrape
      .list('disk_device_mapper_info')
      .map(({ labels }) => [labels.name, labels.device]),
  );
  return path => {
    if (path.startsWith(MAPPER)) return mapped.get(path.slice(MAPPER.length));
    if (!path.startsWith('/dev/')) return undefined;
    const name = path.slice('/dev/'.length);
    if (isPartition(name, devices)) return diskUnder(name);
    return devices.has(name) ? name : undefined;
  };
}
