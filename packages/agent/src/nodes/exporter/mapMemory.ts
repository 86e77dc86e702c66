import type { NodeFacts } from '../../collector/NodeReader';
import { toRatesPerSecond } from '../../collector/readers/rates';
import {
  present,
  toCount,
  type ExporterInterval,
  type ExporterScrape,
} from './ExporterScrape';

const USUAL_PAGE_BYTES = 4_096;

/** Memory and swap as our own reader computes them, see `parseMeminfo`. */
export function mapMemory({ now }: ExporterInterval): NodeFacts {
  const bytes = (name: string) => now.count(`memory_${name}_bytes`);
  const totalBytes = bytes('MemTotal');
  if (!totalBytes) return {};
  const get = (name: string) => bytes(name) ?? 0;
  const availableBytes = Math.min(
    totalBytes,
    bytes('MemAvailable') ?? get('MemFree') + get('Buffers') + get('Cached'),
  );
  return {
    memory: {
      totalBytes,
      availableBytes,
      usedBytes: totalBytes - availableBytes,
      cachedBytes: get('Cached') + get('SReclaimable'),
      buffersBytes: get('Buffers'),
      swapTotalBytes: get('SwapTotal'),
      swapUsedBytes: Math.max(0, get('SwapTotal') - get('SwapFree')),
    },
  };
}

/** What the memory management does. */
export function mapVmstat({
  now,
  before,
  seconds,
}: ExporterInterval): NodeFacts {
  const page = pageBytesOf(now);
  const counters = (scrape: ExporterScrape) => {
    const inBytes = (name: string) => {
      const pages = scrape.value(name);
      return pages === undefined ? undefined : pages * page;
    };
    return {
      majorFaultsPerSecond: scrape.value('vmstat_pgmajfault'),
      swapInBytesPerSecond: inBytes('vmstat_pswpin'),
      swapOutBytesPerSecond: inBytes('vmstat_pswpout'),
    };
  };
  const vmstat = {
    ...toRatesPerSecond(counters(now), before && counters(before), seconds),
    ...present({ oomKillsTotal: now.count('vmstat_oom_kill') }),
  };
  return Object.keys(vmstat).length > 0 ? { vmstat } : {};
}

/** The exporter does not give the size of a page, but one figure both in pages and in bytes. */
function pageBytesOf(scrape: ExporterScrape): number {
  const pages = scrape.value('sockstat_TCP_mem');
  const bytes = scrape.value('sockstat_TCP_mem_bytes');
  return pages && bytes ? bytes / pages : USUAL_PAGE_BYTES;
}

/** How much of the kernel's limits is taken. */
export function mapKernelLimits({ now }: ExporterInterval): NodeFacts {
  const usage = (used: string, limit: string) => {
    const count = now.count(used);
    const most = toCount(now.value(limit));
    return count === undefined
      ? undefined
      : { used: count, ...(most && { limit: most }) };
  };
  const kernelLimits = present({
    fileDescriptors: usage('filefd_allocated', 'filefd_maximum'),
    conntrack: usage('nf_conntrack_entries', 'nf_conntrack_entries_limit'),
    entropyBits: now.count('entropy_available_bits'),
  });
  return Object.keys(kernelLimits).length > 0 ? { kernelLimits } : {};
}

/** Kernel, distribution and since when the node runs. */
export function mapSystem({ now }: ExporterInterval): NodeFacts {
  const { release, machine } = now.labels('uname_info');
  const bootSeconds = now.value('boot_time_seconds');
  const seconds = now.value('time_seconds');
  return present({
    kernel: release?.slice(0, 256) || undefined,
    os: now.labels('os_info').pretty_name?.slice(0, 256) || undefined,
    architecture: machine?.slice(0, 64) || undefined,
    bootTimeMs:
      bootSeconds === undefined ? undefined : toCount(bootSeconds * 1000),
    uptimeMs:
      bootSeconds === undefined || seconds === undefined
        ? undefined
        : toCount((seconds - bootSeconds) * 1000),
  });
}
