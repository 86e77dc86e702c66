import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeFacts, NodeReader } from '../NodeReader';
import { parseAddresses } from './addresses';
import { readNetFile } from './hostFiles';

type Network = NonNullable<NodeFacts['networks']>[number];

/** What the kernel counted on one interface since it exists. */
export type NetworkTotals = {
  receiveBytes: number;
  receivePackets: number;
  receiveErrors: number;
  receiveDrops: number;
  transmitBytes: number;
  transmitPackets: number;
  transmitErrors: number;
  transmitDrops: number;
};

type Sample = {
  monotonicMs: number;
  interfaces: Map<string, { totals: NetworkTotals; index?: string }>;
};

/** The host's ends of pods' interfaces: one per pod, and what they carry also passes the others. */
export const POD_INTERFACES = /^(veth|cali|lxc)/;

/** Names of addresses that one interface is shown with; a node with hundreds would fill its snapshot. */
const MAX_ADDRESSES = 16;

/** Speed, MTU, kind and addresses hardly change; with many interfaces reading them is most of the work. */
const ATTRIBUTES_INTERVAL_MS = 60_000;

type Attributes = Pick<
  Network,
  'virtual' | 'speedMbps' | 'mtuBytes' | 'macAddress'
>;

/**
 * Reads the interfaces of the host (not of this container: those of process 1).
 *
 * Rates are of the time between two calls; there is none on the first call, for a new interface
 * (also one under the name of another that went) and where a counter went back.
 */
export function createNetworksReader(paths: {
  proc: string;
  sys: string;
}): NodeReader {
  let previous: Sample | undefined;
  const attributes = new Map<string, { of: Attributes; readMs: number }>();
  let addresses: { of: Map<string, string[]>; readMs: number } | undefined;

  function addressesOf(name: string, monotonicMs: number): string[] {
    if (!addresses || monotonicMs - addresses.readMs >= ATTRIBUTES_INTERVAL_MS)
      addresses = { of: readAddresses(paths.proc), readMs: monotonicMs };
    return (addresses.of.get(name) ?? []).slice(0, MAX_ADDRESSES);
  }

  function attributesOf(name: string, monotonicMs: number): Attributes {
    const known = attributes.get(name);
    if (known && monotonicMs - known.readMs < ATTRIBUTES_INTERVAL_MS) {
      return known.of;
    }
    const of = readAttributes(join(paths.sys, 'class/net', name));
    attributes.set(name, { of, readMs: monotonicMs });
    return of;
  }

  return {
    name: 'networks',
    async read(monotonicMs) {
      const totals = parseNetDev(readNetDev(paths.proc));
      for (const name of attributes.keys()) {
        if (!totals.has(name)) attributes.delete(name);
      }
      const seconds = previous && (monotonicMs - previous.monotonicMs) / 1000;
      const interfaces: Sample['interfaces'] = new Map();
      const networks = [...totals].map(([name, current]): Network => {
        // Every interface gets a number of its own, so a new one under an old name is told apart.
        const index = readText(join(paths.sys, 'class/net', name, 'ifindex'));
        interfaces.set(name, { totals: current, index });
        const known = previous?.interfaces.get(name);
        const before = known?.index === index ? known?.totals : undefined;
        const ips = addressesOf(name, monotonicMs);
        return {
          interface: name,
          ...attributesOf(name, monotonicMs),
          ...(ips.length > 0 && { addresses: ips }),
          ...readUp(join(paths.sys, 'class/net', name)),
          ...toRates(current, before, seconds),
          receiveErrorsTotal: current.receiveErrors,
          transmitErrorsTotal: current.transmitErrors,
          receiveDropsTotal: current.receiveDrops,
          transmitDropsTotal: current.transmitDrops,
        };
      });
      previous = { monotonicMs, interfaces };
      networks.sort((a, b) => Number(a.virtual) - Number(b.virtual));
      return { facts: { networks: networks.slice(0, 1024) } };
    },
  };
}

function readNetDev(proc: string): string {
  const text = readNetFile(proc, 'dev');
  if (text === undefined) throw new Error(`no 'net/dev' in '${proc}'`);
  return text;
}

function readAddresses(proc: string): Map<string, string[]> {
  return parseAddresses({
    fibTrie: readNetFile(proc, 'fib_trie'),
    route: readNetFile(proc, 'route'),
    inet6: readNetFile(proc, 'if_inet6'),
  });
}

/** Reads /proc/net/dev; interfaces of pods are left out. */
function parseNetDev(text: string): Map<string, NetworkTotals> {
  const totals = new Map<string, NetworkTotals>();
  for (const line of text.split('\n').slice(2)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim();
    const f = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    if (f.length < 12 || POD_INTERFACES.test(name)) continue;
    totals.set(name, {
      receiveBytes: f[0],
      receivePackets: f[1],
      receiveErrors: f[2],
      receiveDrops: f[3],
      transmitBytes: f[8],
      transmitPackets: f[9],
      transmitErrors: f[10],
      transmitDrops: f[11],
    });
  }
  return totals;
}

/** Bytes and packets per second; nothing without a previous sample or after a reset. */
export function toRates(
  current: NetworkTotals,
  previous: NetworkTotals | undefined,
  seconds: number | undefined,
): Partial<Network> {
  if (!previous || !seconds || seconds <= 0) {
    return {};
  }
  const rate = (field: keyof NetworkTotals) =>
    (current[field] - previous[field]) / seconds;
  const rates = {
    receiveBytesPerSecond: rate('receiveBytes'),
    transmitBytesPerSecond: rate('transmitBytes'),
    receivePacketsPerSecond: rate('receivePackets'),
    transmitPacketsPerSecond: rate('transmitPackets'),
  };
  return Object.values(rates).every(value => value >= 0) ? rates : {};
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // The kernel refuses some attributes of interfaces that are down (EINVAL).
    return undefined;
  }
}

function readAttributes(directory: string): Attributes {
  let virtual = false;
  try {
    virtual = realpathSync(directory).includes('/devices/virtual/');
  } catch {
    // No such directory: another network namespace, or an interface that has just gone.
  }
  const speedMbps = Number(readText(join(directory, 'speed')) ?? NaN);
  const mtuBytes = Number(readText(join(directory, 'mtu')) ?? NaN);
  const macAddress = readText(join(directory, 'address'));
  return {
    virtual,
    ...(isMac(macAddress) && { macAddress }),
    ...(speedMbps > 0 && { speedMbps }),
    ...(mtuBytes >= 0 && { mtuBytes }),
  };
}

/** What has none, such as the loopback or a tunnel, says zeros or another kind of address. */
export function isMac(text: string | undefined): text is string {
  return (
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text ?? '') &&
    text !== '00:00:00:00:00:00'
  );
}

/** `unknown` is what drivers without the notion say while they work (loopback, tunnels). */
function readUp(directory: string): { up?: boolean } {
  const state = readText(join(directory, 'operstate'));
  return state === undefined
    ? {}
    : { up: state === 'up' || state === 'unknown' };
}
