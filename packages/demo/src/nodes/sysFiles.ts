import type { NodeUsage } from '../truth/nodeUsage';
import {
  interfaceCounters,
  toPackets,
  type GeneratedFile,
  type NodeCounters,
} from './procFiles';

const DISK = 'pci0000:00/0000:00:05.0/virtio2/block/vda';
const DISK_SECTORS = 200 * 2 ** 21;

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
  return [
    ...INTERFACES.map(({ name, device }): [string, string] => [
      `class/net/${name}`,
      `../../devices/${device}`,
    ]),
    ['block/vda', `../devices/${DISK}`],
    ['class/block/vda', `../../devices/${DISK}`],
    ['class/block/vda1', `../../devices/${DISK}/vda1`],
    ['dev/block/254:0', `../../devices/${DISK}`],
    ['dev/block/254:1', `../../devices/${DISK}/vda1`],
  ];
}

/** The files below /sys that stay as they are. */
export function staticSysFiles(): GeneratedFile[] {
  const interfaces = INTERFACES.flatMap(
    ({ name, device, speed, mtu, type }, index): GeneratedFile[] => [
      [`devices/${device}/ifindex`, `${index + 1}\n`],
      [`devices/${device}/operstate`, name === 'lo' ? 'unknown\n' : 'up\n'],
      [`devices/${device}/carrier`, '1\n'],
      [`devices/${device}/mtu`, `${mtu}\n`],
      [`devices/${device}/type`, `${type}\n`],
      ...(speed
        ? ([[`devices/${device}/speed`, `${speed}\n`]] as GeneratedFile[])
        : []),
    ],
  );
  return [
    ...interfaces,
    [`devices/${DISK}/size`, `${DISK_SECTORS}\n`],
    [`devices/${DISK}/diskseq`, '1\n'],
    [`devices/${DISK}/vda1/partition`, '1\n'],
    ['class/hwmon/hwmon0/name', 'coretemp\n'],
    ['class/hwmon/hwmon0/temp1_label', 'Package id 0\n'],
    ['class/hwmon/hwmon0/temp1_max', '84000\n'],
    ['class/hwmon/hwmon0/temp1_crit', '100000\n'],
    ['class/hwmon/hwmon1/name', 'nvme\n'],
    ['class/hwmon/hwmon1/temp1_label', 'Composite\n'],
    ['class/hwmon/hwmon1/temp1_crit', '89850\n'],
  ];
}

/** What the sensors measure, and the counters that /sys repeats from /proc/net/dev. */
export function sysFiles(
  usage: NodeUsage,
  counters: NodeCounters,
): GeneratedFile[] {
  const byName = interfaceCounters(counters);
  const thousandths = (celsius: number) => `${Math.round(celsius * 1000)}\n`;
  const sensors: GeneratedFile[] = [
    ['class/hwmon/hwmon0/temp1_input', thousandths(usage.cpuCelsius)],
    ['class/hwmon/hwmon1/temp1_input', thousandths(usage.diskCelsius)],
  ];
  const statistics = INTERFACES.flatMap(({ name, device }): GeneratedFile[] => {
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
  return [...sensors, ...statistics];
}
