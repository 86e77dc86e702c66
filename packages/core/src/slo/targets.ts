/** So many of the requests answered within a threshold; exactly at it counts as within. */
export type LatencyObjective = {
  thresholdMs: number;
  /** Share of requests, above 0 and below 1. */
  objectiveFraction: number;
  /**
   * Judged by the quantile (P95 at most 250 ms) or by the share of good requests (95 % within
   * 250 ms). Both ask the same of a histogram up to its last bound; past that the share counts the
   * rest as slower, and the quantile is not known to miss anything.
   */
  by: 'quantile' | 'share';
};

/** What is asked of the requests of one window. */
export type SloTarget = {
  /** Share of requests that must not be bad, above 0 and below 1. */
  availabilityFraction: number;
  latency?: LatencyObjective;
};

/** What holds for each window where nothing was set. */
export const DEFAULT_SLO_TARGETS: Readonly<
  Record<'1d' | '7d' | '30d', SloTarget>
> = {
  '1d': { availabilityFraction: 0.95, latency: p95Within(300) },
  '7d': { availabilityFraction: 0.96, latency: p95Within(280) },
  '30d': { availabilityFraction: 0.97, latency: p95Within(250) },
};

function p95Within(thresholdMs: number): LatencyObjective {
  return { thresholdMs, objectiveFraction: 0.95, by: 'quantile' };
}
