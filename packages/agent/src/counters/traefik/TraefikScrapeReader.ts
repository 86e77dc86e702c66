import {
  createExpositionReader,
  type ExpositionSeries,
  type ProcessScrape,
} from '@atlhyper/core';
import { parseBoundMs, ScrapeBuilder } from '../../agent/ScrapeBuilder';

/** Whose counters a series holds: a Traefik service or a Traefik router. */
export type TraefikScope = 'service' | 'router';

/** What a series counts, apart from how. */
export type TraefikSeries = {
  scope: TraefikScope;
  /** Traefik's name of the service or router. */
  name: string;
  code: string;
  method: string;
  /** Of a router: the service it sends to. */
  service?: string;
};

const PROCESS_START = 'process_start_time_seconds';
const SCOPES: readonly TraefikScope[] = ['service', 'router'];

/** Entry-point series are not on the list, so they are never even parsed. */
const METRICS = [
  PROCESS_START,
  ...SCOPES.flatMap(scope => [
    `traefik_${scope}_requests_total`,
    `traefik_${scope}_request_duration_seconds_bucket`,
    `traefik_${scope}_request_duration_seconds_sum`,
    `traefik_${scope}_request_duration_seconds_count`,
  ]),
];

type Part =
  | { part: 'start' | 'unknown' }
  | { part: 'counter' | 'sum' | 'count'; key: string }
  | { part: 'bucket'; key: string; boundMs: number };

/** Reads the metrics of one Traefik process, again and again. */
export class TraefikScrapeReader {
  private readonly reader = createExpositionReader({
    metrics: METRICS,
    // Left out, a series would look evicted.
    visitNaN: true,
  });
  /** By the id of the series: names and labels are looked at once. */
  private readonly parts: Part[] = [];
  /** Each key once: it is that of a counter and of all buckets of a histogram. */
  private readonly keys = new Map<string, string>();
  private visited = 0;

  /**
   * Most of the series it ever saw are gone (routes come and go): a new reader would do with less
   * memory. It keeps nothing that the next one would miss.
   */
  get isWorn(): boolean {
    return this.parts.length > 10_000 && this.parts.length > 4 * this.visited;
  }

  /**
   * One scrape, whole or not at all: a series that is left out looks evicted, and would count from
   * zero again when it comes back.
   *
   * An answer that holds none of Traefik's metrics is no scrape either, but whatever else answered
   * there: taken for one it would evict every series at once. A Traefik that serves nothing still
   * says when it started.
   *
   * @throws Error naming the first line that cannot be read, or the series whose value is no count
   */
  read(
    body: Uint8Array,
    scraped: { process: string; startedMs?: number; scrapedAtMs: number },
  ): ProcessScrape {
    const builder = new ScrapeBuilder();
    let { startedMs } = scraped;
    this.visited = 0;
    const problems = this.reader.read(body, (series, value) => {
      this.visited += 1;
      const part = (this.parts[series.id] ??= this.toSharedPart(series));
      ScrapeBuilder.check(series.name, value);
      switch (part.part) {
        case 'start':
          startedMs = Math.round(value * 1000);
          break;
        case 'counter':
          builder.setCounter(part.key, value);
          break;
        case 'bucket':
          builder.setBucket(part.key, part.boundMs, value);
          break;
        case 'sum':
          builder.setSumMs(part.key, value * 1000);
          break;
        case 'count':
          builder.setCount(part.key, value);
          break;
        default:
      }
    });
    ScrapeBuilder.refuse(problems);
    if (this.visited === 0) {
      throw new Error('the answer holds no metrics of Traefik');
    }
    return builder.build({ ...scraped, startedMs });
  }

  private toSharedPart(series: ExpositionSeries): Part {
    const part = toPart(series);
    if (!('key' in part)) return part;
    const known = this.keys.get(part.key) ?? part.key;
    this.keys.set(known, known);
    return { ...part, key: known };
  }
}

/** Reads a key of `ProcessScrape.counters` and `.histograms`. */
export function parseSeriesKey(key: string): TraefikSeries {
  const [scope, name, code, method, , service] = JSON.parse(key);
  return {
    scope,
    name,
    code,
    method,
    ...(scope === 'router' && service && { service }),
  };
}

const KNOWN_LABELS: ReadonlySet<string> = new Set([
  'code',
  'method',
  'protocol',
  'service',
  'le',
]);

/**
 * Labels that Traefik takes from request headers (`metrics.prometheus.headerLabels`), or that a
 * proxy adds: they tell series apart, and nothing else is made of them.
 */
function furtherLabels(
  scope: TraefikScope,
  labels: ExpositionSeries['labels'],
): [name: string, value: string][] {
  return Object.entries(labels)
    .filter(([name]) => !KNOWN_LABELS.has(name) && name !== scope)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function toPart({ name, labels }: ExpositionSeries): Part {
  if (name === PROCESS_START) return { part: 'start' };
  const scope = SCOPES.find(s => name.startsWith(`traefik_${s}_`));
  const target = scope && labels[scope];
  if (!scope || !target) return { part: 'unknown' };
  const key = JSON.stringify([
    scope,
    target,
    labels.code ?? '',
    labels.method ?? '',
    // Two protocols of one code and method are two series; nothing else is made of it.
    labels.protocol ?? '',
    // Router series also name the service: one router may have several.
    ...(scope === 'router' ? [labels.service ?? ''] : []),
    ...furtherLabels(scope, labels),
  ]);
  if (name.endsWith('_requests_total')) return { part: 'counter', key };
  if (name.endsWith('_sum')) return { part: 'sum', key };
  if (name.endsWith('_count')) return { part: 'count', key };
  const boundMs = parseBoundMs(labels.le, 1000);
  return boundMs === undefined
    ? { part: 'unknown' }
    : { part: 'bucket', key, boundMs };
}
