import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { createRateMeter } from './rates';

/** Model and frequency change rarely, and on large machines reading them asks every core. */
const CPU_INFO_INTERVAL_MS = 60_000;

/** Jiffies since boot by state; `guest` is left out because the kernel counts it in `user`. */
export type CpuTimes = {
  user: number;
  system: number;
  idle: number;
  iowait: number;
  steal: number;
};

type CpuShares = {
  used: number;
  user: number;
  system: number;
  iowait: number;
  steal: number;
};

/**
 * Reads CPU time, load and model.
 *
 * Shares are of the time between two calls. There is none on the first call, for a core that
 * appeared since, and where a counter went back (a core that was taken offline and returned).
 */
export function createCpuReader(paths: { proc: string }): NodeReader {
  let previous: Map<string, CpuTimes> | undefined;
  let info: { modelName?: string; frequencyMhz?: number } = {};
  let infoReadMs: number | undefined;
  const measure = createRateMeter();

  return {
    name: 'cpu',
    async read(monotonicMs) {
      const stat = readFileSync(join(paths.proc, 'stat'), 'utf8');
      const times = parseProcStat(stat);
      const { bootTimeMs, ...activity } = parseActivity(stat);
      if (
        infoReadMs === undefined ||
        monotonicMs - infoReadMs >= CPU_INFO_INTERVAL_MS
      ) {
        info = parseCpuInfo(readFileSync(join(paths.proc, 'cpuinfo'), 'utf8'));
        infoReadMs = monotonicMs;
      }
      const load = parseLoadAverage(
        readFileSync(join(paths.proc, 'loadavg'), 'utf8'),
      );
      const cpu = toCpuMetrics(times, previous);
      previous = times;
      return {
        facts: {
          cpu: { ...cpu, ...measure(activity, monotonicMs), ...load, ...info },
          ...(bootTimeMs !== undefined && { bootTimeMs }),
        },
      };
    },
  };
}

/** Shares by core and of all (`cpu`), in the order of the cores; none without a previous sample. */
export function toCpuMetrics(
  current: Map<string, CpuTimes>,
  previous: Map<string, CpuTimes> | undefined,
): NonNullable<NodeFacts['cpu']> {
  const cores = [...current.keys()].filter(name => name !== 'cpu');
  if (!previous) {
    return { coreCount: cores.length };
  }
  const shareOf = (name: string) =>
    toShares(current.get(name), previous.get(name));
  const all = shareOf('cpu');
  return {
    coreCount: cores.length,
    ...(all && {
      usedFraction: all.used,
      userFraction: all.user,
      systemFraction: all.system,
      iowaitFraction: all.iowait,
      stealFraction: all.steal,
    }),
    coreUsedFractions: cores.map(name => shareOf(name)?.used ?? null),
  };
}

/**
 * Shares of the time between two readings of one core; `undefined` where one is missing, no time
 * passed or a counter went back. `iowait` alone may go back a little in the kernel and then counts
 * as unchanged (proc(5), "iowait").
 */
export function toShares(
  current: CpuTimes | undefined,
  previous: CpuTimes | undefined,
): CpuShares | undefined {
  if (!current || !previous) {
    return undefined;
  }
  const iowait = Math.max(0, current.iowait - previous.iowait);
  const user = current.user - previous.user;
  const system = current.system - previous.system;
  const idle = current.idle - previous.idle;
  const steal = current.steal - previous.steal;
  const total = user + system + idle + iowait + steal;
  if (total <= 0 || Math.min(user, system, idle, steal) < 0) {
    return undefined;
  }
  return {
    used: (user + system + steal) / total,
    user: user / total,
    system: system / total,
    iowait: iowait / total,
    steal: steal / total,
  };
}

/** Reads the `cpu` lines of /proc/stat: `cpu` is the sum, `cpu0`, `cpu1` … the cores. */
function parseProcStat(text: string): Map<string, CpuTimes> {
  const times = new Map<string, CpuTimes>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('cpu')) {
      break;
    }
    const [name, ...fields] = line.split(/\s+/);
    const [user, nice, system, idle, iowait, irq, softirq, steal] =
      fields.map(Number);
    times.set(name, {
      user: user + nice,
      system: system + (irq || 0) + (softirq || 0),
      idle,
      iowait: iowait || 0,
      steal: steal || 0,
    });
  }
  if (times.size === 0) {
    throw new Error('stat holds no cpu line');
  }
  return times;
}

/** What the kernel counts besides times, and when it began to. */
function parseActivity(stat: string) {
  const valueOf = (name: string) => {
    const value = new RegExp(`^${name} (\\d+)`, 'm').exec(stat)?.[1];
    return value === undefined ? undefined : Number(value);
  };
  const bootSeconds = valueOf('btime');
  return {
    contextSwitchesPerSecond: valueOf('ctxt'),
    interruptsPerSecond: valueOf('intr'),
    bootTimeMs: bootSeconds === undefined ? undefined : bootSeconds * 1000,
  };
}

function parseLoadAverage(text: string) {
  const [load1, load5, load15] = text.split(' ').map(Number);
  return { load1, load5, load15 };
}

/** Model of the first core and mean frequency of all; absent where the platform names none. */
export function parseCpuInfo(text: string): {
  modelName?: string;
  frequencyMhz?: number;
} {
  const modelName = /^model name\s*:\s*(.+)$/m.exec(text)?.[1].slice(0, 256);
  const frequencies = [...text.matchAll(/^cpu MHz\s*:\s*([\d.]+)$/gm)].map(m =>
    Number(m[1]),
  );
  return {
    ...(modelName && { modelName }),
    ...(frequencies.length > 0 && {
      frequencyMhz:
        Math.round(
          (frequencies.reduce((sum, mhz) => sum + mhz, 0) /
            frequencies.length) *
            10,
        ) / 10,
    }),
  };
}
