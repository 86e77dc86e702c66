import type { ScenarioNode } from '../scenario/schema';
import type { NodeUsage } from '../truth/nodeUsage';
import type { GeneratedFile, NodeCounters } from './procFiles';

const PAGE_BYTES = 4_096;
const GIB = 2 ** 30;

/** The greatest processes of a node; shares are of what the node uses of CPU and memory. */
export const PROCESSES = [
  { pid: 1, name: 'systemd', userId: 0, cpuShare: 0.005, memoryShare: 0.004 },
  {
    pid: 612,
    name: 'containerd',
    userId: 0,
    cpuShare: 0.04,
    memoryShare: 0.02,
  },
  { pid: 745, name: 'kubelet', userId: 0, cpuShare: 0.07, memoryShare: 0.03 },
  {
    pid: 1180,
    name: 'traefik',
    userId: 65532,
    cpuShare: 0.18,
    memoryShare: 0.05,
  },
  { pid: 1302, name: 'java', userId: 1000, cpuShare: 0.31, memoryShare: 0.38 },
  {
    pid: 1417,
    name: 'postgres',
    userId: 999,
    cpuShare: 0.14,
    memoryShare: 0.24,
  },
  { pid: 1533, name: 'node', userId: 1000, cpuShare: 0.12, memoryShare: 0.11 },
  {
    pid: 1671,
    name: 'linkerd2-proxy',
    userId: 2102,
    cpuShare: 0.06,
    memoryShare: 0.02,
  },
  {
    pid: 1790,
    name: 'coredns',
    userId: 65532,
    cpuShare: 0.02,
    memoryShare: 0.01,
  },
  {
    pid: 1904,
    name: 'fluent-bit',
    userId: 0,
    cpuShare: 0.03,
    memoryShare: 0.02,
  },
  { pid: 2011, name: 'sshd', userId: 0, cpuShare: 0, memoryShare: 0.003 },
  { pid: 2077, name: 'cron', userId: 0, cpuShare: 0, memoryShare: 0.001 },
] as const;

/** What the kernel tells of each process. */
export function processFiles(
  node: ScenarioNode,
  usage: NodeUsage,
  counters: NodeCounters,
): GeneratedFile[] {
  const usedBytes = node.memoryGiB * GIB * usage.memoryFraction;
  return PROCESSES.map((process, index): GeneratedFile => {
    const { pid, name, cpuShare, memoryShare } = process;
    const jiffies = Math.floor(counters.processJiffies[index]);
    const state = cpuShare > 0.3 ? 'R' : 'S';
    const pages = Math.round((usedBytes * memoryShare) / PAGE_BYTES);
    const threads = 1 + Math.round(cpuShare * 100);
    return [
      `${pid}/stat`,
      `${pid} (${name}) ${state} 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 ${jiffies} 0 0 0 20 0 ${threads} 0 ${
        pid * 10
      } 0 ${pages} 18446744073709551615 0 0\n`,
    ];
  });
}

/** Users do not change. */
export function processStatusFiles(): GeneratedFile[] {
  return PROCESSES.map(
    ({ pid, name, userId }): GeneratedFile => [
      `${pid}/status`,
      `Name:\t${name}\nUid:\t${userId}\t${userId}\t${userId}\t${userId}\n`,
    ],
  );
}
