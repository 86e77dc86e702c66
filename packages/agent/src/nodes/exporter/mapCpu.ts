import type { NodeFacts } from '../../collector/NodeReader';
import { toCpuMetrics, type CpuTimes } from '../../collector/readers/cpu';
import { toRatesPerSecond } from '../../collector/readers/rates';
import {
  present,
  type ExporterInterval,
  type ExporterScrape,
} from './ExporterScrape';

/** CPU shares by mode and core, load, and what the kernel counts besides. */
export function mapCpu({ now, before, seconds }: ExporterInterval): NodeFacts {
  const times = readTimes(now);
  if (times.size === 0) return {};
  const activity = (scrape: ExporterScrape) => ({
    contextSwitchesPerSecond: scrape.value('context_switches_total'),
    interruptsPerSecond: scrape.value('intr_total'),
  });
  return {
    cpu: {
      ...toCpuMetrics(times, before && readTimes(before)),
      ...toRatesPerSecond(activity(now), before && activity(before), seconds),
      ...present({
        load1: now.value('load1'),
        load5: now.value('load5'),
        load15: now.value('load15'),
        modelName:
          now.labels('cpu_info').model_name?.slice(0, 256) || undefined,
        frequencyMhz: frequencyOf(now),
      }),
    },
  };
}

/** Seconds by core, and of all as `cpu`, as /proc/stat has them. */
function readTimes(scrape: ExporterScrape): Map<string, CpuTimes> {
  const modes = new Map<string, Record<string, number>>();
  for (const { labels, value } of scrape.list('cpu_seconds_total')) {
    const core = modes.get(labels.cpu) ?? {};
    core[labels.mode] = value;
    modes.set(labels.cpu, core);
  }
  const all: CpuTimes = { user: 0, system: 0, idle: 0, iowait: 0, steal: 0 };
  const times = new Map<string, CpuTimes>();
  if (modes.size === 0) return times;
  times.set('cpu', all);
  const cores = [...modes].sort(([a], [b]) => Number(a) - Number(b));
  for (const [core, of] of cores) {
    const own: CpuTimes = {
      user: (of.user ?? 0) + (of.nice ?? 0),
      system: (of.system ?? 0) + (of.irq ?? 0) + (of.softirq ?? 0),
      idle: of.idle ?? 0,
      iowait: of.iowait ?? 0,
      steal: of.steal ?? 0,
    };
    times.set(`cpu${core}`, own);
    for (const name of Object.keys(all) as (keyof CpuTimes)[]) {
      all[name] += own[name];
    }
  }
  return times;
}

/** Mean over the cores, as the governor says, else as measured. */
function frequencyOf(scrape: ExporterScrape): number | undefined {
  const samples =
    ['cpu_scaling_frequency_hertz', 'cpu_frequency_hertz']
      .map(name => scrape.list(name))
      .find(list => list.length > 0) ?? [];
  if (samples.length === 0) return undefined;
  const total = samples.reduce((sum, { value }) => sum + value, 0);
  return Math.round(total / samples.length / 100_000) / 10;
}
