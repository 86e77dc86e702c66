/**
 * IP addresses of the host's interfaces, by name. The kernel's files tell IPv6 addresses by interface,
 * IPv4 ones in its trie of routes, without: those belong to the interface of the narrowest network
 * that is reached directly. Where another table of routes rules, an IPv4 address may stay unnamed.
 */
export function parseAddresses(files: {
  /** /proc/net/fib_trie */
  fibTrie?: string;
  /** /proc/net/route */
  route?: string;
  /** /proc/net/if_inet6 */
  inet6?: string;
}): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  const add = (name: string, address: string) =>
    addresses.set(name, [...(addresses.get(name) ?? []), address]);
  const networks = parseNetworks(files.route ?? '');
  for (const address of parseLocal(files.fibTrie ?? '')) {
    const value = toNumber(address);
    const name = networks.find(
      ({ network, mask }) => (value & mask) >>> 0 === network,
    )?.name;
    if (name !== undefined) add(name, address);
  }
  for (const { name, address } of parseInet6(files.inet6 ?? '')) {
    add(name, address);
  }
  return addresses;
}

/** Addresses of the host itself, each once. */
function parseLocal(fibTrie: string): Set<string> {
  const local = new Set<string>();
  let address: string | undefined;
  for (const line of fibTrie.split('\n')) {
    address = /\|-- ([\d.]+)/.exec(line)?.[1] ?? address;
    if (address && /\/32 host LOCAL/.test(line)) local.add(address);
  }
  return local;
}

/** Networks without a gateway, the narrowest first; the loopback's has no route of its own. */
function parseNetworks(route: string) {
  const networks = route
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields.length >= 8 && fields[2] === '00000000')
    .map(([name, network, , , , , , mask]) => ({
      name,
      network: fromHex(network),
      mask: fromHex(mask),
    }))
    .filter(({ mask }) => mask !== 0)
    .sort((a, b) => b.mask - a.mask);
  return [...networks, { name: 'lo', network: 0x7f000000, mask: 0xff000000 }];
}

/** The kernel writes the four bytes in the machine's order, the least significant first. */
function fromHex(text: string): number {
  const value = Number.parseInt(text, 16);
  return (
    (((value & 0xff) << 24) |
      ((value & 0xff00) << 8) |
      ((value >>> 8) & 0xff00) |
      (value >>> 24)) >>>
    0
  );
}

function toNumber(address: string): number {
  return address
    .split('.')
    .reduce((value, part) => ((value << 8) | Number(part)) >>> 0, 0);
}

function parseInet6(inet6: string): { name: string; address: string }[] {
  return inet6.split('\n').flatMap(line => {
    const [hex, , , , , name] = line.trim().split(/\s+/);
    return name && /^[0-9a-f]{32}$/.test(hex)
      ? [{ name, address: formatInet6(hex) }]
      : [];
  });
}

/** RFC 5952: lower case, no leading zeros, the longest run of zero groups as `::`. */
function formatInet6(hex: string): string {
  const text = hex
    .match(/.{4}/g)!
    .map(group => group.replace(/^0{1,3}/, ''))
    .join(':');
  const runs = text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return text;
  const at = text.indexOf(longest);
  const rest = text.slice(at + longest.length).replace(/^:/, '');
  return `${text.slice(0, at)}::${rest}`;
}
