import type { ScenarioNode } from '../scenario/schema';
import type { NodeUsage } from '../truth/nodeUsage';
import { kernelFiles } from './kernelFiles';
import { processFiles, processStatusFiles } from './processFiles';

/** What the kernel of a node has counted since it booted. */
export type NodeCounters = {
  bootMs: number;
  /** Jiffies (100 per second) of each core. */
  cores: { user: number; system: number; idle: number; iowait: number }[];
  receiveBytes: number;
  transmitBytes: number;
  readBytes: number;
  writtenBytes: number;
  /** Time in which the disk was busy, and in which tasks waited. */
  diskBusyMs: number;
  stalledUs: { cpu: number; memory: number; io: number };
  /** CPU time of each of `PROCESSES`, in jiffies. */
  processJiffies: number[];
};

/** A file's path below its root, and its text. */
export type GeneratedFile = [path: string, text: string];

const MEAN_PACKET_BYTES = 900;

const MOUNT_INFO = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
23 22 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:2 - proc proc rw
24 22 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:3 - sysfs sysfs rw
25 22 0:23 / /run rw,nosuid,nodev shared:4 - tmpfs tmpfs rw,size=1638400k,mode=755
26 22 254:1 /var/lib/demo /srv/demo rw,relatime shared:1 - ext4 /dev/vda1 rw
`;

const MOUNTS = `/dev/vda1 / ext4 rw,relatime 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
tmpfs /run tmpfs rw,nosuid,nodev,size=1638400k,mode=755 0 0
`;

/** The files below /proc that change with time, in the formats of proc(5). */
export function procFiles(
  node: ScenarioNode,
  usage: NodeUsage,
  counters: NodeCounters,
  nowMs: number,
): GeneratedFile[] {
  return [
    ['stat', statText(counters, nowMs)],
    ['meminfo', meminfoText(node, usage)],
    ['loadavg', loadavgText(usage)],
    ['uptime', uptimeText(counters, nowMs)],
    ['1/net/dev', netDevText(counters)],
    ...kernelFiles(usage, counters),
    ...processFiles(node, usage, counters),
  ];
}

/** The files below /proc that stay as they are. */
export function staticProcFiles(node: ScenarioNode): GeneratedFile[] {
  return [
    ['cpuinfo', cpuinfoText(node)],
    [
      'version',
      'Linux version 6.1.0-demo (demo@atlhyper) (gcc 12.2.0) #1 SMP PREEMPT_DYNAMIC\n',
    ],
    ['sys/kernel/osrelease', '6.1.0-demo\n'],
    ['sys/kernel/hostname', `${node.name}\n`],
    ['sys/kernel/ostype', 'Linux\n'],
    ['1/mounts', MOUNTS],
    ['1/mountinfo', MOUNT_INFO],
    ['1/comm', 'systemd\n'],
    ['sys/net/netfilter/nf_conntrack_max', '262144\n'],
    ['sys/kernel/random/entropy_avail', '256\n'],
    ...processStatusFiles(),
  ];
}

function statText(counters: NodeCounters, nowMs: number): string {
  const line = (name: string, c: NodeCounters['cores'][number]) =>
    `${name} ${[c.user, 0, c.system, c.idle, c.iowait, 0, 0, 0, 0, 0]
      .map(Math.floor)
      .join(' ')}`;
  // The kernel's sum is of whole jiffies too, so it is taken after rounding.
  const sum = (key: 'user' | 'system' | 'idle' | 'iowait') =>
    counters.cores.reduce((total, core) => total + Math.floor(core[key]), 0);
  const all = {
    user: sum('user'),
    system: sum('system'),
    idle: sum('idle'),
    iowait: sum('iowait'),
  };
  const switches = Math.floor((nowMs - counters.bootMs) * 4.2);
  return [
    line('cpu ', all),
    ...counters.cores.map((core, i) => line(`cpu${i}`, core)),
    `intr ${Math.floor(switches / 2)}`,
    `ctxt ${switches}`,
    `btime ${Math.floor(counters.bootMs / 1000)}`,
    `processes ${Math.floor(switches / 900)}`,
    'procs_running 2',
    'procs_blocked 0',
    '',
  ].join('\n');
}

function meminfoText(node: ScenarioNode, usage: NodeUsage): string {
  const total = node.memoryGiB * 1_048_576;
  const used = Math.round(total * usage.memoryFraction);
  const available = total - used;
  const buffers = Math.round(total * 0.01);
  const cached = Math.round(available * 0.6);
  const reclaimable = Math.round(available * 0.05);
  const entries: [string, number][] = [
    ['MemTotal', total],
    ['MemFree', Math.max(0, available - cached - buffers)],
    ['MemAvailable', available],
    ['Buffers', buffers],
    ['Cached', cached],
    ['SwapCached', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Slab', reclaimable * 2],
    ['SReclaimable', reclaimable],
    ['SUnreclaim', reclaimable],
  ];
  return entries
    .map(
      ([name, kib]) =>
        `${`${name}:`.padEnd(16)}${String(kib).padStart(8)} kB\n`,
    )
    .join('');
}

function loadavgText({ load1 }: NodeUsage): string {
  const five = load1 * 0.97;
  const fifteen = load1 * 0.94;
  return `${load1.toFixed(2)} ${five.toFixed(2)} ${fifteen.toFixed(
    2,
  )} 2/512 31337\n`;
}

function uptimeText(counters: NodeCounters, nowMs: number): string {
  const idle = counters.cores.reduce((sum, core) => sum + core.idle, 0) / 100;
  return `${((nowMs - counters.bootMs) / 1000).toFixed(2)} ${idle.toFixed(
    2,
  )}\n`;
}

/** Counters by interface; what pods send to each other stays on the bridge. */
export function interfaceCounters(
  counters: NodeCounters,
): Record<string, { receive: number; transmit: number }> {
  const { receiveBytes, transmitBytes } = counters;
  return {
    lo: {
      receive: Math.floor(receiveBytes / 20),
      transmit: Math.floor(receiveBytes / 20),
    },
    eth0: {
      receive: Math.floor(receiveBytes),
      transmit: Math.floor(transmitBytes),
    },
    cni0: {
      receive: Math.floor(transmitBytes * 0.7),
      transmit: Math.floor(receiveBytes * 0.7),
    },
  };
}

export const toPackets = (bytes: number): number =>
  Math.floor(bytes / MEAN_PACKET_BYTES);

function netDevText(counters: NodeCounters): string {
  const lines = Object.entries(interfaceCounters(counters)).map(
    ([name, { receive, transmit }]) =>
      `${name.padStart(6)}: ${receive} ${toPackets(
        receive,
      )} 0 0 0 0 0 0 ${transmit} ${toPackets(transmit)} 0 0 0 0 0 0`,
  );
  return [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    ...lines,
    '',
  ].join('\n');
}

function cpuinfoText(node: ScenarioNode): string {
  return Array.from({ length: node.cores }, (_, i) =>
    [
      `processor\t: ${i}`,
      'vendor_id\t: GenuineDemo',
      'model name\t: Demo CPU @ 2.40GHz',
      `cpu MHz\t\t: ${(2400 + i).toFixed(3)}`,
      'cache size\t: 32768 KB',
      `cpu cores\t: ${node.cores}`,
      '',
      '',
    ].join('\n'),
  ).join('');
}
