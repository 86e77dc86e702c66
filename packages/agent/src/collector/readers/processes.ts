import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { readAvailable } from './hostFiles';
import { readProcessConstants } from './processConstants';

type Processes = NonNullable<NodeFacts['processes']>;
type Process = Processes['topByMemory'][number];
type States = Processes['states'];

/** Every process costs a file; on a busy node all of them would be most of the collector's work. */
const SCAN_INTERVAL_MS = 15_000;
const TOP = 10;
const MAX_PROCESSES = 50_000;

/** proc(5), `stat`, field 3. */
const STATES: Record<string, keyof States> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
  I: 'idle',
};

/** What one line of /proc/[pid]/stat says. */
export type ProcessStat = {
  pid: number;
  name: string;
  state: string;
  cpuTicks: number;
  threads: number;
  /** Since boot; tells a process from a later one with its number. */
  startTicks: number;
  rssPages: number;
};

/**
 * Counts processes and finds those that use most CPU and memory.
 *
 * All are read at most every 15 s; in between the last figures are given again. CPU use is of the
 * time between two such rounds; all that a newcomer used falls into it.
 */
// eslint-disable-next-line max-lines-per-function -- closures over the last scan
export function createProcessesReader(paths: { proc: string }): NodeReader {
  const constants = readProcessConstants();
  let previous: { stats: Map<number, ProcessStat>; ms: number } | undefined;
  let last: Processes | undefined;

  return {
    name: 'processes',
    async read(monotonicMs) {
      if (
        last?.topByCpu &&
        previous &&
        monotonicMs - previous.ms < SCAN_INTERVAL_MS
      ) {
        return { facts: { processes: last } };
      }
      const stats = readAllStats(paths.proc);
      const seconds = previous && (monotonicMs - previous.ms) / 1000;
      const coresOf = (stat: ProcessStat) => {
        if (!seconds) return undefined;
        const known = previous?.stats.get(stat.pid);
        const before =
          known?.startTicks === stat.startTicks ? known : undefined;
        const ticks = stat.cpuTicks - (before?.cpuTicks ?? 0);
        return ticks >= 0
          ? ticks / constants.ticksPerSecond / seconds
          : undefined;
      };
      const bootMs = readBootMs(paths.proc);
      const all = [...stats.values()].map(stat => ({
        stat,
        cpuCores: coresOf(stat),
      }));
      const top = (by: (process: (typeof all)[number]) => number) =>
        all
          .filter(process => by(process) > 0)
          .sort((a, b) => by(b) - by(a))
          .slice(0, TOP)
          .map(({ stat, cpuCores }): Process => {
            const userId = readUserId(paths.proc, stat.pid);
            return {
              pid: stat.pid,
              name: stat.name,
              ...(userId !== undefined && { userId }),
              state: STATES[stat.state] ?? 'other',
              ...(bootMs !== undefined && {
                startedMs: Math.round(
                  bootMs + (stat.startTicks / constants.ticksPerSecond) * 1000,
                ),
              }),
              ...(cpuCores !== undefined && { cpuCores }),
              rssBytes: stat.rssPages * constants.pageBytes,
              threads: stat.threads,
            };
          });
      last = {
        ...countStates(stats.values()),
        ...(previous && { topByCpu: top(process => process.cpuCores ?? 0) }),
        topByMemory: top(process => process.stat.rssPages),
      };
      previous = { stats, ms: monotonicMs };
      return { facts: stats.size > 0 ? { processes: last } : {} };
    },
  };
}

/** When the node started, in its own time. */
function readBootMs(proc: string): number | undefined {
  const stat = readAvailable(join(proc, 'stat')) ?? '';
  const seconds = /^btime (\d+)$/m.exec(stat)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function countStates(stats: Iterable<ProcessStat>) {
  const states: States = {
    running: 0,
    sleeping: 0,
    waiting: 0,
    stopped: 0,
    zombie: 0,
    idle: 0,
    other: 0,
  };
  let total = 0;
  let threads = 0;
  for (const stat of stats) {
    states[STATES[stat.state] ?? 'other'] += 1;
    threads += stat.threads;
    total += 1;
  }
  return { total, threads, states };
}

function readAllStats(proc: string): Map<number, ProcessStat> {
  const pids = readdirSync(proc).filter(name => /^\d+$/.test(name));
  const stats = new Map<number, ProcessStat>();
  for (const pid of pids.slice(0, MAX_PROCESSES)) {
    // It may have ended since it was listed.
    const stat = parseProcessStat(readAvailable(join(proc, pid, 'stat')) ?? '');
    if (stat) stats.set(stat.pid, stat);
  }
  return stats;
}

/** Reads a line of /proc/[pid]/stat. The name stands in brackets and may hold brackets and blanks. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text.slice(close + 2).split(' ');
  if (open < 0 || close < open || fields.length < 22) {
    return undefined;
  }
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close).slice(0, 64),
    state: fields[0],
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    threads: Math.max(0, Number(fields[17])),
    startTicks: Number(fields[19]),
    // The kernel may give a little less than nothing (its counters per core are summed late).
    rssPages: Math.max(0, Number(fields[21])),
  };
}

/** The effective user, as ps(1) shows it. */
function readUserId(proc: string, pid: number): number | undefined {
  const status = readAvailable(join(proc, String(pid), 'status'));
  const userId = /^Uid:\s+\d+\s+(\d+)/m.exec(status ?? '')?.[1];
  return userId === undefined ? undefined : Number(userId);
}
