import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readAvailable } from './hostFiles';

/** Devices come and go with volumes, but seldom; asking costs several calls for each mount. */
const CACHE_MS = 60_000;
const MAPPER = '/dev/mapper/';

/** What a mount table says of where a file system lies. */
export type MountSource = {
  device: string;
  /** `major:minor` of the mount; `0:…` for file systems over several devices or none. */
  deviceNumber?: string;
};

/**
 * Finds the disk under a mount: `/dev/sda1` lies on `sda`, `/dev/mapper/data` on `dm-3`.
 *
 * Gives `undefined` for what lies on no block device of this node, such as a network's.
 */
export function createDiskFinder(
  sys: string,
): (source: MountSource, monotonicMs: number) => string | undefined {
  const cache = new Map<string, string | undefined>();
  let filledMs: number | undefined;

  return (source, monotonicMs) => {
    if (filledMs === undefined || monotonicMs - filledMs >= CACHE_MS) {
      cache.clear();
      filledMs = monotonicMs;
    }
    const key = `${source.deviceNumber} ${source.device}`;
    if (!cache.has(key)) {
      cache.set(key, findDisk(sys, source));
    }
    return cache.get(key);
  };
}

function findDisk(sys: string, source: MountSource): string | undefined {
  const { device, deviceNumber } = source;
  const byNumber =
    deviceNumber !== undefined && join(sys, 'dev/block', deviceNumber);
  const name = device.startsWith(MAPPER)
    ? findMapped(sys, device.slice(MAPPER.length))
    : device.startsWith('/dev/') &&
      device.slice('/dev/'.length).replaceAll('/', '!');
  const link = [byNumber, name && join(sys, 'class/block', name)].find(
    path => path && existsSync(path),
  );
  if (!link) {
    return undefined;
  }
  const directory = realpathSync(link);
  // A partition's directory lies in that of its disk.
  const disk = existsSync(join(directory, 'partition'))
    ? dirname(directory)
    : directory;
  return basename(disk).replaceAll('!', '/').slice(0, 128);
}

/** The device mapper's own name of a volume (`dm-0`). */
function findMapped(sys: string, name: string): string | undefined {
  const directory = join(sys, 'class/block');
  if (!existsSync(directory)) {
    return undefined;
  }
  return readdirSync(directory).find(
    device =>
      device.startsWith('dm-') &&
      readAvailable(join(directory, device, 'dm/name'))?.trim() === name,
  );
}
