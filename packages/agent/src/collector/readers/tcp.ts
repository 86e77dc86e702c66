import type { NodeReader } from '../NodeReader';
import { readNetFile } from './hostFiles';
import { readProcessConstants } from './processConstants';
import { createRateMeter } from './rates';

/** Reads TCP connections and what goes wrong with them, of the host's network namespace. */
export function createTcpReader(paths: { proc: string }): NodeReader {
  const { pageBytes } = readProcessConstants();
  const measure = createRateMeter();

  return {
    name: 'tcp',
    async read(monotonicMs) {
      const sockets = parseSockstat(readNetFile(paths.proc, 'sockstat') ?? '');
      const tcp = parseNamedRows(readNetFile(paths.proc, 'snmp') ?? '', 'Tcp');
      const extended = parseNamedRows(
        readNetFile(paths.proc, 'netstat') ?? '',
        'TcpExt',
      );
      if (!sockets && !tcp) {
        return { facts: {} };
      }
      const rates = measure(
        {
          segmentsSentPerSecond: tcp?.get('OutSegs'),
          retransmitsPerSecond: tcp?.get('RetransSegs'),
          listenOverflowsPerSecond: extended?.get('ListenOverflows'),
          listenDropsPerSecond: extended?.get('ListenDrops'),
        },
        monotonicMs,
      );
      const memoryPages = sockets?.get('mem');
      const counts = {
        established: tcp?.get('CurrEstab'),
        timeWait: sockets?.get('tw'),
        orphaned: sockets?.get('orphan'),
        allocated: sockets?.get('alloc'),
        memoryBytes:
          memoryPages === undefined ? undefined : memoryPages * pageBytes,
      };
      return { facts: { tcp: withoutAbsent({ ...counts, ...rates }) } };
    },
  };
}

function withoutAbsent<T extends Record<string, number | undefined>>(
  values: T,
) {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as { [name in keyof T]?: number };
}

/** Reads the line `TCP: inuse 5 orphan 0 tw 2 alloc 7 mem 1`; `mem` is in pages. */
function parseSockstat(text: string): Map<string, number> | undefined {
  const line = /^TCP: (.+)$/m.exec(text)?.[1];
  return line === undefined
    ? undefined
    : new Map(
        [...line.matchAll(/(\w+) (\d+)/g)].map(([, name, value]) => [
          name,
          Number(value),
        ]),
      );
}

/** Reads one group of /proc/net/snmp or netstat: a line of names, then one of values. */
function parseNamedRows(
  text: string,
  group: string,
): Map<string, number> | undefined {
  const [names, values] = text
    .split('\n')
    .filter(line => line.startsWith(`${group}: `))
    .map(line => line.split(' ').slice(1));
  return names && values
    ? new Map(names.map((name, index) => [name, Number(values[index])]))
    : undefined;
}
