import type { NodeFacts } from '../../collector/NodeReader';
import type { ExporterInterval } from './ExporterScrape';

type Pressure = NonNullable<NodeFacts['pressure']>;
type Stall = NonNullable<Pressure['cpu']>['some'];
type Averages = Omit<Stall, 'lastFraction'>;

const RESOURCES = ['cpu', 'memory', 'io'] as const;
const WINDOWS = {
  avg10Fraction: 10,
  avg60Fraction: 60,
  avg300Fraction: 300,
} as const;

/**
 * Turns totals of stalled time into shares.
 *
 * node_exporter gives only totals, so the averages over 10, 60 and 300 s are computed as the kernel
 * does it, an exponential mean (kernel/sched/psi.c, `calc_avgs`), but with the time between two
 * answers for its step of 2 s. They begin at the first interval's share.
 */
export class PressureMeter {
  private averages = new Map<string, Averages>();

  /** Absent until there are two answers. */
  read({ now, before, seconds }: ExporterInterval): NodeFacts {
    const current = new Map<string, Averages>();
    const stallOf = (resource: string, what: string): Stall | undefined => {
      const name = `pressure_${resource}_${what}_seconds_total`;
      const total = now.value(name);
      const earlier = before?.value(name);
      if (total === undefined || earlier === undefined) return undefined;
      if (!seconds || seconds <= 0 || total < earlier) return undefined;
      const lastFraction = Math.min(1, (total - earlier) / seconds);
      const averages = follow(this.averages.get(name), lastFraction, seconds);
      current.set(name, averages);
      return { ...averages, lastFraction };
    };
    const pressure: Pressure = {};
    for (const resource of RESOURCES) {
      const some = stallOf(resource, 'waiting');
      const full = stallOf(resource, 'stalled');
      if (some) pressure[resource] = { some, ...(full && { full }) };
    }
    this.averages = current;
    return Object.keys(pressure).length > 0 ? { pressure } : {};
  }
}

function follow(
  known: Averages | undefined,
  share: number,
  seconds: number,
): Averages {
  const next = { ...known } as Averages;
  for (const name of Object.keys(WINDOWS) as (keyof typeof WINDOWS)[]) {
    const before = known?.[name] ?? share;
    const kept = Math.exp(-seconds / WINDOWS[name]);
    next[name] = Math.min(1, before * kept + share * (1 - kept));
  }
  return next;
}
