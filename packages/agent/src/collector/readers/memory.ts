import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';

/** Reads memory and swap. */
export function createMemoryReader(paths: { proc: string }): NodeReader {
  return {
    name: 'memory',
    async read() {
      const text = readFileSync(join(paths.proc, 'meminfo'), 'utf8');
      return { facts: { memory: parseMeminfo(text) } };
    },
  };
}

/**
 * Reads /proc/meminfo (its `kB` are 1,024 bytes).
 *
 * Kernels before 3.14 have no `MemAvailable`; free + buffers + cached stands in, as in procps of
 * that time. `cachedBytes` includes reclaimable slab, as `free` counts it.
 *
 * @throws if the total is missing
 */
export function parseMeminfo(text: string): NonNullable<NodeFacts['memory']> {
  const bytes = new Map<string, number>();
  for (const [, name, kilobytes] of text.matchAll(/^(\S+):\s+(\d+) kB$/gm)) {
    bytes.set(name, Number(kilobytes) * 1024);
  }
  const get = (name: string) => bytes.get(name) ?? 0;
  const totalBytes = get('MemTotal');
  if (totalBytes === 0) {
    throw new Error('meminfo holds no MemTotal');
  }
  const availableBytes = Math.min(
    totalBytes,
    bytes.get('MemAvailable') ??
      get('MemFree') + get('Buffers') + get('Cached'),
  );
  return {
    totalBytes,
    availableBytes,
    usedBytes: totalBytes - availableBytes,
    cachedBytes: get('Cached') + get('SReclaimable'),
    buffersBytes: get('Buffers'),
    swapTotalBytes: get('SwapTotal'),
    swapUsedBytes: Math.max(0, get('SwapTotal') - get('SwapFree')),
  };
}
