import {
  nodeSnapshotSchema,
  type NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { createExporterReader, ExporterScrape } from './ExporterScrape';
import { NodeExporterMapper } from './NodeExporterMapper';

const START_S = 1_790_000_000;

/** As node_exporter 1.8 writes them. */
const SENSORS = `
node_hwmon_chip_names{chip="nvme_nvme0",chip_name="nvme"} 1
node_hwmon_chip_names{chip="platform_coretemp_0",chip_name="coretemp"} 1
node_hwmon_sensor_label{chip="platform_coretemp_0",label="Package id 0",sensor="temp1"} 1
node_hwmon_temp_celsius{chip="nvme_nvme0",sensor="temp1"} 38.85
node_hwmon_temp_celsius{chip="nvme_nvme0",sensor="temp2"} -273.15
node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp1"} 55
node_hwmon_temp_crit_celsius{chip="platform_coretemp_0",sensor="temp1"} 100
node_hwmon_temp_crit_celsius{chip="nvme_nvme0",sensor="temp1"} 65261.85
node_hwmon_temp_max_celsius{chip="platform_coretemp_0",sensor="temp1"} 84
node_thermal_zone_temp{type="x86_pkg_temp",zone="0"} 54
`;

function createNode() {
  const mapper = new NodeExporterMapper();
  const reader = createExporterReader();
  let monotonicMs = 5_000;
  return (
    text: string,
    { afterS = 10, clockS }: { afterS?: number; clockS?: number } = {},
  ): NodeSnapshot => {
    monotonicMs += afterS * 1_000;
    const time = clockS ?? START_S + monotonicMs / 1_000;
    const body = Buffer.from(`node_time_seconds ${time}\n${text.trim()}\n`);
    return mapper.map('node-1', ExporterScrape.read(reader, body), {
      nowMs: 1,
      monotonicMs,
    });
  };
}

const cpu = (core: number, user: number, idle: number) =>
  `node_cpu_seconds_total{cpu="${core}",mode="user"} ${user}\n` +
  `node_cpu_seconds_total{cpu="${core}",mode="idle"} ${idle}`;

describe('NodeExporterMapper', () => {
  it('has no rates before there are two answers', () => {
    const read = createNode();
    const text = [
      cpu(0, 10, 90),
      'node_network_receive_bytes_total{device="eth0"} 1000',
      'node_vmstat_pgmajfault 5',
      'node_pressure_cpu_waiting_seconds_total 3',
    ].join('\n');
    const first = read(text);
    expect(first.cpu).toEqual({ coreCount: 1 });
    expect(first.networks?.[0].receiveBytesPerSecond).toBeUndefined();
    expect(first.vmstat).toBeUndefined();
    expect(first.pressure).toBeUndefined();
    expect(first.timestampMs).toBe((START_S + 15) * 1_000);
  });

  it('gives shares by core and of all', () => {
    const read = createNode();
    read(`${cpu(0, 10, 90)}\n${cpu(1, 10, 90)}\n${cpu(10, 0, 0)}`);
    const { cpu: figures } = read(
      // In the order of texts, as the exporter writes them.
      `${cpu(0, 15, 95)}\n${cpu(1, 12.5, 97.5)}\n${cpu(10, 10, 0)}`,
    );
    expect(figures).toMatchObject({
      coreCount: 3,
      coreUsedFractions: [0.5, 0.25, 1],
      usedFraction: 17.5 / 30,
    });
  });

  it('divides by the time that passed, as the exporter’s clock says', () => {
    const read = createNode();
    const received = (bytes: number) =>
      `node_network_receive_bytes_total{device="eth0"} ${bytes}`;
    const rate = (snapshot: NodeSnapshot) =>
      snapshot.networks?.[0].receiveBytesPerSecond;
    read(received(0), { clockS: 100 });
    // The answer took a second longer than the one before.
    expect(rate(read(received(900), { afterS: 10, clockS: 109 }))).toBe(100);
    // The clock was set: ours is taken.
    expect(rate(read(received(1_900), { clockS: 9_000 }))).toBe(100);
    expect(rate(read(received(2_900), { clockS: 50 }))).toBe(100);
  });

  it('has no rate where a counter went back, and goes on with the next', () => {
    const read = createNode();
    const text = (bytes: number, user: number) =>
      `node_network_receive_bytes_total{device="eth0"} ${bytes}\n${cpu(
        0,
        user,
        0,
      )}`;
    read(text(1_000, 100));
    const reset = read(text(10, 1));
    expect(reset.networks?.[0].receiveBytesPerSecond).toBeUndefined();
    expect(reset.cpu?.usedFraction).toBeUndefined();
    const after = read(text(1_010, 2));
    expect(after.networks?.[0].receiveBytesPerSecond).toBe(100);
    expect(after.cpu?.usedFraction).toBe(1);
  });

  it('joins partitions, mapped volumes and their disks, and leaves out what is no disk', () => {
    const read = createNode();
    const counters = (device: string, count: number) =>
      `node_disk_reads_completed_total{device="${device}"} ${count}\n` +
      `node_disk_read_bytes_total{device="${device}"} ${count * 4096}\n` +
      `node_disk_read_time_seconds_total{device="${device}"} ${count / 100}\n` +
      `node_disk_writes_completed_total{device="${device}"} 0`;
    const devices = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'dm-0', 'md0'];
    const filesystem = (device: string, mount: string, type = 'ext4') =>
      ['size', 'free', 'avail']
        .map(
          (name, index) =>
            `node_filesystem_${name}_bytes{device="${device}",fstype="${type}",mountpoint="${mount}"} ${
              [100, 60, 50][index]
            }`,
        )
        .join('\n');
    const text = (count: number) =>
      [
        ...devices.map(device => counters(device, count)),
        counters('loop0', count),
        counters('zram0', 0),
        'node_disk_device_mapper_info{device="dm-0",lv_layer="",lv_name="data",name="vg-data",uuid="",vg_name="vg"} 1',
        filesystem('/dev/sda1', '/'),
        filesystem('/dev/sda1', '/var/lib/bound'),
        filesystem('/dev/nvme0n1p2', '/srv'),
        filesystem('/dev/mapper/vg-data', '/data', 'xfs'),
        filesystem('nas:/share', '/mnt/nas', 'nfs4'),
        filesystem('tmpfs', '/tmp', 'tmpfs'),
        filesystem('overlay', '/var/lib/docker/overlay2/1/merged', 'overlay'),
        filesystem('/dev/sdb1', '/gone'),
        'node_filesystem_device_error{device="/dev/sdb1",fstype="ext4",mountpoint="/gone"} 1',
      ].join('\n');
    read(text(100));
    const { disks, filesystems } = read(text(300));
    expect(disks?.map(d => [d.device, d.virtual])).toEqual([
      ['sda', false],
      ['nvme0n1', false],
      ['dm-0', true],
      ['md0', true],
    ]);
    expect(disks?.[0]).toMatchObject({
      readsPerSecond: 20,
      readBytesPerSecond: 81_920,
      readWaitMs: 10,
    });
    expect(disks?.[0].writeWaitMs).toBeUndefined();
    expect(filesystems?.map(f => [f.mount, f.disk])).toEqual([
      ['/', 'sda'],
      ['/srv', 'nvme0n1'],
      ['/data', 'dm-0'],
      ['/mnt/nas', undefined],
    ]);
    expect(filesystems?.[0]).toMatchObject({
      totalBytes: 100,
      usedBytes: 40,
      availableBytes: 50,
    });
  });

  it('names sensors as their drivers do, with limits that somebody set', () => {
    expect(createNode()(SENSORS).temperature).toEqual({
      maxCelsius: 55,
      cpuCelsius: 55,
      sensors: [
        { chip: 'nvme', name: 'temp1', cpu: false, celsius: 38.85 },
        {
          chip: 'coretemp',
          name: 'Package id 0',
          cpu: true,
          celsius: 55,
          highCelsius: 84,
          criticalCelsius: 100,
        },
      ],
    });
    const zones = SENSORS.split('\n').filter(line => !line.includes('hwmon'));
    expect(createNode()(zones.join('\n')).temperature?.sensors).toEqual([
      { chip: 'x86_pkg_temp', name: 'thermal_zone0', cpu: true, celsius: 54 },
    ]);
  });

  it('marks interfaces without a card, and leaves out those of pods', () => {
    const names =
      'eth0 enp3s0f1 wlan0 lo docker0 cni0 flannel.1 veth12ab cali34cd bond0 eth0.100 tun0 br0 vmbr0 cilium_host'.split(
        ' ',
      );
    const text = names
      .map(name => `node_network_receive_bytes_total{device="${name}"} 1`)
      .join('\n');
    const { networks } = createNode()(text);
    const virtual = (wanted: boolean) =>
      networks?.filter(n => n.virtual === wanted).map(n => n.interface);
    expect(virtual(false)).toEqual(['eth0', 'enp3s0f1', 'wlan0']);
    expect(virtual(true)).toEqual(
      'lo docker0 cni0 flannel.1 bond0 eth0.100 tun0 br0 vmbr0 cilium_host'.split(
        ' ',
      ),
    );
  });

  it('keeps nothing of the interfaces of pods until the next answer', () => {
    const of = (name: string) =>
      `node_network_receive_bytes_total{device="${name}"} 1\n` +
      `node_network_mtu_bytes{device="${name}"} 1500\n`;
    const scrape = ExporterScrape.read(
      createExporterReader(),
      Buffer.from(of('eth0') + of('veth12ab') + of('cali34cd')),
    );
    expect([
      ...scrape.by('network_receive_bytes_total', 'device').keys(),
      ...scrape.by('network_mtu_bytes', 'device').keys(),
    ]).toEqual(['eth0', 'eth0']);
  });

  it('knows an interface of any name that is linked to another', () => {
    const of = (name: string, number: number, link: number) =>
      `node_network_receive_bytes_total{device="${name}"} 1\n` +
      `node_network_iface_id{device="${name}"} ${number}\n` +
      `node_network_iface_link{device="${name}"} ${link}`;
    const text = [of('uplink', 2, 2), of('pair', 3, 9)].join('\n');
    expect(
      createNode()(text).networks?.map(n => [n.interface, n.virtual]),
    ).toEqual([
      ['uplink', false],
      ['pair', true],
    ]);
  });

  it.each(['bonding_slaves', 'bonding_active'])(
    'knows the master of a bond of any name by node_%s',
    metric => {
      const text = [
        'node_network_receive_bytes_total{device="uplink"} 1',
        'node_network_receive_bytes_total{device="eth0"} 1',
        `node_${metric}{master="uplink"} 2`,
      ].join('\n');
      expect(
        createNode()(text).networks?.map(n => [n.interface, n.virtual]),
      ).toEqual([
        ['eth0', false],
        ['uplink', true],
      ]);
    },
  );

  describe('of pressure', () => {
    const text = (seconds: number) =>
      `node_pressure_io_waiting_seconds_total ${seconds}\nnode_pressure_io_stalled_seconds_total 0`;

    it('gives the share of the last interval', () => {
      const read = createNode();
      read(text(0));
      expect(read(text(2.5)).pressure?.io?.some.lastFraction).toBe(0.25);
    });

    it('follows a lasting stall like the kernel: 63 % of the way in one window', () => {
      const read = createNode();
      let total = 0;
      const step = (share: number) => {
        total += share;
        return read(text(total), { afterS: 1 }).pressure?.io?.some;
      };
      step(0);
      step(0);
      let stall;
      for (let second = 0; second < 60; second += 1) stall = step(0.5);
      expect(stall?.avg60Fraction).toBeCloseTo(0.5 * (1 - Math.exp(-1)), 6);
      expect(stall?.avg10Fraction).toBeCloseTo(0.5 * (1 - Math.exp(-6)), 6);
      expect(stall?.avg300Fraction).toBeCloseTo(0.5 * (1 - Math.exp(-0.2)), 6);
    });
  });

  it('leaves out a limit that stands for none', () => {
    const { kernelLimits } = createNode()(
      'node_filefd_allocated 1500\nnode_filefd_maximum 9.223372036854775807e+18',
    );
    expect(kernelLimits).toEqual({ fileDescriptors: { used: 1_500 } });
  });

  it('converts pages by the size that the node has', () => {
    const read = createNode();
    const text = (pages: number) =>
      `node_vmstat_pswpin ${pages}\nnode_sockstat_TCP_mem 2\nnode_sockstat_TCP_mem_bytes 131072`;
    read(text(0));
    expect(read(text(10)).vmstat?.swapInBytesPerSecond).toBe(65_536);
  });

  it('refuses what is no answer of a node_exporter', () => {
    const body = Buffer.from('go_goroutines 7\n');
    expect(() => ExporterScrape.read(createExporterReader(), body)).toThrow(
      'no metrics of node_exporter',
    );
  });

  it('gives what the push takes', () => {
    const snapshot = createNode()(`${SENSORS}\n${cpu(0, 1, 1)}`);
    expect(nodeSnapshotSchema.parse(snapshot)).toEqual(snapshot);
  });
});
