import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { readAvailable, readNumber } from './hostFiles';

/** Reads how much of the kernel's limits the whole node uses. */
export function createKernelLimitsReader(paths: { proc: string }): NodeReader {
  return {
    name: 'kernelLimits',
    async read() {
      const fileDescriptors = parseFileNumbers(
        readAvailable(join(paths.proc, 'sys/fs/file-nr')) ?? '',
      );
      const conntrack = readConntrack(join(paths.proc, 'sys/net/netfilter'));
      const entropyBits = readNumber(
        join(paths.proc, 'sys/kernel/random/entropy_avail'),
      );
      const kernelLimits: NonNullable<NodeFacts['kernelLimits']> = {
        ...(fileDescriptors && { fileDescriptors }),
        ...(conntrack && { conntrack }),
        ...(entropyBits !== undefined && { entropyBits }),
      };
      return {
        facts: Object.keys(kernelLimits).length > 0 ? { kernelLimits } : {},
      };
    },
  };
}

/**
 * Reads allocated, free and greatest number of file handles. Allocated ones that are free again
 * are not used; kernels since 2.6 always say 0 of them.
 */
export function parseFileNumbers(
  text: string,
): { used: number; limit?: number } | undefined {
  const match = /^(\d+)\s+(\d+)\s+(\d+)/.exec(text);
  if (!match) {
    return undefined;
  }
  const [allocated, free, limit] = match.slice(1).map(Number);
  return {
    used: allocated - free,
    // systemd sets it to the greatest number there is.
    ...(limit <= Number.MAX_SAFE_INTEGER && { limit }),
  };
}

/** Absent where the packet filter tracks no connections. */
function readConntrack(directory: string) {
  const used = readNumber(join(directory, 'nf_conntrack_count'));
  const limit = readNumber(join(directory, 'nf_conntrack_max'));
  return used === undefined
    ? undefined
    : { used, ...(limit !== undefined && limit > 0 && { limit }) };
}
