/**
 * A latency histogram, not cumulative, in milliseconds.
 *
 * `counts[i]` is the number of observations above `boundsMs[i-1]` and at most `boundsMs[i]`; the
 * last count has no upper bound, so there is one count more than bounds. Example: bounds
 * `[100, 300]`, counts `[7, 2, 1]`. Without bounds only the total is known (`counts` holds it).
 */
export type HistogramValue = {
  boundsMs: readonly number[];
  counts: readonly number[];
  sumMs: number;
};

/**
 * All counters of one process as one successful scrape found them.
 *
 * The keys of `counters` and `histograms` are the full identity of a series within its process.
 */
export type ProcessScrape = {
  /** Stands for the process's container, such as the pod's UID. */
  process: string;
  /** When the process started, where it says so; tells a restart from a first sight. */
  startedMs?: number;
  scrapedAtMs: number;
  counters: ReadonlyMap<string, number>;
  histograms: ReadonlyMap<string, HistogramValue>;
};
