import type { NodeReader } from '../NodeReader';
import { readNetFile } from './hostFiles';
import { toRatesPerSecond } from './rates';

/** What one core counted of packets since boot. */
export type SoftnetCounters = {
  processedPerSecond: number;
  droppedPerSecond: number;
  squeezedPerSecond: number;
};

/**
 * Reads how the kernel takes packets in.
 *
 * The kernel counts per core, in 32 bits. Rates are summed over the cores, and are absent while one
 * of them has none: on the first call, after a core came or went, and where a counter wrapped.
 */
export function createSoftnetReader(paths: { proc: string }): NodeReader {
  let previous: { cores: SoftnetCounters[]; monotonicMs: number } | undefined;

  return {
    name: 'softnet',
    async read(monotonicMs) {
      const text = readNetFile(paths.proc, 'softnet_stat');
      const cores = parseSoftnet(text ?? '');
      if (cores.length === 0) {
        return { facts: {} };
      }
      const before =
        previous?.cores.length === cores.length ? previous : undefined;
      const rates = cores.map((core, index) =>
        toRatesPerSecond(
          core,
          before?.cores[index],
          before && (monotonicMs - before.monotonicMs) / 1000,
        ),
      );
      previous = { cores, monotonicMs };
      const sum = (values: (number | undefined)[]) =>
        values.reduce<number>((total, value) => total + (value ?? 0), 0);
      return {
        facts: {
          softnet: {
            ...(rates.every(rate => rate.processedPerSecond !== undefined) && {
              processedPerSecond: sum(rates.map(r => r.processedPerSecond)),
              droppedPerSecond: sum(rates.map(r => r.droppedPerSecond)),
              squeezedPerSecond: sum(rates.map(r => r.squeezedPerSecond)),
            }),
            droppedTotal: sum(cores.map(core => core.droppedPerSecond)),
            squeezedTotal: sum(cores.map(core => core.squeezedPerSecond)),
          },
        },
      };
    },
  };
}

/** Reads /proc/net/softnet_stat: a line for each core, of hexadecimal numbers. */
function parseSoftnet(text: string): SoftnetCounters[] {
  return text
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields.length >= 3)
    .map(fields => {
      const [processed, dropped, squeezed] = fields.map(f => parseInt(f, 16));
      return {
        processedPerSecond: processed,
        droppedPerSecond: dropped,
        squeezedPerSecond: squeezed,
      };
    });
}
