import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the kernel says where it has no such figures: no file, no device or process behind it,
 * built in but switched off (PSI without `psi=1` gives EOPNOTSUPP), or nothing to tell now (a sensor that sleeps).
 */
const NOT_AVAILABLE = new Set([
  'ENOENT',
  'ENOTDIR',
  'ESRCH',
  'ENODEV',
  'ENXIO',
  'ENODATA',
  'EINVAL',
  'EAGAIN',
  'EOPNOTSUPP',
  'ENOTSUP',
]);

/**
 * A file's text; `undefined` where this kernel does not give it.
 *
 * @throws for anything else, such as a file that may not be read
 */
export function readAvailable(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (NOT_AVAILABLE.has((error as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw error;
  }
}

/** The number in a file of one; `undefined` where there is none. */
export function readNumber(file: string): number | undefined {
  const text = readAvailable(file)?.trim();
  const value = text ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** A file below /proc/net as the host's first process sees it; this container's would be another. */
export function readNetFile(proc: string, name: string): string | undefined {
  const first = join(proc, '1/net', name);
  return readAvailable(existsSync(first) ? first : join(proc, 'net', name));
}
