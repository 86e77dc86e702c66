import { join } from 'node:path';
import type { NodeReader } from '../NodeReader';
import { readAvailable } from './hostFiles';
import { readProcessConstants } from './processConstants';
import { createRateMeter } from './rates';

/** Reads what the memory management does: faults that read from a disk, swapping, and kills. */
export function createVmstatReader(paths: { proc: string }): NodeReader {
  const { pageBytes } = readProcessConstants();
  const measure = createRateMeter();

  return {
    name: 'vmstat',
    async read(monotonicMs) {
      const text = readAvailable(join(paths.proc, 'vmstat'));
      if (text === undefined) {
        return { facts: {} };
      }
      const counterOf = (name: string) => {
        const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
        return value === undefined ? undefined : Number(value);
      };
      const inBytes = (pages?: number) =>
        pages === undefined ? undefined : pages * pageBytes;
      const rates = measure(
        {
          majorFaultsPerSecond: counterOf('pgmajfault'),
          swapInBytesPerSecond: inBytes(counterOf('pswpin')),
          swapOutBytesPerSecond: inBytes(counterOf('pswpout')),
        },
        monotonicMs,
      );
      const oomKillsTotal = counterOf('oom_kill');
      return {
        facts: {
          vmstat: {
            ...rates,
            ...(oomKillsTotal !== undefined && { oomKillsTotal }),
          },
        },
      };
    },
  };
}
