import {
  createExpositionReader,
  type ExpositionSeries,
  type HistogramValue,
  type ProcessScrape,
} from '@atlhyper/core';

/** Whose counters a series holds: a Traefik service or a Traefik router. */
export type TraefikScope = 'service' | 'router';

/** What a series counts, apart from how. */
export type TraefikSeries = {
  scope: TraefikScope;
  /** Traefik's name of the service or router. */
  name: string;
  code: string;
  method: string;
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

type Buckets = {
  cumulative: [boundMs: number, count: number][];
  sumSeconds: number;
  count?: number;
};

/** Reads the metrics of one Traefik process, again and again. */
export class TraefikScrapeReader {
  private readonly reader = createExpositionReader({ metrics: METRICS });
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
   * @throws Error naming the first line that cannot be read, or the series whose value is no count
   */
  read(
    body: Uint8Array,
    scraped: { process: string; startedMs?: number; scrapedAtMs: number },
  ): ProcessScrape {
    const counters = new Map<string, number>();
    const buckets = new Map<string, Buckets>();
    let { startedMs } = scraped;
    this.visited = 0;
    const problems = this.reader.read(body, (series, value) => {
      this.visited += 1;
      const part = (this.parts[series.id] ??= this.toSharedPart(series));
      if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
        throw new Error(`${series.name} is ${value}, which no counter can be`);
      }
      switch (part.part) {
        case 'start':
          startedMs = Math.round(value * 1000);
          break;
        case 'counter':
          counters.set(part.key, Math.round(value));
          break;
        case 'unknown':
          break;
        default:
          addBucket(buckets, part, value);
      }
    });
    if (problems.length > 0) {
      const [{ line, message }] = problems;
      throw new Error(`line ${line} of the metrics: ${message}`);
    }
    const histograms = new Map<string, HistogramValue>();
    for (const [key, value] of buckets) {
      const histogram = toHistogram(value);
      if (histogram) histograms.set(key, histogram);
    }
    return { ...scraped, startedMs, counters, histograms };
  }

  private toSharedPart(series: ExpositionSeries): Part {
    const part = toPart(series);
    if (!('key' in part)) return part;
    const known = this.keys.get(part.key) ?? part.key;
    this.keys.set(known, known);
    return { ...part, key: known };
  }
}

const ROUTER_KEY = '["router",';

/** Whether a key is that of a router's series; cheaper than to parse it. */
export function isRouterKey(key: string): boolean {
  return key.startsWith(ROUTER_KEY);
}

/** Reads a key of `ProcessScrape.counters` and `.histograms`. */
export function parseSeriesKey(key: string): TraefikSeries {
  const [scope, name, code, method] = JSON.parse(key);
  return { scope, name, code, method };
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
  ]);
  if (name.endsWith('_requests_total')) return { part: 'counter', key };
  if (name.endsWith('_sum')) return { part: 'sum', key };
  if (name.endsWith('_count')) return { part: 'count', key };
  const seconds = labels.le === '+Inf' ? Infinity : Number(labels.le);
  return Number.isNaN(seconds)
    ? { part: 'unknown' }
    : // 12 digits take off what binary fractions add: 1.1 s is 1100 ms.
      {
        part: 'bucket',
        key,
        boundMs: Number((seconds * 1000).toPrecision(12)),
      };
}

function addBucket(
  buckets: Map<string, Buckets>,
  part: Extract<Part, { key: string }>,
  value: number,
): void {
  let entry = buckets.get(part.key);
  if (!entry) {
    entry = { cumulative: [], sumSeconds: 0 };
    buckets.set(part.key, entry);
  }
  if (part.part === 'bucket') entry.cumulative.push([part.boundMs, value]);
  else if (part.part === 'sum') entry.sumSeconds = value;
  else entry.count = value;
}

/** Takes cumulative buckets apart; `undefined` without a finite bound. */
function toHistogram(buckets: Buckets): HistogramValue | undefined {
  const finite = buckets.cumulative
    .filter(([boundMs]) => boundMs > 0 && boundMs !== Infinity)
    .sort(([a], [b]) => a - b);
  if (finite.length === 0) return undefined;
  const infinite = buckets.cumulative.find(([boundMs]) => boundMs === Infinity);
  const last = finite[finite.length - 1][1];
  const total = infinite?.[1] ?? buckets.count ?? last;
  const cumulative = [...finite.map(([, count]) => count), total];
  return {
    boundsMs: finite.map(([boundMs]) => boundMs),
    counts: cumulative.map((count, i) =>
      Math.max(0, Math.round(count - (i === 0 ? 0 : cumulative[i - 1]))),
    ),
    sumMs: Math.max(0, buckets.sumSeconds * 1000),
  };
}
