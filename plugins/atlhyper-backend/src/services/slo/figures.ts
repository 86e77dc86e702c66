import type {
  BadRequestKind,
  LatencyQuantile,
  SloFigures,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  MeshSums,
  RequestSums,
  StoredSeries,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import {
  histogramQuantile,
  mergeHistograms,
  type HistogramValue,
} from '@atlhyper/core';

/** Requests of one thing in a stretch of time. */
export type RequestTotals = {
  /** By status class: none, 1xx … 5xx. */
  classes: readonly number[];
  /** Absent for the series of an ingress. */
  mesh?: MeshSums;
  /** Absent where no latency was counted. */
  histogram?: HistogramValue;
  /** When its series began, which may be long before the stretch; absent without series. */
  firstMs?: number;
};

/** The shortest time that a rate is given over: one slot. */
const MIN_SPAN_MS = 30_000;

/** A number of requests as clients can read it: at most 2^53 − 1. */
export function toCount(requests: number): number {
  return Math.min(requests, Number.MAX_SAFE_INTEGER);
}

/** Nothing: neutral when added. */
export const NO_REQUESTS: RequestTotals = { classes: [0, 0, 0, 0, 0, 0] };

/** The totals of one series; histograms of several layouts are merged on the bounds they share. */
export function toTotals(
  sums: RequestSums | undefined,
  series: Pick<StoredSeries, 'firstMs' | 'identity'>,
): RequestTotals {
  const { firstMs, identity } = series;
  if (!sums) {
    return { ...NO_REQUESTS, firstMs };
  }
  const isMesh = identity.kind === 'edge' || identity.kind === 'authority';
  return {
    classes: sums.classes,
    mesh: isMesh ? sums.mesh : undefined,
    histogram: sums.histograms.length
      ? sums.histograms.reduce(mergeHistograms)
      : undefined,
    firstMs,
  };
}

/** The totals of both together. */
export function addTotals(a: RequestTotals, b: RequestTotals): RequestTotals {
  return {
    classes: a.classes.map((count, i) => count + b.classes[i]),
    mesh: a.mesh && b.mesh ? addMesh(a.mesh, b.mesh) : a.mesh ?? b.mesh,
    histogram:
      a.histogram && b.histogram
        ? mergeHistograms(a.histogram, b.histogram)
        : a.histogram ?? b.histogram,
    firstMs: earliest(a.firstMs, b.firstMs),
  };
}

/** Requests that were answered, with or without a status code. */
export function responsesOf(totals: Pick<RequestTotals, 'classes'>): number {
  let sum = 0;
  for (const count of totals.classes) sum += count;
  return sum;
}

/**
 * Requests that began and were never answered. What is under way counts among them until it is
 * answered, and an answer of the next slot may make up for it: so never below 0.
 */
export function unansweredOf(totals: RequestTotals): number {
  return Math.max(0, (totals.mesh?.started ?? 0) - responsesOf(totals));
}

/**
 * All requests and those that count against availability.
 *
 * Of an ingress: `5xx` and `4xx` by status class, `no_response` where there was no status code. Of
 * a mesh: `5xx` is what it classified as failed, and requests without response are counted only
 * where they are asked for, since the mesh counts them apart.
 */
export function countRequests(
  totals: RequestTotals,
  kinds: readonly BadRequestKind[],
): { total: number; bad: number } {
  const { classes, mesh } = totals;
  let total = responsesOf(totals);
  let bad = 0;
  if (kinds.includes('5xx')) bad += mesh ? mesh.failed : classes[5];
  if (kinds.includes('4xx')) bad += classes[4];
  if (kinds.includes('no_response')) {
    const unanswered = mesh ? unansweredOf(totals) : classes[0];
    bad += unanswered;
    if (mesh) total += unanswered;
  }
  return { total, bad: Math.min(bad, total) };
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
  kinds: readonly BadRequestKind[],
): SloFigures {
  const { total, bad } = countRequests(totals, kinds);
  // Of a merged slot that was spread, a bucket may hold a latency and not its request.
  const histogram = total > 0 ? totals.histogram : undefined;
  const beganMs = Math.max(span.fromMs, totals.firstMs ?? span.fromMs);
  const seconds = Math.max(MIN_SPAN_MS, span.toMs - beganMs) / 1000;
  const p50 = quantileOf(histogram, 0.5);
  const p95 = quantileOf(histogram, 0.95);
  const p99 = quantileOf(histogram, 0.99);
  return {
    total_requests: toCount(total),
    requests_per_sec: total / seconds,
    availability: total > 0 ? ((total - bad) / total) * 100 : undefined,
    error_rate: total > 0 ? (bad / total) * 100 : undefined,
    p50_latency: p50?.valueMs,
    p95_latency: p95?.valueMs,
    p99_latency: p99?.valueMs,
    latency: p50 && { p50, p95, p99 },
  };
}

/** What a mesh tells beyond that. */
export function toMeshFigures(totals: RequestTotals): {
  mtls?: number;
  no_response: number;
} {
  const responses = responsesOf(totals);
  const secured = totals.mesh?.secured ?? 0;
  return {
    mtls:
      responses > 0 ? Math.min(100, (secured / responses) * 100) : undefined,
    no_response: toCount(unansweredOf(totals)),
  };
}

export function quantileOf(
  histogram: HistogramValue | undefined,
  q: number,
): LatencyQuantile | undefined {
  return histogram && histogramQuantile(histogram, q);
}

function addMesh(a: MeshSums, b: MeshSums): MeshSums {
  return {
    failed: a.failed + b.failed,
    started: a.started + b.started,
    secured: a.secured + b.secured,
  };
}

function earliest(a?: number, b?: number): number | undefined {
  return a === undefined || b === undefined ? a ?? b : Math.min(a, b);
}
