import { readFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import type { HostPaths, NodeReader } from '../NodeReader';
import { readAvailable } from './hostFiles';

/** Reads the kernel's release, the distribution, the architecture and the time since boot. */
export function createSystemReader(paths: HostPaths): NodeReader {
  let os: string | undefined;
  const architecture = machine();

  return {
    name: 'system',
    async read() {
      const kernel = readFileSync(
        join(paths.proc, 'sys/kernel/osrelease'),
        'utf8',
      ).trim();
      const uptime = readFileSync(join(paths.proc, 'uptime'), 'utf8');
      // It changes with an upgrade, which restarts the collector's container sooner or later.
      os ??= readOsName(paths.root);
      return {
        facts: {
          kernel: kernel.slice(0, 256),
          ...(os && { os }),
          architecture,
          uptimeMs: Math.round(parseFloat(uptime) * 1000),
        },
      };
    },
  };
}

/** The host's os-release(5), which may be in either place. */
function readOsName(root: string): string | undefined {
  const text =
    readAvailable(join(root, 'etc/os-release')) ??
    readAvailable(join(root, 'usr/lib/os-release'));
  return /^PRETTY_NAME=["']?(.*?)["']?$/m.exec(text ?? '')?.[1].slice(0, 256);
}
