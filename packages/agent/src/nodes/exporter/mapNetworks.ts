import type { NodeFacts } from '../../collector/NodeReader';
import {
  isMac,
  toRates,
  type NetworkTotals,
} from '../../collector/readers/networks';
import { toRatesPerSecond } from '../../collector/readers/rates';
import {
  present,
  type ExporterInterval,
  type ExporterScrape,
} from './ExporterScrape';

type Network = NonNullable<NodeFacts['networks']>[number];

const MAX_NETWORKS = 1_024;
/** Bytes per second of one Mbit/s. */
const MBPS_BYTES = 125_000;

/**
 * Interfaces that no card stands behind. The kernel knows (they lie below /sys/devices/virtual),
 * the exporter does not say, so it is told by their names, and by the interface that they are
 * linked to (the other end of a pair, the card under a VLAN).
 */
const VIRTUAL =
  /^(lo$|docker|br-|br\d|virbr|vmbr|lxdbr|cni|cbr|flannel|vxlan|cilium|kube-|nodelocaldns|weave|ovs|genev|tun|tap|wg|bond|team|dummy|ifb|vnet|nerdctl|podman|(ip6?)?tnl|sit\d|gre|ipip|ip6|erspan|vlan)|\.\d+$/;

/** Interfaces of the host. */
export function mapNetworks({
  now,
  before,
  seconds,
}: ExporterInterval): NodeFacts {
  const totals = readTotals(now);
  if (totals.size === 0) return {};
  const previous = before && readTotals(before);
  const info = new Map(
    now.list('network_info').map(({ labels }) => [labels.device, labels]),
  );
  const speeds = now.by('network_speed_bytes', 'device');
  const mtus = now.by('network_mtu_bytes', 'device');
  const isVirtual = findVirtual(now);
  const networks = [...totals].map(([name, current]): Network => {
    const { operstate: state, address } = info.get(name) ?? {};
    const speed = speeds.get(name) ?? 0;
    const mtu = mtus.get(name);
    return {
      interface: name,
      virtual: isVirtual(name),
      ...(state && { up: state === 'up' || state === 'unknown' }),
      ...(speed > 0 && { speedMbps: speed / MBPS_BYTES }),
      ...(mtu !== undefined && { mtuBytes: mtu }),
      ...(isMac(address) && { macAddress: address }),
      ...toRates(current, previous?.get(name), seconds),
      receiveErrorsTotal: current.receiveErrors,
      transmitErrorsTotal: current.transmitErrors,
      receiveDropsTotal: current.receiveDrops,
      transmitDropsTotal: current.transmitDrops,
    };
  });
  networks.sort((a, b) => Number(a.virtual) - Number(b.virtual));
  return { networks: networks.slice(0, MAX_NETWORKS) };
}

/**
 * Tells interfaces that carry what others carry as well: by their names, by what they are linked to,
 * and those that the exporter names as masters of a bond.
 */
function findVirtual(now: ExporterScrape): (name: string) => boolean {
  const numbers = now.by('network_iface_id', 'device');
  const links = now.by('network_iface_link', 'device');
  const masters = new Set(
    ['bonding_slaves', 'bonding_active'].flatMap(name =>
      now.list(name).map(({ labels }) => labels.master),
    ),
  );
  return name =>
    VIRTUAL.test(name) ||
    masters.has(name) ||
    links.get(name) !== numbers.get(name);
}

function readTotals(scrape: ExporterScrape): Map<string, NetworkTotals> {
  const of = (name: string) => scrape.by(`network_${name}_total`, 'device');
  const columns = {
    receiveBytes: of('receive_bytes'),
    receivePackets: of('receive_packets'),
    receiveErrors: of('receive_errs'),
    receiveDrops: of('receive_drop'),
    transmitBytes: of('transmit_bytes'),
    transmitPackets: of('transmit_packets'),
    transmitErrors: of('transmit_errs'),
    transmitDrops: of('transmit_drop'),
  };
  const totals = new Map<string, NetworkTotals>();
  for (const name of columns.receiveBytes.keys()) {
    const entries = Object.entries(columns).map(([column, values]) => [
      column,
      values.get(name) ?? 0,
    ]);
    totals.set(name, Object.fromEntries(entries));
  }
  return totals;
}

/** TCP connections and what goes wrong with them. */
export function mapTcp({ now, before, seconds }: ExporterInterval): NodeFacts {
  const counters = (scrape: ExporterScrape) => ({
    segmentsSentPerSecond: scrape.value('netstat_Tcp_OutSegs'),
    retransmitsPerSecond: scrape.value('netstat_Tcp_RetransSegs'),
    listenOverflowsPerSecond: scrape.value('netstat_TcpExt_ListenOverflows'),
    listenDropsPerSecond: scrape.value('netstat_TcpExt_ListenDrops'),
  });
  const tcp = {
    ...present({
      established: now.count('netstat_Tcp_CurrEstab'),
      timeWait: now.count('sockstat_TCP_tw'),
      orphaned: now.count('sockstat_TCP_orphan'),
      allocated: now.count('sockstat_TCP_alloc'),
      memoryBytes: now.count('sockstat_TCP_mem_bytes'),
    }),
    ...toRatesPerSecond(counters(now), before && counters(before), seconds),
  };
  return Object.keys(tcp).length > 0 ? { tcp } : {};
}

/** How the kernel takes packets in, all cores together; rates only where every core has one. */
export function mapSoftnet({
  now,
  before,
  seconds,
}: ExporterInterval): NodeFacts {
  const cores = readSoftnet(now);
  if (cores.size === 0) return {};
  const known = before && readSoftnet(before);
  const rates = [...cores].map(([core, counters]) =>
    toRatesPerSecond(counters, known?.get(core), seconds),
  );
  const complete =
    known?.size === cores.size &&
    rates.every(rate => rate.processedPerSecond !== undefined);
  const sum = (values: (number | undefined)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const all = [...cores.values()];
  return {
    softnet: {
      ...(complete && {
        processedPerSecond: sum(rates.map(r => r.processedPerSecond)),
        droppedPerSecond: sum(rates.map(r => r.droppedPerSecond)),
        squeezedPerSecond: sum(rates.map(r => r.squeezedPerSecond)),
      }),
      droppedTotal: sum(all.map(core => core.droppedPerSecond)),
      squeezedTotal: sum(all.map(core => core.squeezedPerSecond)),
    },
  };
}

function readSoftnet(scrape: ExporterScrape) {
  const processed = scrape.by('softnet_processed_total', 'cpu');
  const dropped = scrape.by('softnet_dropped_total', 'cpu');
  const squeezed = scrape.by('softnet_times_squeezed_total', 'cpu');
  return new Map(
    [...processed].map(([core, value]) => [
      core,
      {
        processedPerSecond: value,
        droppedPerSecond: dropped.get(core) ?? 0,
        squeezedPerSecond: squeezed.get(core) ?? 0,
      },
    ]),
  );
}
