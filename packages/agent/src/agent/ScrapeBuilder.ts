import type {
  ExpositionProblem,
  HistogramValue,
  ProcessScrape,
} from '@atlhyper/core';

type Buckets = {
  /** By bound, however often and in whatever spelling it was written. */
  cumulative: Map<number, number>;
  sumMs: number;
  count?: number;
};

/** Puts together what one process counted, sample by sample. */
export class ScrapeBuilder {
  private readonly counters = new Map<string, number>();
  private readonly buckets = new Map<string, Buckets>();

  /** @throws Error if a value is no count; then the whole scrape is worth nothing */
  static check(name: string, value: number): void {
    const problem = ScrapeBuilder.problemOf(name, value);
    if (problem) throw new Error(problem);
  }

  /** Why a value is no count; `undefined` for one that is. */
  static problemOf(name: string, value: number): string | undefined {
    return value >= 0 && value <= Number.MAX_SAFE_INTEGER
      ? undefined
      : `${name} is ${value}, which no counter can be`;
  }

  /** @throws Error naming the first line that could not be read */
  static refuse(problems: readonly ExpositionProblem[]): void {
    if (problems.length > 0) {
      const [{ line, message }] = problems;
      throw new Error(`line ${line} of the metrics: ${message}`);
    }
  }

  setCounter(key: string, value: number): void {
    this.counters.set(key, Math.round(value));
  }

  /** `count` is cumulative, `boundMs` may be infinite. */
  setBucket(key: string, boundMs: number, count: number): void {
    const { cumulative } = this.bucketsOf(key);
    cumulative.set(boundMs, Math.max(count, cumulative.get(boundMs) ?? 0));
  }

  setSumMs(key: string, sumMs: number): void {
    this.bucketsOf(key).sumMs = sumMs;
  }

  setCount(key: string, count: number): void {
    this.bucketsOf(key).count = count;
  }

  build(
    scraped: Pick<ProcessScrape, 'process' | 'startedMs' | 'scrapedAtMs'>,
  ): ProcessScrape {
    const histograms = new Map<string, HistogramValue>();
    for (const [key, value] of this.buckets) {
      const histogram = toHistogram(value);
      if (histogram) histograms.set(key, histogram);
    }
    return { ...scraped, counters: this.counters, histograms };
  }

  private bucketsOf(key: string): Buckets {
    let entry = this.buckets.get(key);
    if (!entry) {
      entry = { cumulative: new Map(), sumMs: 0 };
      this.buckets.set(key, entry);
    }
    return entry;
  }
}

const INFINITE = /^\+?inf(inity)?$/i;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The label `le` in milliseconds, `Infinity` for the last; `undefined` if it is no number. A bound is
 * a number and no text: `1`, `1.0` and `1e0` are one.
 */
export function parseBoundMs(
  le: string | undefined,
  unitMs: 1 | 1000,
): number | undefined {
  if (le === undefined) return undefined;
  if (INFINITE.test(le)) return Infinity;
  return DECIMAL.test(le)
    ? // 12 digits take off what binary fractions add: 1.1 s is 1100 ms.
      Number((Number(le) * unitMs).toPrecision(12))
    : undefined;
}

/**
 * Takes cumulative buckets apart; `undefined` without a finite bound. Where a bucket holds more than
 * a wider one, because they were not written in one step, the wider one counts.
 */
function toHistogram(buckets: Buckets): HistogramValue | undefined {
  const finite = [...buckets.cumulative]
    .filter(([boundMs]) => boundMs > 0 && boundMs !== Infinity)
    .sort(([a], [b]) => a - b);
  if (finite.length === 0) return undefined;
  const last = finite[finite.length - 1][1];
  const total = buckets.cumulative.get(Infinity) ?? buckets.count ?? last;
  const cumulative = [...finite.map(([, count]) => count), total];
  for (let i = cumulative.length - 2; i >= 0; i--) {
    cumulative[i] = Math.min(cumulative[i], cumulative[i + 1]);
  }
  return {
    boundsMs: finite.map(([boundMs]) => boundMs),
    counts: cumulative.map((count, i) =>
      Math.round(count - (i === 0 ? 0 : cumulative[i - 1])),
    ),
    sumMs: Math.max(0, buckets.sumMs),
  };
}
