import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { parseAddresses } from './addresses';

const read = (name: string) => {
  try {
    return readFileSync(`/proc/net/${name}`, 'utf8');
  } catch {
    return undefined;
  }
};
const route = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
eth1\t400200C0\t00000000\t0001\t0\t0\t0\tC0FFFFFF\t0\t0\t0`;
const trie = (...addresses: string[]) =>
  ['Local:', '  +-- 0.0.0.0/0 3 0 5']
    .concat(
      addresses.flatMap(one => [
        `           |-- ${one}`,
        '              /32 host LOCAL',
      ]),
    )
    .concat('        |-- 192.0.2.255', '           /32 link BROADCAST')
    .join('\n');

describe('addresses of interfaces', () => {
  it('are those that the system library names', () => {
    const expected = Object.fromEntries(
      Object.entries(networkInterfaces()).map(([name, all = []]) => [
        name,
        all.map(one => one.address).sort(),
      ]),
    );
    const found = parseAddresses({
      fibTrie: read('fib_trie'),
      route: read('route'),
      inet6: read('if_inet6'),
    });
    for (const [name, addresses] of found) {
      expect({ name, addresses: [...addresses].sort() }).toEqual({
        name,
        addresses: expected[name],
      });
    }
  });

  it('belong to the narrowest network, never to one behind a gateway', () => {
    expect(
      parseAddresses({
        route,
        fibTrie: trie('192.0.2.2', '192.0.2.66', '127.0.0.1', '198.51.100.1'),
      }),
    ).toEqual(
      new Map([
        ['eth0', ['192.0.2.2']],
        ['eth1', ['192.0.2.66']],
        ['lo', ['127.0.0.1']],
      ]),
    );
  });

  it.each([
    ['00000000000000000000000000000001', '::1'],
    ['fe8000000000000000fc00fffe000001', 'fe80::fc:ff:fe00:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010db8000000000001000000000000', '2001:db8:0:0:1::'],
    ['00000000000000000000000000000000', '::'],
  ])('writes %s as %s', (hex, text) => {
    const inet6 = `${hex} 04 40 20 80     eth0\n`;
    expect(parseAddresses({ inet6 })).toEqual(new Map([['eth0', [text]]]));
  });

  it('are none where the kernel tells nothing', () => {
    expect(parseAddresses({})).toEqual(new Map());
  });
});
