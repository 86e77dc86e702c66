import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { readAvailable, readNumber } from './hostFiles';
import { toRatesPerSecond } from './rates';

type Disk = NonNullable<NodeFacts['disks']>[number];

/** The kernel's unit in diskstats and in `size`, whatever the device's own sectors are. */
export const SECTOR_BYTES = 512;
const MAX_DISKS = 256;

/** Media that is inserted, and files or memory that pose as disks. */
export const NO_DISKS = /^(ram|loop|fd|sr|nbd)\d/;

/** What a device counted since it exists. */
export type DiskCounters = {
  reads: number;
  readSectors: number;
  readMs: number;
  writes: number;
  writtenSectors: number;
  writeMs: number;
  busyMs: number;
  queuedMs: number;
};

type Sample = { counters: DiskCounters; sequence?: number };

/**
 * Reads what every disk does.
 *
 * Figures are of the time between two calls. There are none on the first call, for a new device,
 * for another device under the same name, and where a counter went back.
 */
export function createDisksReader(paths: {
  proc: string;
  sys: string;
}): NodeReader {
  let previous = new Map<string, Sample>();
  let previousMs: number | undefined;

  return {
    name: 'disks',
    async read(monotonicMs) {
      const text = readAvailable(join(paths.proc, 'diskstats'));
      if (text === undefined) {
        return { facts: {} };
      }
      const seconds =
        previousMs === undefined
          ? undefined
          : (monotonicMs - previousMs) / 1000;
      const samples = new Map<string, Sample>();
      const disks: Disk[] = [];
      for (const [device, counters] of parseDiskstats(text)) {
        const attributes = readAttributes(paths.sys, device);
        const unused = counters.reads + counters.writes === 0;
        if (!attributes || (attributes.virtual && unused)) continue;
        const { sequence, ...shown } = attributes;
        samples.set(device, { counters, sequence });
        const known = previous.get(device);
        const before =
          known && known.sequence === sequence ? known.counters : undefined;
        disks.push({
          device,
          ...shown,
          ...toFigures(counters, before, seconds),
        });
      }
      previous = samples;
      previousMs = monotonicMs;
      disks.sort((a, b) => Number(a.virtual) - Number(b.virtual));
      return { facts: { disks: disks.slice(0, MAX_DISKS) } };
    },
  };
}

/** Reads /proc/diskstats, partitions included; what only poses as a disk is left out. */
function parseDiskstats(text: string): Map<string, DiskCounters> {
  const counters = new Map<string, DiskCounters>();
  for (const line of text.split('\n')) {
    const [, , device, ...fields] = line.trim().split(/\s+/);
    if (!device || fields.length < 11 || NO_DISKS.test(device)) continue;
    const f = fields.map(Number);
    counters.set(device, {
      reads: f[0],
      readSectors: f[2],
      readMs: f[3],
      writes: f[4],
      writtenSectors: f[6],
      writeMs: f[7],
      busyMs: f[9],
      queuedMs: f[10],
    });
  }
  return counters;
}

/** `undefined` for a partition: /sys/block holds whole devices only. */
function readAttributes(sys: string, device: string) {
  // The kernel writes `!` for the `/` in names like cciss/c0d0.
  const directory = join(sys, 'block', device.replaceAll('/', '!'));
  if (!existsSync(directory)) {
    return undefined;
  }
  const sectors = readNumber(join(directory, 'size'));
  return {
    virtual: realpathSync(directory).includes('/devices/virtual/'),
    ...(sectors !== undefined && { sizeBytes: sectors * SECTOR_BYTES }),
    // Counts up with every device that is attached, since Linux 5.15.
    sequence: readNumber(join(directory, 'diskseq')),
  };
}

/** Rates, shares and waits of one interval; empty where they are not known. */
export function toFigures(
  current: DiskCounters,
  previous: DiskCounters | undefined,
  seconds: number | undefined,
): Partial<Disk> {
  const rates = toRatesPerSecond(current, previous, seconds);
  if (rates.reads === undefined) {
    return {};
  }
  const known = rates as DiskCounters;
  return {
    readBytesPerSecond: known.readSectors * SECTOR_BYTES,
    writeBytesPerSecond: known.writtenSectors * SECTOR_BYTES,
    readsPerSecond: known.reads,
    writesPerSecond: known.writes,
    // The kernel counts in ticks, which may make the sum a little more than the time.
    busyFraction: Math.min(1, known.busyMs / 1000),
    ...(known.reads > 0 && { readWaitMs: known.readMs / known.reads }),
    ...(known.writes > 0 && { writeWaitMs: known.writeMs / known.writes }),
    queueLength: known.queuedMs / 1000,
  };
}
