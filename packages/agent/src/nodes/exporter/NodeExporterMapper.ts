import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseNodeSnapshot } from '../parseNodeSnapshot';
import type { ExporterInterval, ExporterScrape } from './ExporterScrape';
import { mapCpu } from './mapCpu';
import { mapDisks, mapFilesystems } from './mapDisks';
import { mapKernelLimits, mapMemory, mapSystem, mapVmstat } from './mapMemory';
import { mapNetworks, mapSoftnet, mapTcp } from './mapNetworks';
import { mapTemperature } from './mapTemperature';
import { PressureMeter } from './PressureMeter';

/** A clock that is further off than this between two answers was set. */
const CLOCK_TOLERANCE = 0.2;

/**
 * Turns the answers of one node_exporter into the snapshots that our own collector would post.
 *
 * Rates are of the time between two answers, and absent at the first, for what is new and for what
 * was counted from zero again. What the exporter does not give (processes, sizes of disks) is
 * absent.
 */
export class NodeExporterMapper {
  private previous: { scrape: ExporterScrape; monotonicMs: number } | undefined;
  private readonly pressure = new PressureMeter();

  /** @throws Error with the rule that the figures break, if nothing of them can be used */
  map(
    node: string,
    scrape: ExporterScrape,
    time: { nowMs: number; monotonicMs: number },
  ): NodeSnapshot {
    const interval = this.intervalTo(scrape, time.monotonicMs);
    this.previous = { scrape, monotonicMs: time.monotonicMs };
    const seconds = scrape.value('time_seconds');
    const parsed = parseNodeSnapshot({
      node,
      timestampMs:
        seconds === undefined ? time.nowMs : Math.round(seconds * 1000),
      ...mapSystem(interval),
      ...mapCpu(interval),
      ...mapMemory(interval),
      ...this.pressure.read(interval),
      ...mapVmstat(interval),
      ...mapNetworks(interval),
      ...mapTcp(interval),
      ...mapSoftnet(interval),
      ...mapTemperature(interval),
      ...mapKernelLimits(interval),
      ...mapDisks(interval),
      ...mapFilesystems(interval),
    });
    if ('refused' in parsed) throw new Error(parsed.refused);
    return parsed.snapshot;
  }

  /**
   * The exporter's own clock says best when its figures were read: ours includes the way there. It
   * is believed as long as it goes about as fast as ours.
   */
  private intervalTo(
    now: ExporterScrape,
    monotonicMs: number,
  ): ExporterInterval {
    if (!this.previous) return { now };
    const before = this.previous.scrape;
    const ours = (monotonicMs - this.previous.monotonicMs) / 1000;
    const theirs =
      (now.value('time_seconds') ?? NaN) -
      (before.value('time_seconds') ?? NaN);
    const believed =
      Math.abs(theirs - ours) <= Math.max(0.5, CLOCK_TOLERANCE * ours);
    return { now, before, seconds: believed ? theirs : ours };
  }
}
