import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { collectNodeSnapshot, createReaders } from './collectNodeSnapshot';
import type { NodeReader } from './NodeReader';
import { readProcessConstants } from './readers/processConstants';
import { createProcessesReader } from './readers/processes';
import { createTemperatureReader } from './readers/temperature';
import { Comparison, toTable, type Bracket } from './testing/Comparison';
import { Host } from './testing/Host';
import { NodeExporter } from './testing/NodeExporter';

jest.setTimeout(120_000);

const ROUNDS = 20;
const ROUND_MS = 1_500;

const binary = NodeExporter.find();
if (!binary) {
  process.stdout.write(
    'left out: figures beside those of node_exporter (Debian package "prometheus-node-exporter", or set ATLHYPER_NODE_EXPORTER)\n',
  );
}

type Compare = Comparison<NodeSnapshot>;

function compareCpu(c: Compare, { cpu }: NodeSnapshot): void {
  const modes = (core: number | 'all', ...names: string[]) =>
    c
      .labelsOf('node_cpu_seconds_total')
      .filter(
        labels =>
          (core === 'all' || labels.includes(`cpu="${core}"`)) &&
          (names.length === 0 ||
            names.some(name => labels.includes(`mode="${name}"`))),
      )
      .map(labels => `node_cpu_seconds_total${labels}`);
  const busy = ['user', 'nice', 'system', 'irq', 'softirq', 'steal'];
  // The kernel rounds its sum down once, the exporter's is of cores that were each rounded down.
  const roundedSeconds = (names: number) =>
    0.01 * names * ((cpu?.coreCount ?? 1) - 1);
  const compare = (
    figure: string,
    ours: number | null | undefined,
    core: number | 'all',
    names: string[],
  ) =>
    c.ratio(figure, ours ?? undefined, modes(core, ...names), modes(core), {
      error: core === 'all' ? roundedSeconds(8) : 0,
    });
  compare('cpu.usedFraction', cpu?.usedFraction, 'all', busy);
  compare('cpu.userFraction', cpu?.userFraction, 'all', ['user', 'nice']);
  compare('cpu.systemFraction', cpu?.systemFraction, 'all', [
    'system',
    'irq',
    'softirq',
  ]);
  compare('cpu.stealFraction', cpu?.stealFraction, 'all', ['steal']);
  cpu?.coreUsedFractions?.forEach((fraction, core) =>
    compare(`cpu.coreUsedFractions[${core}]`, fraction, core, busy),
  );
  c.moment('cpu.load1', cpu?.load1, 'node_load1');
  c.moment('cpu.load5', cpu?.load5, 'node_load5');
  c.moment('cpu.load15', cpu?.load15, 'node_load15');
  c.rate(
    'cpu.contextSwitchesPerSecond',
    cpu?.contextSwitchesPerSecond,
    'node_context_switches_total',
  );
  c.rate(
    'cpu.interruptsPerSecond',
    cpu?.interruptsPerSecond,
    'node_intr_total',
  );
}

function compareMemory(c: Compare, snapshot: NodeSnapshot): void {
  const { memory, vmstat } = snapshot;
  const of = (name: string) => `node_memory_${name}_bytes`;
  c.moment('memory.totalBytes', memory?.totalBytes, of('MemTotal'));
  c.moment('memory.availableBytes', memory?.availableBytes, of('MemAvailable'));
  c.moment('memory.cachedBytes', memory?.cachedBytes, [
    of('Cached'),
    of('SReclaimable'),
  ]);
  c.moment('memory.buffersBytes', memory?.buffersBytes, of('Buffers'));
  c.moment('memory.swapTotalBytes', memory?.swapTotalBytes, of('SwapTotal'));
  c.moment(
    'vmstat.oomKillsTotal',
    vmstat?.oomKillsTotal,
    'node_vmstat_oom_kill',
  );
  c.rate(
    'vmstat.majorFaultsPerSecond',
    vmstat?.majorFaultsPerSecond,
    'node_vmstat_pgmajfault',
  );
  const { pageBytes } = readProcessConstants();
  c.rate(
    'vmstat.swapInBytesPerSecond',
    vmstat?.swapInBytesPerSecond,
    'node_vmstat_pswpin',
    pageBytes,
  );
  c.rate(
    'vmstat.swapOutBytesPerSecond',
    vmstat?.swapOutBytesPerSecond,
    'node_vmstat_pswpout',
    pageBytes,
  );
}

function compareDisks(c: Compare, snapshot: NodeSnapshot): void {
  for (const disk of snapshot.disks ?? []) {
    const of = (name: string) =>
      `node_disk_${name}_total{device="${disk.device}"}`;
    const name = (figure: string) => `disks[${disk.device}].${figure}`;
    c.rate(
      name('readBytesPerSecond'),
      disk.readBytesPerSecond,
      of('read_bytes'),
    );
    c.rate(
      name('writeBytesPerSecond'),
      disk.writeBytesPerSecond,
      of('written_bytes'),
    );
    c.rate(name('readsPerSecond'), disk.readsPerSecond, of('reads_completed'));
    c.rate(
      name('writesPerSecond'),
      disk.writesPerSecond,
      of('writes_completed'),
    );
    c.share(name('busyFraction'), disk.busyFraction, of('io_time_seconds'));
    c.rate(
      name('queueLength'),
      disk.queueLength,
      of('io_time_weighted_seconds'),
    );
    c.ratio(
      name('readWaitMs'),
      disk.readWaitMs,
      of('read_time_seconds'),
      of('reads_completed'),
      { unit: 1000 },
    );
    c.ratio(
      name('writeWaitMs'),
      disk.writeWaitMs,
      of('write_time_seconds'),
      of('writes_completed'),
      { unit: 1000 },
    );
  }
  for (const filesystem of snapshot.filesystems ?? []) {
    const { mount, device, fsType } = filesystem;
    const of = (name: string) =>
      `node_filesystem_${name}_bytes{device="${device}",fstype="${fsType}",mountpoint="${mount}"}`;
    const name = (figure: string) => `filesystems[${mount}].${figure}`;
    c.moment(name('totalBytes'), filesystem.totalBytes, of('size'));
    c.moment(name('availableBytes'), filesystem.availableBytes, of('avail'));
    c.moment(
      name('totalBytes − usedBytes'),
      filesystem.totalBytes - filesystem.usedBytes,
      of('free'),
    );
  }
}

function compareNetworks(c: Compare, snapshot: NodeSnapshot): void {
  for (const network of snapshot.networks ?? []) {
    const label = `{device="${network.interface}"}`;
    const name = (figure: string) => `networks[${network.interface}].${figure}`;
    for (const way of ['receive', 'transmit'] as const) {
      const of = (what: string) => `node_network_${way}_${what}_total${label}`;
      c.rate(
        name(`${way}BytesPerSecond`),
        network[`${way}BytesPerSecond`],
        of('bytes'),
      );
      c.rate(
        name(`${way}PacketsPerSecond`),
        network[`${way}PacketsPerSecond`],
        of('packets'),
      );
      c.moment(
        name(`${way}ErrorsTotal`),
        network[`${way}ErrorsTotal`],
        of('errs'),
      );
      c.moment(
        name(`${way}DropsTotal`),
        network[`${way}DropsTotal`],
        of('drop'),
      );
    }
    c.moment(
      name('mtuBytes'),
      network.mtuBytes,
      `node_network_mtu_bytes${label}`,
    );
    c.moment(
      name('speedMbps × 125,000'),
      network.speedMbps && network.speedMbps * 125_000,
      `node_network_speed_bytes${label}`,
    );
  }
}

function compareTcp(c: Compare, { tcp, softnet }: NodeSnapshot): void {
  c.moment('tcp.established', tcp?.established, 'node_netstat_Tcp_CurrEstab');
  c.moment('tcp.timeWait', tcp?.timeWait, 'node_sockstat_TCP_tw');
  c.moment('tcp.orphaned', tcp?.orphaned, 'node_sockstat_TCP_orphan');
  c.moment('tcp.allocated', tcp?.allocated, 'node_sockstat_TCP_alloc');
  c.moment('tcp.memoryBytes', tcp?.memoryBytes, 'node_sockstat_TCP_mem_bytes');
  for (const [figure, counter] of [
    ['segmentsSentPerSecond', 'Tcp_OutSegs'],
    ['retransmitsPerSecond', 'Tcp_RetransSegs'],
    ['listenOverflowsPerSecond', 'TcpExt_ListenOverflows'],
    ['listenDropsPerSecond', 'TcpExt_ListenDrops'],
  ] as const) {
    c.rate(`tcp.${figure}`, tcp?.[figure], `node_netstat_${counter}`);
  }
  for (const [what, counter] of [
    ['processed', 'node_softnet_processed_total'],
    ['dropped', 'node_softnet_dropped_total'],
    ['squeezed', 'node_softnet_times_squeezed_total'],
  ] as const) {
    const series = c.labelsOf(counter).map(labels => counter + labels);
    c.rate(`softnet.${what}PerSecond`, softnet?.[`${what}PerSecond`], series);
    if (what !== 'processed') {
      c.moment(`softnet.${what}Total`, softnet?.[`${what}Total`], series);
    }
  }
}

function compareRest(c: Compare, snapshot: NodeSnapshot): void {
  const { pressure, kernelLimits, processes } = snapshot;
  for (const resource of ['cpu', 'memory', 'io'] as const) {
    for (const [kind, what] of [
      ['some', 'waiting'],
      ['full', 'stalled'],
    ] as const) {
      c.share(
        `pressure.${resource}.${kind}.lastFraction`,
        pressure?.[resource]?.[kind]?.lastFraction,
        `node_pressure_${resource}_${what}_seconds_total`,
      );
    }
  }
  c.moment(
    'kernelLimits.fileDescriptors.used',
    kernelLimits?.fileDescriptors?.used,
    'node_filefd_allocated',
  );
  c.moment(
    'kernelLimits.fileDescriptors.limit',
    kernelLimits?.fileDescriptors?.limit,
    'node_filefd_maximum',
  );
  c.moment(
    'kernelLimits.conntrack.used',
    kernelLimits?.conntrack?.used,
    'node_nf_conntrack_entries',
  );
  c.moment(
    'kernelLimits.conntrack.limit',
    kernelLimits?.conntrack?.limit,
    'node_nf_conntrack_entries_limit',
  );
  c.moment(
    'kernelLimits.entropyBits',
    kernelLimits?.entropyBits,
    'node_entropy_available_bits',
  );
  c.moment(
    'bootTimeMs ÷ 1,000',
    snapshot.bootTimeMs && snapshot.bootTimeMs / 1000,
    'node_boot_time_seconds',
  );
  c.moment('processes.total', processes?.total, 'node_processes_pids');
  c.moment('processes.threads', processes?.threads, 'node_processes_threads');
  c.moment(
    'processes.states.idle',
    processes?.states.idle,
    'node_processes_state{state="I"}',
  );
  c.moment(
    'processes.states.sleeping',
    processes?.states.sleeping,
    'node_processes_state{state="S"}',
  );
}

/**
 * /proc as the exporter sees it: it reads the network of its own namespace, ours that of process 1.
 */
function createProcView(): string {
  const view = mkdtempSync(join(tmpdir(), 'atlhyper-proc-'));
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) symlinkSync(join('/proc', name), join(view, name));
  }
  mkdirSync(join(view, '1'));
  symlinkSync('/proc/self/net', join(view, '1/net'));
  symlinkSync('/proc/1/mountinfo', join(view, '1/mountinfo'));
  return view;
}

/** Reads and writes, so that no rate is zero. */
function makeWork(dir: string): void {
  writeFileSync(join(dir, 'work'), Buffer.alloc(4_000_000, 1), {
    flush: true,
  });
}

(binary ? describe : describe.skip)('beside node_exporter', () => {
  let exporter: NodeExporter;
  let proc: string;

  beforeAll(() => {
    proc = createProcView();
  });
  afterEach(() => exporter.stop());
  afterAll(() => rmSync(proc, { recursive: true }));

  it('gives what it gives of the same /proc at the same time', async () => {
    exporter = await NodeExporter.start(binary!, [
      '--collector.processes',
      '--collector.softnet',
    ]);
    const readers: NodeReader[] = createReaders({
      proc,
      sys: '/sys',
      root: '/',
    }).filter(reader => reader.name !== 'processes');
    const sample = async (): Promise<Bracket<NodeSnapshot>> => {
      const before = await exporter.scrape();
      const monotonicMs = performance.now();
      const ours = await collectNodeSnapshot({
        node: 'n',
        // A new one each time: the reader itself asks only every 15 s.
        readers: [...readers, createProcessesReader({ proc: '/proc' })],
        timestampMs: 1,
        monotonicMs,
      });
      return { before, ours, after: await exporter.scrape(), monotonicMs };
    };

    // Figures of a moment may move there and back between two scrapes, so that each needs one round
    // of several in which it did not (on a busy machine of many: processes fall asleep and wake);
    // rates have no such excuse.
    const pending = new Set<string>();
    const agreed = new Set<string>();
    let comparison: Compare | undefined;
    let first = await sample();
    for (let round = 0; round < ROUNDS; round += 1) {
      makeWork(proc);
      await sleep(ROUND_MS);
      const second = await sample();
      comparison = new Comparison(first, second);
      for (const compare of [
        compareCpu,
        compareMemory,
        compareDisks,
        compareNetworks,
        compareTcp,
        compareRest,
      ]) {
        compare(comparison, second.ours);
      }
      for (const { figure, agrees } of comparison.rows) {
        if (agrees) agreed.add(figure);
        else if (/PerSecond|Fraction|queueLength|Wait/.test(figure))
          pending.add(`${figure} in round ${round}`);
        else pending.add(figure);
      }
      agreed.forEach(figure => pending.delete(figure));
      if (round > 0 && pending.size === 0) break;
      first = second;
    }
    process.stdout.write(
      `${'figure'.padEnd(44)}${['ours', 'from', 'to']
        .map(title => title.padStart(16))
        .join('')}\n${toTable(comparison!.rows)}`,
    );
    expect([...pending]).toEqual([]);
    // Every Linux gives these; a test that compares nothing would agree as well.
    expect(comparison!.rows.length).toBeGreaterThan(50);
  });

  it('finds the sensors it finds, with their labels and limits', async () => {
    const host = new Host();
    try {
      const write = (chip: number, files: Record<string, string>) =>
        Object.entries(files).forEach(([file, text]) =>
          host.write(`sys/class/hwmon/hwmon${chip}/${file}`, `${text}\n`),
        );
      write(0, {
        name: 'coretemp',
        temp1_input: '52000',
        temp1_label: 'Package id 0',
        temp1_max: '84000',
        temp1_crit: '100000',
        temp2_input: '49125',
        temp2_label: 'Core 0',
      });
      write(1, { name: 'nvme', temp1_input: '71850', temp1_crit: '89850' });
      exporter = await NodeExporter.start(binary!, [
        '--collector.disable-defaults',
        '--collector.hwmon',
        `--path.sysfs=${host.paths.sys}`,
      ]);
      const theirs = await exporter.scrape();
      // They multiply by a thousandth where we divide by a thousand.
      const valuesOf = (name: string) =>
        [...theirs]
          .filter(([series]) => series.startsWith(`${name}{`))
          .map(([, value]) => value)
          .sort()
          .map(value => expect.closeTo(value, 9));
      const { facts } = await createTemperatureReader(host.paths).read(0);
      const sensors = facts.temperature!.sensors;
      const known = (values: (number | undefined)[]) =>
        values.filter(value => value !== undefined).sort();
      expect(sensors).toHaveLength(3);
      expect(known(sensors.map(s => s.celsius))).toEqual(
        valuesOf('node_hwmon_temp_celsius'),
      );
      expect(known(sensors.map(s => s.highCelsius))).toEqual(
        valuesOf('node_hwmon_temp_max_celsius'),
      );
      expect(known(sensors.map(s => s.criticalCelsius))).toEqual(
        valuesOf('node_hwmon_temp_crit_celsius'),
      );
      expect(
        [...theirs.keys()].filter(
          series =>
            series.startsWith('node_hwmon_sensor_label{') &&
            sensors.some(s => series.includes(`label="${s.name}"`)),
        ),
      ).toHaveLength(2);
    } finally {
      host.remove();
    }
  });
});
