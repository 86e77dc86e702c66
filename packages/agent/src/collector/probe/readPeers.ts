import { BlockList, isIP } from 'node:net';

/** Another node, and where its collector listens. */
export type Peer = { node: string; address: string; port: number };

const MAX_PEERS = 10;

/** Addresses that stand for no other node. */
const NOT_PROBED = new BlockList();
NOT_PROBED.addSubnet('0.0.0.0', 8);
NOT_PROBED.addSubnet('127.0.0.0', 8);
NOT_PROBED.addSubnet('169.254.0.0', 16);
NOT_PROBED.addSubnet('224.0.0.0', 3);
NOT_PROBED.addAddress('::', 'ipv6');
NOT_PROBED.addAddress('::1', 'ipv6');
NOT_PROBED.addSubnet('fe80::', 10, 'ipv6');
NOT_PROBED.addSubnet('ff00::', 8, 'ipv6');

/** Whether an address is of this host alone. */
export function isLoopbackAddress(address: string): boolean {
  return (
    address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
  );
}

/** Whether an address may be another node's: never a name, this host itself, or a group. */
export function isNodeAddress(address: string): boolean {
  const family = isIP(address);
  return (
    family !== 0 && !NOT_PROBED.check(address, family === 4 ? 'ipv4' : 'ipv6')
  );
}

/**
 * The peers that an answer of the agent names; none where it names none, or what it says makes no
 * sense. Checked by hand: a schema library would be most of the collector.
 */
export function readPeers(
  answer: string,
  isAllowed: (address: string) => boolean = isNodeAddress,
): Peer[] {
  let peers: unknown;
  try {
    peers = (JSON.parse(answer) as { peers?: unknown } | null)?.peers;
  } catch {
    return [];
  }
  if (!Array.isArray(peers)) return [];
  return peers
    .filter(
      (peer): peer is Peer =>
        typeof peer?.node === 'string' &&
        peer.node.length > 0 &&
        peer.node.length <= 253 &&
        typeof peer.address === 'string' &&
        isIP(peer.address) !== 0 &&
        isAllowed(peer.address) &&
        Number.isInteger(peer.port) &&
        peer.port > 0 &&
        peer.port < 65_536,
    )
    .map(({ node, address, port }) => ({ node, address, port }))
    .slice(0, MAX_PEERS);
}
