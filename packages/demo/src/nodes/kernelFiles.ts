import type { NodeUsage } from '../truth/nodeUsage';
import type { GeneratedFile, NodeCounters } from './procFiles';

const SECTOR_BYTES = 512;
const MEAN_READ_BYTES = 32_768;
const MEAN_WRITE_BYTES = 16_384;
const SEGMENT_BYTES = 1_400;
/** One segment in as many is sent again. */
const SEGMENTS_PER_RETRANSMIT = 2_500;

const NETSTAT = `TcpExt: SyncookiesSent ListenOverflows ListenDrops
TcpExt: 0 0 0
`;

/** What the kernel tells of disks, waiting, connections and its limits. */
export function kernelFiles(
  usage: NodeUsage,
  counters: NodeCounters,
): GeneratedFile[] {
  const { stalledUs } = counters;
  return [
    ['diskstats', diskstatsText(counters)],
    ['pressure/cpu', pressureText(usage.cpuStallFraction, stalledUs.cpu)],
    [
      'pressure/memory',
      pressureText(usage.memoryStallFraction, stalledUs.memory),
    ],
    ['pressure/io', pressureText(usage.ioStallFraction, stalledUs.io)],
    ['vmstat', vmstatText(counters)],
    ['1/net/sockstat', sockstatText(usage)],
    ['1/net/snmp', snmpText(usage, counters)],
    ['1/net/netstat', NETSTAT],
    ['1/net/softnet_stat', softnetText(counters)],
    ['sys/fs/file-nr', `${usage.connections * 12 + 2_048}\t0\t1048576\n`],
    [
      'sys/net/netfilter/nf_conntrack_count',
      `${Math.round(usage.connections * 1.6)}\n`,
    ],
  ];
}

/** The partition does all that its disk does. */
function diskstatsText(counters: NodeCounters): string {
  const { readBytes, writtenBytes, diskBusyMs } = counters;
  const reads = readBytes / MEAN_READ_BYTES;
  const writes = writtenBytes / MEAN_WRITE_BYTES;
  const fields = [
    reads,
    reads / 50,
    readBytes / SECTOR_BYTES,
    reads * 0.8,
    writes,
    writes / 5,
    writtenBytes / SECTOR_BYTES,
    writes * 1.4,
    0,
    diskBusyMs,
    reads * 0.8 + writes * 1.4,
    0,
    0,
    0,
    0,
  ]
    .map(Math.floor)
    .join(' ');
  return ` 254       0 vda ${fields}\n 254       1 vda1 ${fields}\n`;
}

function pressureText(fraction: number, stalledUs: number): string {
  const line = (kind: string, share: number) => {
    const average = (factor: number) =>
      Math.min(100, fraction * share * factor * 100).toFixed(2);
    return `${kind} avg10=${average(1)} avg60=${average(0.95)} avg300=${average(
      0.9,
    )} total=${Math.floor(stalledUs * share)}\n`;
  };
  return line('some', 1) + line('full', 0.25);
}

function vmstatText({ readBytes, writtenBytes }: NodeCounters): string {
  return [
    `pgpgin ${Math.floor(readBytes / 1024)}`,
    `pgpgout ${Math.floor(writtenBytes / 1024)}`,
    'pswpin 0',
    'pswpout 0',
    `pgfault ${Math.floor(readBytes / 512)}`,
    `pgmajfault ${Math.floor(readBytes / 4_000_000)}`,
    'oom_kill 0',
    '',
  ].join('\n');
}

function sockstatText({ connections }: NodeUsage): string {
  const waiting = Math.round(connections / 3);
  return `sockets: used ${connections + 180}
TCP: inuse ${connections} orphan 0 tw ${waiting} alloc ${
    connections + 12
  } mem ${Math.round(connections / 2)}
UDP: inuse 6 mem 2
`;
}

function snmpText(
  { connections }: NodeUsage,
  { receiveBytes, transmitBytes }: NodeCounters,
): string {
  const sent = Math.floor(transmitBytes / SEGMENT_BYTES);
  const values = [
    connections,
    Math.floor(receiveBytes / SEGMENT_BYTES),
    sent,
    Math.floor(sent / SEGMENTS_PER_RETRANSMIT),
  ];
  return `Tcp: RtoAlgorithm MaxConn CurrEstab InSegs OutSegs RetransSegs
Tcp: 1 -1 ${values.join(' ')}
`;
}

/** The kernel counts in 32 bits, each core its part. */
function softnetText({ cores, receiveBytes }: NodeCounters): string {
  const packets = Math.floor(receiveBytes / 900 / cores.length);
  const hex = (value: number) =>
    (value % 2 ** 32).toString(16).padStart(8, '0');
  const line = [packets, 0, Math.floor(packets / 500_000)].map(hex).join(' ');
  return `${cores.map(() => line).join('\n')}\n`;
}
