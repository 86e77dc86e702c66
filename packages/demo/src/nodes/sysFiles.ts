import {
  interfaceCounters,
  toPackets,
  type GeneratedFile,
  type NodeCounters,
} from './procFiles';

type Interface = {
  name: string;
  device: string;
  speed?: string;
  mtu: number;
  type: number;
};

const INTERFACES: readonly Interface[] = [
  { name: 'lo', device: 'virtual/net/lo', mtu: 65_536, type: 772 },
  {
    name: 'eth0',
    device: 'pci0000:00/0000:00:03.0/net/eth0',
    speed: '10000',
    mtu: 1500,
    type: 1,
  },
  {
    name: 'cni0',
    device: 'virtual/net/cni0',
    speed: '10000',
    mtu: 1450,
    type: 1,
  },
];

/** Links below /sys and what they point to: the kernel shows by them what is virtual. */
export function sysLinks(): [path: string, target: string][] {
  return INTERFACES.map(({ name, device }) => [
    `class/net/${name}`,
    `../../devices/${device}`,
  ]);
}

/** The files below /sys that stay as they are. */
export function staticSysFiles(): GeneratedFile[] {
  return INTERFACES.flatMap(
    ({ name, device, speed, mtu, type }): GeneratedFile[] => [
      [`devices/${device}/operstate`, name === 'lo' ? 'unknown\n' : 'up\n'],
      [`devices/${device}/carrier`, '1\n'],
      [`devices/${device}/mtu`, `${mtu}\n`],
      [`devices/${device}/type`, `${type}\n`],
      ...(speed
        ? ([[`devices/${device}/speed`, `${speed}\n`]] as GeneratedFile[])
        : []),
    ],
  );
}

/** The counters that /sys repeats from /proc/net/dev. */
export function sysFiles(counters: NodeCounters): GeneratedFile[] {
  const byName = interfaceCounters(counters);
  return INTERFACES.flatMap(({ name, device }): GeneratedFile[] => {
    const { receive, transmit } = byName[name];
    const path = `devices/${device}/statistics`;
    return [
      [`${path}/rx_bytes`, `${receive}\n`],
      [`${path}/tx_bytes`, `${transmit}\n`],
      [`${path}/rx_packets`, `${toPackets(receive)}\n`],
      [`${path}/tx_packets`, `${toPackets(transmit)}\n`],
      ...['rx_errors', 'tx_errors', 'rx_dropped', 'tx_dropped'].map(
        (file): GeneratedFile => [`${path}/${file}`, '0\n'],
      ),
    ];
  });
}
