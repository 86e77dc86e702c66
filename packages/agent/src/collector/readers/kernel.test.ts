import { nodeSnapshotSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { collectNodeSnapshot, createReaders } from '../collectNodeSnapshot';
import type { NodeReader } from '../NodeReader';
import { Host } from '../testing/Host';
import { createKernelLimitsReader, parseFileNumbers } from './kernelLimits';
import { createNetworksReader } from './networks';
import { createPressureReader, parsePressure } from './pressure';
import { readProcessConstants } from './processConstants';
import { createProcessesReader, parseProcessStat } from './processes';
import { toRatesPerSecond } from './rates';
import { createSoftnetReader } from './softnet';
import { createTcpReader } from './tcp';
import { createTemperatureReader } from './temperature';
import { createVmstatReader } from './vmstat';

let host: Host;
beforeEach(() => {
  host = new Host();
  host.write('proc/version', 'Linux\n');
});
afterEach(() => host.remove());

const factsOf = async (reader: NodeReader, monotonicMs: number) =>
  (await reader.read(monotonicMs)).facts;
const { pageBytes, ticksPerSecond } = readProcessConstants();

describe('rates', () => {
  it.each([
    ['no sample before', { a: 5 }, undefined, 1, {}],
    ['no time', { a: 5 }, { a: 1 }, 0, {}],
    ['a counter that stood', { a: 5 }, { a: 5 }, 2, { a: 0 }],
    ['a counter that rose', { a: 5 }, { a: 1 }, 2, { a: 2 }],
    ['one of two went back', { a: 9, b: 0 }, { a: 1, b: 1 }, 2, {}],
    ['one is new', { a: 9, b: 3 }, { a: 1, b: undefined }, 2, { a: 4 }],
  ])('with %s', (_, current, previous, seconds, expected) => {
    expect(
      toRatesPerSecond<Record<string, number | undefined>>(
        current,
        previous,
        seconds,
      ),
    ).toEqual(expected);
  });
});

describe('what the kernel does not give', () => {
  it('is absent, neither zero nor a problem', async () => {
    for (const create of [
      createPressureReader,
      createTcpReader,
      createSoftnetReader,
      createTemperatureReader,
      createKernelLimitsReader,
      createVmstatReader,
      createProcessesReader,
    ]) {
      expect(await create(host.paths).read(0)).toEqual({ facts: {} });
    }
  });

  it('leaves a snapshot of an older collector valid', () => {
    expect(
      nodeSnapshotSchema.safeParse({
        node: 'n',
        timestampMs: 1,
        cpu: { coreCount: 1 },
        filesystems: [
          {
            mount: '/',
            device: '/dev/sda1',
            fsType: 'ext4',
            totalBytes: 1,
            usedBytes: 0,
            availableBytes: 1,
          },
        ],
      }).success,
    ).toBe(true);
  });
});

describe('pressure', () => {
  const write = (resource: string, some: number, full?: number) =>
    host.write(
      `proc/pressure/${resource}`,
      `some avg10=12.50 avg60=5.00 avg300=1.25 total=${some}\n${
        full === undefined
          ? ''
          : `full avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`
      }`,
    );

  it('gives averages at once and the exact share between two samples', async () => {
    const reader = createPressureReader(host.paths);
    write('io', 1_000_000, 500_000);
    // Kernels before 5.13 have no `full` for the CPU.
    write('cpu', 0);
    const averages = {
      avg10Fraction: 0.125,
      avg60Fraction: 0.05,
      avg300Fraction: 0.0125,
    };
    const first = (await factsOf(reader, 0)).pressure;
    expect(first).toEqual({
      cpu: { some: averages },
      io: {
        some: averages,
        full: { avg10Fraction: 0, avg60Fraction: 0, avg300Fraction: 0 },
      },
    });
    write('io', 2_000_000, 750_000);
    const { io } = (await factsOf(reader, 5_000)).pressure!;
    expect(io?.some.lastFraction).toBe(0.2);
    expect(io?.full?.lastFraction).toBe(0.05);
  });

  it('gives no share where the total went back, and never more than all the time', async () => {
    const reader = createPressureReader(host.paths);
    write('memory', 5_000_000);
    await reader.read(0);
    write('memory', 4_999_999);
    expect(
      (await factsOf(reader, 1_000)).pressure?.memory?.some.lastFraction,
    ).toBeUndefined();
    write('memory', 6_001_000);
    expect(
      (await factsOf(reader, 2_000)).pressure?.memory?.some.lastFraction,
    ).toBe(1);
  });

  it('reads nothing from another text', () => {
    expect(parsePressure('some avg10=x total=\n')).toEqual({});
  });
});

describe('tcp', () => {
  const write = (segments: number, resent: number, overflows: number) => {
    host.write(
      'proc/1/net/sockstat',
      'sockets: used 104\nTCP: inuse 5 orphan 1 tw 17 alloc 9 mem 3\nUDP: inuse 2 mem 1\n',
    );
    host.write(
      'proc/1/net/snmp',
      `Ip: Forwarding\nIp: 1\nTcp: RtoAlgorithm MaxConn CurrEstab OutSegs RetransSegs\nTcp: 1 -1 4 ${segments} ${resent}\n`,
    );
    host.write(
      'proc/1/net/netstat',
      `TcpExt: ListenOverflows ListenDrops\nTcpExt: ${overflows} ${overflows}\nIpExt: InOctets\nIpExt: 5\n`,
    );
  };

  it('counts connections and gives rates of what goes wrong', async () => {
    const reader = createTcpReader(host.paths);
    write(1_000, 10, 2);
    const counts = {
      established: 4,
      timeWait: 17,
      orphaned: 1,
      allocated: 9,
      memoryBytes: 3 * pageBytes,
    };
    expect((await factsOf(reader, 0)).tcp).toEqual(counts);
    write(1_500, 30, 7);
    expect((await factsOf(reader, 5_000)).tcp).toEqual({
      ...counts,
      segmentsSentPerSecond: 100,
      retransmitsPerSecond: 4,
      listenOverflowsPerSecond: 1,
      listenDropsPerSecond: 1,
    });
    write(1, 40, 8);
    expect((await factsOf(reader, 10_000)).tcp).toEqual(counts);
  });
});

describe('softnet', () => {
  const write = (...cores: string[]) =>
    host.write('proc/net/softnet_stat', `${cores.join('\n')}\n`);

  it('reads hexadecimal numbers and sums the cores', async () => {
    const reader = createSoftnetReader(host.paths);
    write('00000010 00000001 00000000', '00000010 00000000 0000000a');
    expect((await factsOf(reader, 0)).softnet).toEqual({
      droppedTotal: 1,
      squeezedTotal: 10,
    });
    write('0000001a 00000003 00000000', '0000001a 00000000 0000000b');
    expect((await factsOf(reader, 1_000)).softnet).toEqual({
      processedPerSecond: 20,
      droppedPerSecond: 2,
      squeezedPerSecond: 1,
      droppedTotal: 3,
      squeezedTotal: 11,
    });
  });

  it.each([
    [
      'a counter of one core wrapped',
      ['00000001 00000000 00000000', 'fffffff0 00000000 00000000'],
    ],
    ['a core came', ['fffffff0 0 0', 'fffffff0 0 0', '00ffffff 0 0']],
  ])('gives no rate where %s', async (_, cores) => {
    const reader = createSoftnetReader(host.paths);
    write('fffffff0 00000000 00000000', 'fffffff0 00000000 00000000');
    await reader.read(0);
    write(...cores);
    expect(
      (await factsOf(reader, 1_000)).softnet?.processedPerSecond,
    ).toBeUndefined();
  });
});

describe('temperature', () => {
  const hwmon = (
    index: number,
    name: string,
    files: Record<string, string>,
  ) => {
    host.write(`sys/class/hwmon/hwmon${index}/name`, `${name}\n`);
    for (const [file, text] of Object.entries(files)) {
      host.write(`sys/class/hwmon/hwmon${index}/${file}`, `${text}\n`);
    }
  };
  const zone = (index: number, type: string, thousandths: number) => {
    host.write(`sys/class/thermal/thermal_zone${index}/type`, `${type}\n`);
    host.write(
      `sys/class/thermal/thermal_zone${index}/temp`,
      `${thousandths}\n`,
    );
  };

  it('names sensors and takes for the CPU what sits in the CPU', async () => {
    hwmon(0, 'nvme', { temp1_input: '71850', temp1_label: 'Composite' });
    hwmon(1, 'coretemp', {
      temp1_input: '52000',
      temp1_label: 'Package id 0',
      temp1_max: '80000',
      temp1_crit: '100000',
      temp2_input: '49000',
      temp2_label: 'Core 0',
    });
    const { temperature } = await factsOf(
      createTemperatureReader(host.paths),
      0,
    );
    expect(temperature).toEqual({
      maxCelsius: 71.85,
      cpuCelsius: 52,
      sensors: [
        { chip: 'nvme', name: 'Composite', cpu: false, celsius: 71.85 },
        {
          chip: 'coretemp',
          name: 'Package id 0',
          cpu: true,
          celsius: 52,
          highCelsius: 80,
          criticalCelsius: 100,
        },
        { chip: 'coretemp', name: 'Core 0', cpu: true, celsius: 49 },
      ],
    });
  });

  it('asks the thermal zones only where hwmon has no figure', async () => {
    zone(0, 'acpitz', 27_800);
    zone(1, 'x86_pkg_temp', 45_000);
    hwmon(0, 'nct6775', { temp1_input: '-128000' });
    expect(
      (await factsOf(createTemperatureReader(host.paths), 0)).temperature,
    ).toMatchObject({ maxCelsius: 45, cpuCelsius: 45 });
    hwmon(0, 'nct6775', { temp1_input: '30000' });
    expect(
      (await factsOf(createTemperatureReader(host.paths), 0)).temperature,
    ).toEqual({
      // Shown, but no figure of the node: a board has more inputs than probes.
      sensors: [{ chip: 'nct6775', name: 'temp1', cpu: false, celsius: 30 }],
    });
  });

  it.each([
    ['cpu-thermal', true],
    ['cpu_thermal', true],
    ['soc-thermal', true],
    ['acpitz', false],
    ['gpu-thermal', false],
    ['iwlwifi_1', false],
  ])('of a zone "%s" is of the CPU: %s', async (type, cpu) => {
    zone(0, type, 40_000);
    const { temperature } = await factsOf(
      createTemperatureReader(host.paths),
      0,
    );
    expect(temperature?.sensors[0].cpu).toBe(cpu);
    expect(temperature?.cpuCelsius).toBe(cpu ? 40 : undefined);
  });

  it('loses a sensor that gives nothing now, and finds it again', async () => {
    hwmon(0, 'k10temp', { temp1_input: '40000', temp3_input: '45000' });
    const reader = createTemperatureReader(host.paths);
    await reader.read(0);
    host.delete('sys/class/hwmon/hwmon0/temp3_input');
    expect((await factsOf(reader, 5_000)).temperature?.maxCelsius).toBe(40);
    host.write('sys/class/hwmon/hwmon0/temp3_input', '46000\n');
    expect((await factsOf(reader, 10_000)).temperature?.maxCelsius).toBe(46);
  });
});

describe('processes', () => {
  const MIB = 2 ** 20;

  function addProcess(
    pid: number,
    options: {
      name?: string;
      state?: string;
      ticks?: number;
      start?: number;
      rssBytes?: number;
    },
  ): void {
    const { name = 'x', state = 'S', ticks = 0, start = 1 } = options;
    const pages = Math.round((options.rssBytes ?? 0) / pageBytes);
    host.write(
      `proc/${pid}/stat`,
      `${pid} (${name}) ${state} 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 2 0 ${start} 0 ${pages} 0 0 0\n`,
    );
    host.write(`proc/${pid}/status`, 'Name:\tx\nUid:\t0\t1000\t0\t0\n');
    host.write(`proc/${pid}/cmdline`, 'x\0--password=secret\0');
  }

  it('counts states and finds the greatest, with their use of the CPU', async () => {
    addProcess(1, { name: 'init', rssBytes: 4 * MIB });
    addProcess(2, { name: 'kthreadd', state: 'I' });
    addProcess(30, {
      name: 'a (b) c',
      state: 'R',
      ticks: 100,
      rssBytes: 8 * MIB,
    });
    addProcess(31, { state: 'D' });
    addProcess(32, { state: 'Z' });
    addProcess(33, { state: 'X' });
    const reader = createProcessesReader(host.paths);
    const first = (await factsOf(reader, 0)).processes!;
    expect(first.states).toEqual({
      running: 1,
      sleeping: 1,
      waiting: 1,
      stopped: 0,
      zombie: 1,
      idle: 1,
      other: 1,
    });
    expect(first).toMatchObject({ total: 6, threads: 12 });
    expect(first.topByCpu).toBeUndefined();
    addProcess(30, {
      name: 'a (b) c',
      state: 'R',
      ticks: 100 + 7.5 * ticksPerSecond,
      rssBytes: 8 * MIB,
    });
    const second = (await factsOf(reader, 5_000)).processes!;
    const busy = {
      pid: 30,
      name: 'a (b) c',
      userId: 1000,
      state: 'running',
      cpuCores: 1.5,
      rssBytes: 8 * MIB,
      threads: 2,
    };
    expect(second.topByCpu).toEqual([busy]);
    expect(second.topByMemory.map(p => p.pid)).toEqual([30, 1]);
    expect(JSON.stringify(second)).not.toContain('secret');
  });

  it('does not take a later process with the same number for the earlier', async () => {
    addProcess(5, { ticks: 10, start: 1 });
    const reader = createProcessesReader(host.paths);
    await reader.read(0);
    addProcess(5, { ticks: ticksPerSecond, start: 900 });
    const { topByCpu } = (await factsOf(reader, 5_000)).processes!;
    // A second of work in five, all of it its own: not 5 s less what the earlier had.
    expect(topByCpu).toMatchObject([{ pid: 5, cpuCores: 0.2 }]);
  });

  it('finds a newcomer in the round after it began, and says since when it runs', async () => {
    host.write('proc/stat', 'btime 1700000000\n');
    addProcess(1, {});
    const reader = createProcessesReader(host.paths);
    await reader.read(0);
    addProcess(2, { ticks: 10 * ticksPerSecond, start: 30 * ticksPerSecond });
    expect((await factsOf(reader, 15_000)).processes?.topByCpu).toMatchObject([
      { pid: 2, cpuCores: 10 / 15, startedMs: 1_700_000_030_000 },
    ]);
  });

  it('gives at most ten, falling', async () => {
    for (let pid = 1; pid <= 25; pid += 1) {
      addProcess(pid, { rssBytes: pid * MIB });
    }
    const { topByMemory } = (
      await factsOf(createProcessesReader(host.paths), 0)
    ).processes!;
    expect(topByMemory.map(p => p.pid)).toEqual([
      25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
    ]);
  });

  it('reads all of them every 15 s, once it knows their use', async () => {
    addProcess(1, {});
    const reader = createProcessesReader(host.paths);
    const totalAt = async (ms: number) =>
      (await factsOf(reader, ms)).processes?.total;
    expect(await totalAt(0)).toBe(1);
    addProcess(2, {});
    expect(await totalAt(5_000)).toBe(2);
    addProcess(3, {});
    expect(await totalAt(19_999)).toBe(2);
    expect(await totalAt(20_000)).toBe(3);
  });

  it('reads nothing from half a line', () => {
    expect(parseProcessStat('12 (abc')).toBeUndefined();
    expect(parseProcessStat('')).toBeUndefined();
  });
});

describe('limits of the kernel', () => {
  it('counts what is taken', async () => {
    host.write('proc/sys/fs/file-nr', '1034\t34\t2466177\n');
    host.write('proc/sys/net/netfilter/nf_conntrack_count', '12\n');
    host.write('proc/sys/net/netfilter/nf_conntrack_max', '262144\n');
    host.write('proc/sys/kernel/random/entropy_avail', '256\n');
    expect(
      (await factsOf(createKernelLimitsReader(host.paths), 0)).kernelLimits,
    ).toEqual({
      fileDescriptors: { used: 1_000, limit: 2_466_177 },
      conntrack: { used: 12, limit: 262_144 },
      entropyBits: 256,
    });
  });

  it('has no limit where it is the greatest number there is', () => {
    expect(parseFileNumbers('7 0 9223372036854775807\n')).toEqual({ used: 7 });
  });
});

describe('vmstat', () => {
  const write = (faults: number, swapped: number) =>
    host.write(
      'proc/vmstat',
      `pgfault 999\npgmajfault ${faults}\npswpin 0\npswpout ${swapped}\noom_kill 3\n`,
    );

  it('gives rates in bytes and the kills since boot', async () => {
    const reader = createVmstatReader(host.paths);
    write(10, 5);
    expect((await factsOf(reader, 0)).vmstat).toEqual({ oomKillsTotal: 3 });
    write(60, 15);
    expect((await factsOf(reader, 5_000)).vmstat).toEqual({
      majorFaultsPerSecond: 10,
      swapInBytesPerSecond: 0,
      swapOutBytesPerSecond: 2 * pageBytes,
      oomKillsTotal: 3,
    });
  });
});

describe('an interface under an old name', () => {
  it('has no rate, though its counters are greater', async () => {
    const line = (bytes: number) => [
      bytes,
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      bytes,
      1,
      0,
      0,
    ];
    const reader = createNetworksReader(host.paths);
    host.write('sys/class/net/eth0/ifindex', '2\n');
    host.netDev({ eth0: line(1_000) });
    await reader.read(0);
    host.write('sys/class/net/eth0/ifindex', '9\n');
    host.netDev({ eth0: line(9_000_000) });
    const rateAt = async (ms: number) =>
      (await factsOf(reader, ms)).networks![0].receiveBytesPerSecond;
    expect(await rateAt(1_000)).toBeUndefined();
    host.netDev({ eth0: line(9_001_000) });
    expect(await rateAt(2_000)).toBe(1_000);
  });
});

describe('a snapshot of this machine', () => {
  it('has what every Linux gives', async () => {
    const readers = createReaders({ proc: '/proc', sys: '/sys', root: '/' });
    const collect = (monotonicMs: number) =>
      collectNodeSnapshot({ node: 'n', readers, timestampMs: 1, monotonicMs });
    await collect(0);
    const snapshot = await collect(1_000);
    expect(snapshot.processes?.topByMemory.length).toBeGreaterThan(0);
    expect(snapshot.processes?.states.running).toBeGreaterThan(0);
    expect(snapshot.vmstat?.majorFaultsPerSecond).toBeGreaterThanOrEqual(0);
    expect(snapshot.kernelLimits?.fileDescriptors?.used).toBeGreaterThan(0);
    expect(snapshot.cpu?.contextSwitchesPerSecond).toBeGreaterThan(0);
    expect(snapshot.bootTimeMs).toBeGreaterThan(0);
  });
});
