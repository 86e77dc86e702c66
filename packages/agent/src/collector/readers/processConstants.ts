import { endianness } from 'node:os';
import { readFileSync } from 'node:fs';

/** Keys of the auxiliary vector (getauxval(3)). */
const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;

export type ProcessConstants = { pageBytes: number; ticksPerSecond: number };

/**
 * Size of a page and ticks per second, in which the kernel counts memory and CPU time. Node.js has
 * no sysconf(3), but the kernel tells both to every process that it starts. They are the same for
 * all, so ours are the node's.
 */
export function readProcessConstants(): ProcessConstants {
  const values = new Map<bigint, number>();
  try {
    const vector = readFileSync('/proc/self/auxv');
    const readWord = (at: number) =>
      endianness() === 'LE'
        ? vector.readBigUInt64LE(at)
        : vector.readBigUInt64BE(at);
    for (let at = 0; at + 16 <= vector.length; at += 16) {
      values.set(readWord(at), Number(readWord(at + 8)));
    }
  } catch {
    // Not readable in every sandbox; what nearly every machine has will do.
  }
  return {
    pageBytes: values.get(AT_PAGESZ) || 4096,
    ticksPerSecond: values.get(AT_CLKTCK) || 100,
  };
}
