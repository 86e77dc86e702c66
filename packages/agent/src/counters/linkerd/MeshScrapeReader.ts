import { createExpositionReader, type ProcessScrape } from '@atlhyper/core';
import { ScrapeBuilder } from '../../agent/ScrapeBuilder';
import {
  MESH_METRICS,
  toMeshPart,
  type MeshPart,
  type MeshScope,
} from './meshSeries';

const PROCESS_START = 'process_start_time_seconds';

/**
 * Reads the metrics of a few proxies that call the same pods, again and again: what it remembers
 * of a series serves all of them.
 */
export class MeshScrapeReader {
  private readonly reader = createExpositionReader({
    metrics: [PROCESS_START, ...MESH_METRICS],
    // Left out, a series would look evicted.
    visitNaN: true,
  });
  /** By the id of the series: names and labels are looked at once. */
  private readonly parts: (MeshPart | 'start')[] = [];
  /** Each key once: it is that of all buckets of a histogram. */
  private readonly keys = new Map<string, string>();
  /** Samples since the round began, over all proxies. */
  private visited = 0;

  constructor(private readonly scope: MeshScope) {}

  /**
   * Begins a round. `false` if most of the series it ever saw were not there in the one before: a
   * new reader would do with less memory.
   */
  beginRound(): boolean {
    const isWorn =
      this.parts.length > 10_000 && this.parts.length > 4 * this.visited;
    this.visited = 0;
    return !isWorn;
  }

  /**
   * One scrape, whole or not at all: a series that is left out looks evicted, and would count from
   * zero again when it comes back. Every proxy says when it started, so an answer without any of
   * its metrics is another's.
   *
   * @throws Error naming the first line that cannot be read, or the series whose value is no count
   */
  read(
    body: Uint8Array,
    scraped: Pick<ProcessScrape, 'process' | 'startedMs' | 'scrapedAtMs'>,
  ): ProcessScrape {
    const builder = new ScrapeBuilder();
    let { startedMs } = scraped;
    const visitedBefore = this.visited;
    const problems = this.reader.read(body, (series, value) => {
      this.visited += 1;
      ScrapeBuilder.check(series.name, value);
      const part = (this.parts[series.id] ??=
        series.name === PROCESS_START
          ? 'start'
          : this.share(toMeshPart(series, this.scope)));
      if (part === 'start') startedMs = Math.round(value * 1000);
      else addSample(builder, part, value);
    });
    ScrapeBuilder.refuse(problems);
    if (this.visited === visitedBefore) {
      throw new Error('the answer holds no metrics of a Linkerd proxy');
    }
    return builder.build({ ...scraped, startedMs });
  }

  private share(part: MeshPart): MeshPart {
    if (part.part === 'none') return part;
    const known = this.keys.get(part.key) ?? part.key;
    this.keys.set(known, known);
    return { ...part, key: known };
  }
}

/** Puts a sample where its series belongs. */
export function addSample(
  builder: ScrapeBuilder,
  part: MeshPart,
  value: number,
): void {
  switch (part.part) {
    case 'counter':
      builder.setCounter(part.key, value);
      break;
    case 'bucket':
      builder.setBucket(part.key, part.boundMs, value);
      break;
    case 'sum':
      builder.setSumMs(part.key, value * part.unitMs);
      break;
    case 'count':
      builder.setCount(part.key, value);
      break;
    default:
  }
}
