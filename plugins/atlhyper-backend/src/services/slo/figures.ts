import type {
  LatencyQuantile,
  SloFigures,
  SloStatus,
  SloTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  evaluateSlo,
  histogramQuantile,
  mergeHistograms,
  type HistogramValue,
  type SloTargetFractions,
} from '@atlhyper/core';
import type { RequestSums } from '../../stores/SloStore';

/** Requests of one thing in a stretch of time. */
export type RequestTotals = {
  total: number;
  bad: number;
  /** Absent where no latency was counted. */
  histogram?: HistogramValue;
  /** When its series began, which may be long before the stretch; absent without series. */
  firstMs?: number;
};

/** The shortest time that a rate is given over: one slot. */
const MIN_SPAN_MS = 30_000;

/** Nothing: neutral when added. */
export const NO_REQUESTS: RequestTotals = { total: 0, bad: 0 };

/** The totals of one series; histograms of several layouts are merged on the bounds they share. */
export function toTotals(
  sums: RequestSums | undefined,
  firstMs: number,
): RequestTotals {
  return {
    total: sums?.total ?? 0,
    bad: sums?.bad ?? 0,
    histogram: sums?.histograms.length
      ? sums.histograms.reduce(mergeHistograms)
      : undefined,
    firstMs,
  };
}

/** The totals of both together. */
export function addTotals(a: RequestTotals, b: RequestTotals): RequestTotals {
  return {
    total: a.total + b.total,
    bad: a.bad + b.bad,
    histogram:
      a.histogram && b.histogram
        ? mergeHistograms(a.histogram, b.histogram)
        : a.histogram ?? b.histogram,
    firstMs: earliest(a.firstMs, b.firstMs),
  };
}

/**
 * Figures of the stretch `[fromMs, toMs)`.
 *
 * `requests_per_sec` is per second of the stretch, or since the first series began where that was
 * later, so that a new service is not shown too quiet. Without requests there are no ratios and no
 * latencies; without a latency histogram there are no latencies. More requests than a client could
 * read as a whole number are given as 2^53 − 1.
 */
export function toFigures(
  totals: RequestTotals,
  span: { fromMs: number; toMs: number },
): SloFigures {
  const { total, bad } = totals;
  // Of a merged slot that was spread, a bucket may hold a latency and not its request.
  const histogram = total > 0 ? totals.histogram : undefined;
  const beganMs = Math.max(span.fromMs, totals.firstMs ?? span.fromMs);
  const seconds = Math.max(MIN_SPAN_MS, span.toMs - beganMs) / 1000;
  const p50 = quantileOf(histogram, 0.5);
  const p95 = quantileOf(histogram, 0.95);
  const p99 = quantileOf(histogram, 0.99);
  return {
    total_requests: Math.min(total, Number.MAX_SAFE_INTEGER),
    requests_per_sec: total / seconds,
    availability: total > 0 ? ((total - bad) / total) * 100 : undefined,
    error_rate: total > 0 ? (bad / total) * 100 : undefined,
    p50_latency: p50?.valueMs,
    p95_latency: p95?.valueMs,
    p99_latency: p99?.valueMs,
    latency: p50 && { p50, p95, p99 },
  };
}

/** How the totals fare against a target; past the last bound the quantile is only "more than". */
export function judge(
  totals: RequestTotals,
  target: SloTargetFractions,
): { status: SloStatus; errorBudgetRemaining?: number } {
  const quantile = quantileOf(totals.histogram, target.quantile);
  const { status, errorBudgetRemainingFraction } = evaluateSlo({
    total: totals.total,
    bad: totals.bad,
    quantileMs: quantile && (quantile.valueMs ?? quantile.lowerMs),
    quantileIsLowerBound: quantile && quantile.valueMs === undefined,
    target,
  });
  return {
    status,
    errorBudgetRemaining:
      errorBudgetRemainingFraction === undefined
        ? undefined
        : errorBudgetRemainingFraction * 100,
  };
}

/** A target in the units of the API: 0.9990000000000001 is 99.9 percent. */
export function toTarget(target: SloTargetFractions): SloTarget {
  return {
    availability: Number((target.availabilityFraction * 100).toFixed(6)),
    p95_latency: target.latencyMs,
  };
}

function quantileOf(
  histogram: HistogramValue | undefined,
  q: number,
): LatencyQuantile | undefined {
  return histogram && histogramQuantile(histogram, q);
}

function earliest(a?: number, b?: number): number | undefined {
  return a === undefined || b === undefined ? a ?? b : Math.min(a, b);
}
