import { createExpositionReader, type ExpositionReader } from '@atlhyper/core';
import { POD_INTERFACES } from '../../collector/readers/networks';

type Sample = {
  labels: Readonly<Record<string, string>>;
  value: number;
};

const of = (prefix: string, names: string) =>
  names.split(' ').map(name => `node_${prefix}${name}`);

/** What is read of node_exporter's answer; all else is not even parsed. */
const METRICS = [
  ...of(
    '',
    'time_seconds boot_time_seconds uname_info os_info load1 load5 load15 context_switches_total intr_total',
  ),
  ...of('cpu_', 'seconds_total info scaling_frequency_hertz frequency_hertz'),
  ...of(
    'memory_',
    'MemTotal_bytes MemFree_bytes MemAvailable_bytes Buffers_bytes Cached_bytes SReclaimable_bytes SwapTotal_bytes SwapFree_bytes',
  ),
  ...of('filesystem_', 'size_bytes free_bytes avail_bytes device_error'),
  ...of(
    'disk_',
    'device_mapper_info reads_completed_total read_bytes_total read_time_seconds_total writes_completed_total written_bytes_total write_time_seconds_total io_time_seconds_total io_time_weighted_seconds_total',
  ),
  ...of(
    'network_',
    'receive_bytes_total receive_packets_total receive_errs_total receive_drop_total transmit_bytes_total transmit_packets_total transmit_errs_total transmit_drop_total info mtu_bytes speed_bytes iface_id iface_link',
  ),
  ...of(
    'netstat_',
    'Tcp_CurrEstab Tcp_OutSegs Tcp_RetransSegs TcpExt_ListenOverflows TcpExt_ListenDrops',
  ),
  ...of('sockstat_', 'TCP_tw TCP_orphan TCP_alloc TCP_mem TCP_mem_bytes'),
  ...of('softnet_', 'processed_total dropped_total times_squeezed_total'),
  ...of(
    'pressure_',
    'cpu_waiting_seconds_total cpu_stalled_seconds_total memory_waiting_seconds_total memory_stalled_seconds_total io_waiting_seconds_total io_stalled_seconds_total',
  ),
  ...of('vmstat_', 'pgmajfault pswpin pswpout oom_kill'),
  ...of('filefd_', 'allocated maximum'),
  ...of('nf_conntrack_', 'entries entries_limit'),
  ...of('', 'entropy_available_bits'),
  ...of('bonding_', 'slaves active'),
  ...of(
    'hwmon_',
    'temp_celsius temp_max_celsius temp_crit_celsius sensor_label chip_names',
  ),
  ...of('', 'thermal_zone_temp'),
];

/** A reader for the answers of node_exporters; those of many nodes resemble each other. */
export function createExporterReader(): ExpositionReader {
  return createExpositionReader({ metrics: METRICS });
}

/**
 * One answer of a node_exporter, without the host's ends of pods' interfaces. Names are given without
 * `node_`.
 */
export class ExporterScrape {
  private readonly samples = new Map<string, Sample[]>();

  /** @throws Error if the answer is none of a node_exporter */
  static read(reader: ExpositionReader, body: Uint8Array): ExporterScrape {
    const scrape = new ExporterScrape();
    reader.read(body, ({ name, labels }, value) => {
      const key = name.slice('node_'.length);
      // Most of what a node with many pods tells, kept until its next answer for nobody.
      if (key.startsWith('network_') && POD_INTERFACES.test(labels.device)) {
        return;
      }
      const list = scrape.samples.get(key);
      if (list) list.push({ labels, value });
      else scrape.samples.set(key, [{ labels, value }]);
    });
    if (scrape.samples.size === 0) {
      throw new Error('the answer holds no metrics of node_exporter');
    }
    return scrape;
  }

  list(name: string): readonly Sample[] {
    return this.samples.get(name) ?? [];
  }

  /** The only sample of a name. */
  value(name: string): number | undefined {
    return this.samples.get(name)?.[0].value;
  }

  /** The only sample as a whole number that is not negative. */
  count(name: string): number | undefined {
    return toCount(this.value(name));
  }

  /** Labels of the only sample. */
  labels(name: string): Readonly<Record<string, string>> {
    return this.samples.get(name)?.[0].labels ?? {};
  }

  /** Values by one label. */
  by(name: string, label: string): Map<string, number> {
    return new Map(
      this.list(name).map(({ labels, value }) => [labels[label] ?? '', value]),
    );
  }
}

/** A whole number, as what counts must be on the wire; `undefined` for what cannot be one. */
export function toCount(value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const rounded = Math.round(value);
  return rounded >= 0 && Number.isSafeInteger(rounded) ? rounded : undefined;
}

/** Two answers of one node, and the time between them; only the newer one at first. */
export type ExporterInterval = {
  now: ExporterScrape;
  before?: ExporterScrape;
  seconds?: number;
};

/** Leaves out what is absent: on the wire there is no `undefined`. */
export function present<T extends Record<string, unknown>>(
  values: T,
): { [name in keyof T]?: Exclude<T[name], undefined> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as { [name in keyof T]?: Exclude<T[name], undefined> };
}
