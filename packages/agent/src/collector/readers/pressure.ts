import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { readAvailable } from './hostFiles';

type Pressure = NonNullable<NodeFacts['pressure']>;
type Kind = 'some' | 'full';
type Resource = 'cpu' | 'memory' | 'io';
type Stall = NonNullable<Pressure[Resource]>['some'];

const RESOURCES: Resource[] = ['cpu', 'memory', 'io'];

/** One line of a pressure file: shares as 0–1, and the time since boot in microseconds. */
export type StallLine = {
  avg10Fraction: number;
  avg60Fraction: number;
  avg300Fraction: number;
  totalUs: number;
};

/**
 * Reads how long tasks waited for CPU, memory and disks (pressure stall information, Linux 4.20).
 *
 * The group is absent on kernels that do not count it. `full` of the CPU exists since 5.13.
 */
export function createPressureReader(paths: { proc: string }): NodeReader {
  let previous = new Map<string, number>();
  let previousMs: number | undefined;

  return {
    name: 'pressure',
    async read(monotonicMs) {
      const elapsedUs =
        previousMs === undefined ? 0 : (monotonicMs - previousMs) * 1000;
      const totals = new Map<string, number>();
      const toStall = (key: string, line: StallLine): Stall => {
        const { totalUs, ...averages } = line;
        const before = previous.get(key);
        totals.set(key, totalUs);
        return before === undefined || before > totalUs || elapsedUs <= 0
          ? averages
          : {
              ...averages,
              lastFraction: Math.min(1, (totalUs - before) / elapsedUs),
            };
      };
      const pressure: Pressure = {};
      for (const resource of RESOURCES) {
        const text = readAvailable(join(paths.proc, 'pressure', resource));
        const { some, full } = parsePressure(text ?? '');
        if (some) {
          pressure[resource] = {
            some: toStall(`${resource} some`, some),
            ...(full && { full: toStall(`${resource} full`, full) }),
          };
        }
      }
      previous = totals;
      previousMs = monotonicMs;
      return {
        facts: Object.keys(pressure).length > 0 ? { pressure } : {},
      };
    },
  };
}

/** Reads `some avg10=1.53 avg60=0.40 avg300=0.11 total=12345` and `full …`. */
export function parsePressure(text: string): Partial<Record<Kind, StallLine>> {
  const stalls: Partial<Record<Kind, StallLine>> = {};
  for (const [, kind, avg10, avg60, avg300, total] of text.matchAll(
    /^(some|full) avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+) total=(\d+)$/gm,
  )) {
    const toFraction = (percent: string) => Math.min(1, Number(percent) / 100);
    stalls[kind as Kind] = {
      avg10Fraction: toFraction(avg10),
      avg60Fraction: toFraction(avg60),
      avg300Fraction: toFraction(avg300),
      totalUs: Number(total),
    };
  }
  return stalls;
}
