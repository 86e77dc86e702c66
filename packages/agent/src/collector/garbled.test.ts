import fc from 'fast-check';
import { parseNodeSnapshot } from '../nodes/parseNodeSnapshot';
import { collectNodeSnapshot, createReaders } from './collectNodeSnapshot';
import { Host } from './testing/Host';

const NUMBERS = Array.from({ length: 17 }, (_, i) => i * 37).join(' ');
const FILES: Record<string, string> = {
  'proc/stat': `cpu  10 0 5 100 1 0 0 0 0 0\ncpu0 10 0 5 100 1 0 0 0 0 0\nintr 55 1\nctxt 77\nbtime 1700000000\n`,
  'proc/loadavg': '0.50 0.25 0.10 1/200 4242\n',
  'proc/cpuinfo': 'model name\t: Test\ncpu MHz\t\t: 2000.0\n',
  'proc/uptime': '100.00 50.00\n',
  'proc/sys/kernel/osrelease': '6.1.0\n',
  'proc/meminfo':
    'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 700 kB\nBuffers: 50 kB\nCached: 400 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB\n',
  'proc/diskstats': `   8       0 sda ${NUMBERS}\n`,
  'proc/vmstat': 'pgmajfault 10\npswpin 5\npswpout 6\noom_kill 3\n',
  'proc/pressure/io':
    'some avg10=12.50 avg60=5.00 avg300=1.25 total=100\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=50\n',
  'proc/1/net/dev': `Inter-|\n face |\n  eth0: ${NUMBERS}\n`,
  'proc/1/net/sockstat': 'TCP: inuse 5 orphan 1 tw 17 alloc 9 mem 3\n',
  'proc/1/net/snmp':
    'Tcp: MaxConn CurrEstab OutSegs RetransSegs\nTcp: -1 4 500 7\n',
  'proc/1/net/netstat': 'TcpExt: ListenOverflows ListenDrops\nTcpExt: 1 2\n',
  'proc/1/net/softnet_stat': '00000010 00000001 0000000a\n',
  'proc/1/mountinfo': '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n',
  'proc/sys/fs/file-nr': '1034\t34\t2466177\n',
  'proc/sys/net/netfilter/nf_conntrack_count': '12\n',
  'proc/sys/net/netfilter/nf_conntrack_max': '99\n',
  'proc/sys/kernel/random/entropy_avail': '256\n',
  'proc/30/stat': `30 (a b) S 1 1 1 0 -1 0 0 0 0 0 9 1 0 0 20 0 2 0 1 0 77 0 0\n`,
  'proc/30/status': 'Uid:\t0\t1000\t0\t0\n',
  'sys/block/sda/size': '2048\n',
  'sys/class/net/eth0/speed': '1000\n',
  'sys/class/net/eth0/mtu': '1500\n',
  'sys/class/hwmon/hwmon0/name': 'coretemp\n',
  'sys/class/hwmon/hwmon0/temp1_input': '50000\n',
  'sys/class/hwmon/hwmon0/temp1_max': '80000\n',
};

/** A cut, a repeated piece or another text in its place, as a kernel of another time might have. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 40 }),
  text: fc.oneof(
    fc.constantFrom('', '-1', 'x', ' ', '\n', '18446744073709551615', '1e400'),
    fc.string({ maxLength: 12 }),
  ),
});

function applyDamage(
  text: string,
  { at, length, text: other }: { at: number; length: number; text: string },
): string {
  const from = Math.floor(at * text.length);
  return text.slice(0, from) + other + text.slice(from + length);
}

jest.setTimeout(60_000);

describe('a file that is not what it was', () => {
  let host: Host;
  beforeEach(() => {
    host = new Host();
    Object.entries(FILES).forEach(([path, text]) => host.write(path, text));
  });
  afterEach(() => host.remove());

  it('never costs the whole snapshot', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(FILES)),
        damage,
        damage,
        async (path, first, second) => {
          const readers = createReaders(host.paths);
          const collectAfter = (text: string, monotonicMs: number) => {
            host.write(path, text);
            return collectNodeSnapshot({
              node: 'n',
              readers,
              timestampMs: 1,
              monotonicMs,
            });
          };
          try {
            for (const [index, text] of [
              FILES[path],
              applyDamage(FILES[path], first),
              applyDamage(FILES[path], second),
            ].entries()) {
              const snapshot = await collectAfter(text, index * 5_000);
              const sent = JSON.parse(JSON.stringify(snapshot));
              expect(parseNodeSnapshot(sent)).toEqual({
                snapshot: expect.objectContaining({ node: 'n' }),
              });
            }
          } finally {
            host.write(path, FILES[path]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
