import type {
  FilesystemMetrics,
  NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** Used share of a file system as `df` gives it: of what a user could have, without root's reserve. */
export function filesystemUsedFraction(
  filesystem: FilesystemMetrics,
): number | undefined {
  const reachable = filesystem.usedBytes + filesystem.availableBytes;
  return reachable > 0 ? filesystem.usedBytes / reachable : undefined;
}

/** The figures a node is compared by; `undefined` where its collector gives none. */
export function nodeFigures(snapshot: NodeSnapshot | undefined): {
  cpuUsedFraction?: number;
  memoryUsedFraction?: number;
  diskUsedFraction?: number;
  receiveBytesPerSecond?: number;
  transmitBytesPerSecond?: number;
  diskBusyFraction?: number;
} {
  const memory = snapshot?.memory;
  const disks = (snapshot?.filesystems ?? [])
    .map(filesystemUsedFraction)
    .filter((fraction): fraction is number => fraction !== undefined);
  const physical = (snapshot?.networks ?? []).filter(
    network => !network.virtual,
  );
  const busy = (snapshot?.disks ?? [])
    .filter(disk => !disk.virtual)
    .map(disk => disk.busyFraction)
    .filter((fraction): fraction is number => fraction !== undefined);
  return {
    cpuUsedFraction: snapshot?.cpu?.usedFraction,
    memoryUsedFraction:
      memory && memory.totalBytes > 0
        ? memory.usedBytes / memory.totalBytes
        : undefined,
    diskUsedFraction: disks.length > 0 ? Math.max(...disks) : undefined,
    receiveBytesPerSecond: sumKnown(
      physical.map(network => network.receiveBytesPerSecond),
    ),
    transmitBytesPerSecond: sumKnown(
      physical.map(network => network.transmitBytesPerSecond),
    ),
    diskBusyFraction: busy.length > 0 ? Math.max(...busy) : undefined,
  };
}

function sumKnown(values: (number | undefined)[]): number | undefined {
  const known = values.filter((value): value is number => value !== undefined);
  return known.length > 0
    ? known.reduce((sum, value) => sum + value, 0)
    : undefined;
}
