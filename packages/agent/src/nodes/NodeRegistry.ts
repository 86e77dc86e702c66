import type {
  NodeMetric,
  NodeRow,
  NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isImage } from '@atlhyper/core';

/** A node that has not reported for this long is forgotten here; the backend judges staleness. */
const FORGET_MS = 10 * 60_000;
const MAX_NODES = 10_000;
/** A snapshot older than the newest by this much was not overtaken: its node's clock was set back. */
const OVERTAKEN_MS = 60_000;

/** The newest snapshot of every node. */
export class NodeRegistry {
  private readonly latest = new Map<
    string,
    { snapshot: NodeSnapshot; receivedMs: number }
  >();

  /**
   * Keeps a snapshot and gives its figures as a row of one sample each; `undefined` if it is not
   * newer than the one we have (a repeated or overtaken post), which then counts for nothing.
   *
   * @throws Error if there are too many nodes
   */
  record(snapshot: NodeSnapshot, receivedMs: number): NodeRow | undefined {
    const known = this.latest.get(snapshot.node);
    const aheadMs = (known?.snapshot.timestampMs ?? 0) - snapshot.timestampMs;
    if (known && aheadMs >= 0 && aheadMs < OVERTAKEN_MS) {
      return undefined;
    }
    if (!known && this.latest.size >= MAX_NODES) {
      throw new Error(`more than ${MAX_NODES} nodes report`);
    }
    this.latest.set(snapshot.node, { snapshot, receivedMs });
    return toNodeRow(snapshot);
  }

  forgetSilent(nowMs: number): void {
    for (const [node, { receivedMs }] of this.latest) {
      if (nowMs - receivedMs > FORGET_MS) this.latest.delete(node);
    }
  }

  get size(): number {
    return this.latest.size;
  }

  *snapshots(): Generator<NodeSnapshot> {
    for (const { snapshot } of this.latest.values()) yield snapshot;
  }
}

/**
 * The figures of a snapshot that are kept over time; what it does not have is absent.
 *
 * - Each file system has its share in use: used ÷ (used + available), as df
 *   computes it, because that is when writing fails.
 * - Network rates are summed over the interfaces that are not virtual, so that no byte is counted
 *   on a bridge and on its port.
 * - Disk traffic is summed over the disks that are not made of others; the busiest one counts.
 * - Swap of size zero has no used share.
 * - Temperatures below zero are left out: figures over time are zero or more.
 */
export function toNodeRow(snapshot: NodeSnapshot): NodeRow {
  const { cpu, memory, filesystems, networks, pressure } = snapshot;
  const used = filesystems
    ?.filter(one => !isImage(one))
    .map(one => ({
      mount: one.mount,
      used: fraction(one.usedBytes, one.usedBytes + one.availableBytes),
    }));
  const physical = networks?.filter(network => !network.virtual) ?? [];
  const disks = snapshot.disks?.filter(disk => !disk.virtual) ?? [];
  const maxCelsius = snapshot.temperature?.maxCelsius;
  const figures: Partial<Record<NodeMetric, number>> = {
    cpuUsedFraction: cpu?.usedFraction,
    memoryUsedFraction: fraction(memory?.usedBytes, memory?.totalBytes),
    swapUsedFraction: fraction(memory?.swapUsedBytes, memory?.swapTotalBytes),
    diskUsedFraction: greatest(used?.map(one => one.used)),
    load1: cpu?.load1,
    networkReceiveBytesPerSecond: sum(
      physical.map(network => network.receiveBytesPerSecond),
    ),
    networkTransmitBytesPerSecond: sum(
      physical.map(network => network.transmitBytesPerSecond),
    ),
    diskReadBytesPerSecond: sum(disks.map(disk => disk.readBytesPerSecond)),
    diskWriteBytesPerSecond: sum(disks.map(disk => disk.writeBytesPerSecond)),
    diskBusyFraction: greatest(disks.map(disk => disk.busyFraction)),
    cpuPressureFraction: pressure?.cpu?.some.lastFraction,
    memoryPressureFraction: pressure?.memory?.some.lastFraction,
    ioPressureFraction: pressure?.io?.some.lastFraction,
    temperatureMaxCelsius:
      maxCelsius !== undefined && maxCelsius >= 0 ? maxCelsius : undefined,
    tcpRetransmitsPerSecond: snapshot.tcp?.retransmitsPerSecond,
  };
  const metrics: NodeRow['metrics'] = {};
  for (const [name, value] of Object.entries(figures)) {
    if (value !== undefined) {
      metrics[name as NodeMetric] = { sum: value, count: 1, max: value };
    }
  }
  const kept = used?.flatMap(({ mount, used: value }) =>
    value === undefined
      ? []
      : [{ mount, used: { sum: value, count: 1, max: value } }],
  );
  return {
    node: snapshot.node,
    metrics,
    ...(kept?.length && { filesystems: kept }),
  };
}

function fraction(
  part: number | undefined,
  whole: number | undefined,
): number | undefined {
  return part === undefined || !whole ? undefined : Math.min(1, part / whole);
}

function present(
  values: readonly (number | undefined)[] | undefined,
): number[] {
  return (values ?? []).filter((v): v is number => v !== undefined);
}

function greatest(
  values: readonly (number | undefined)[] | undefined,
): number | undefined {
  const numbers = present(values);
  return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

function sum(values: readonly (number | undefined)[]): number | undefined {
  const numbers = present(values);
  return numbers.length > 0
    ? numbers.reduce((total, value) => total + value, 0)
    : undefined;
}
