import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeReader } from '../NodeReader';

/** Reads the kernel's release and the time since boot. */
export function createSystemReader(paths: { proc: string }): NodeReader {
  return {
    name: 'system',
    async read() {
      const kernel = readFileSync(
        join(paths.proc, 'sys/kernel/osrelease'),
        'utf8',
      ).trim();
      const uptime = readFileSync(join(paths.proc, 'uptime'), 'utf8');
      return {
        facts: {
          kernel: kernel.slice(0, 256),
          uptimeMs: Math.round(parseFloat(uptime) * 1000),
        },
      };
    },
  };
}
