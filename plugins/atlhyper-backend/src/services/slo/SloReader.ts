import type { SloStores } from './loadScene';
import type {
  RequestDistribution,
  SloHistoryResponse,
  SloLatencyResponse,
  SloSubject,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  ReadSpan,
  StoredSeries,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import {
  burnRateOf,
  latencyShare,
  rollingBudget,
  timeToExhaustionMs,
} from '@atlhyper/core';
import { REQUEST_METHODS } from '../../ingest/requestCounts';
import type { RetainedLevel } from '../../levels';
import { sumTotals } from './assembleDomains';
import {
  countRequests,
  NO_REQUESTS,
  quantileOf,
  toCount,
  toFigures,
  toTotals,
  type RequestTotals,
} from './figures';
import { toLatencyShare } from './Judge';
import type { JudgeFactory } from './JudgeFactory';
import { totalsReader } from './loadScene';
import {
  resolveHistory,
  resolveStretch,
  resolveWindow,
  WINDOW_MS,
  type HistorySpan,
} from './resolveWindow';
import type { ResolvedTarget } from './TargetBook';

const HOUR_MS = 3_600_000;

/** What a forecast takes for the present: long enough to be steady, short against the window. */
const RECENT_MS: Record<SloWindow, number> = {
  '1d': HOUR_MS,
  '7d': 6 * HOUR_MS,
  '30d': 24 * HOUR_MS,
};

const CODE_NAMES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];
const METHOD_NAMES = [...REQUEST_METHODS, 'other'];

/** Something with series of its own: a domain, a path, a service or an edge. */
export type Measured = {
  subject: SloSubject;
  clusters: readonly string[];
  series: readonly StoredSeries[];
};

/** Reads the history, latencies and distributions of whatever has series. */
export class SloReader {
  constructor(
    private readonly options: {
      stores: SloStores;
      judges: JudgeFactory;
      levels: readonly RetainedLevel[];
      clock: () => number;
    },
  ) {}

  async readHistory(
    { subject, clusters, series }: Measured,
    query: { window: SloWindow; period?: 'current' | 'previous' },
  ): Promise<SloHistoryResponse> {
    const { stores, levels, judges, clock } = this.options;
    const { window, period = 'current' } = query;
    const nowMs = clock();
    const span = resolveHistory({ window, period, nowMs, levels });
    const targets = await judges.loadTargets();
    const target = targets.resolve(subject, window, clusters);
    const sums = await stores.samples.sumBuckets(idsOf(series), span);
    const budget = await this.budgetPoints(series, clusters, {
      window,
      span,
      target,
    });
    const firstMs = Math.min(...series.map(one => one.firstMs));
    const points = bucketsOf(span).map((bucket, i) => {
      const found = sums.get(bucket.fromMs);
      const totals =
        found && series.length > 0
          ? toTotals(found, { ...series[0], firstMs })
          : NO_REQUESTS;
      return {
        startMs: bucket.fromMs,
        ...toFigures(totals, bucket, target.badRequests),
        error_budget_remaining: budget[i],
        burn_rate: burnRateOf(
          countRequests(totals, target.badRequests),
          target.fractions.availabilityFraction,
        ),
      };
    });
    const { fromMs, toMs, bucketMs } = span;
    return {
      window,
      fromMs,
      toMs,
      bucketMs,
      target: target.shown,
      points,
      forecast:
        period === 'current'
          ? await this.forecast(series, { window, target, nowMs })
          : undefined,
    };
  }

  async readLatency(
    { subject, clusters, series }: Measured,
    query: { window: SloWindow },
  ): Promise<SloLatencyResponse> {
    const { levels, judges, clock } = this.options;
    const { window } = query;
    const span = resolveWindow({ window, nowMs: clock(), levels });
    const targets = await judges.loadTargets();
    const target = targets.resolve(subject, window, clusters);
    const { histogram } = await this.sum(series, span);
    const { latency } = target.fractions;
    const share =
      histogram && latency && latencyShare(histogram, latency.thresholdMs);
    return {
      window,
      fromMs: span.fromMs,
      toMs: span.toMs,
      target: target.shown,
      buckets: (histogram?.counts ?? []).map((count, i) => ({
        lower_ms: i === 0 ? 0 : histogram!.boundsMs[i - 1],
        upper_ms: histogram!.boundsMs[i],
        count: toCount(count),
      })),
      sum_ms: Math.max(0, histogram?.sumMs ?? 0),
      quantiles: {
        p50: quantileOf(histogram, 0.5),
        p95: quantileOf(histogram, 0.95),
        p99: quantileOf(histogram, 0.99),
      },
      latency_share: share && toLatencyShare(share),
    };
  }

  /** Requests of a span by status class and method; what did not occur is left out. */
  async readDistribution(
    series: readonly StoredSeries[],
    span: ReadSpan,
  ): Promise<RequestDistribution> {
    const sums = await this.options.stores.samples.sumSeries(
      series,
      span,
      'methods',
    );
    const codes: number[] = CODE_NAMES.map(() => 0);
    const methods: number[] = METHOD_NAMES.map(() => 0);
    for (const one of sums.values()) {
      one.classes.forEach((count, i) => (codes[i] += count));
      one.methods?.forEach((count, i) => (methods[i] += count));
    }
    return {
      codes: nameCounts(CODE_NAMES, codes),
      methods: nameCounts(METHOD_NAMES, methods),
    };
  }

  private async sum(
    series: readonly StoredSeries[],
    span: ReadSpan,
  ): Promise<RequestTotals> {
    const sums = await this.options.stores.samples.sumSeries(series, span);
    return sumTotals(series, totalsReader(sums));
  }

  /** The budget at the end of each bucket, percent; absent where too little was observed. */
  private async budgetPoints(
    series: readonly StoredSeries[],
    clusters: readonly string[],
    at: { window: SloWindow; span: HistorySpan; target: ResolvedTarget },
  ): Promise<(number | undefined)[]> {
    const { stores, judges } = this.options;
    const { span, target } = at;
    const windowMs = WINDOW_MS[at.window];
    const reach: HistorySpan = {
      ...span,
      fromMs: span.fromMs - windowMs + span.bucketMs,
      range: { ...span.range, fromMs: span.fromMs - windowMs + span.bucketMs },
    };
    const sums = await stores.samples.sumBuckets(idsOf(series), {
      ...reach,
      parts: 'counts',
    });
    const counts = bucketsOf(reach).map(({ fromMs }) => {
      const found = sums.get(fromMs);
      return found && series.length > 0
        ? countRequests(toTotals(found, series[0]), target.badRequests)
        : { total: 0, bad: 0 };
    });
    const coverage = await judges.loadCoverage(reach.fromMs);
    const budget = rollingBudget(
      counts,
      windowMs / span.bucketMs,
      target.fractions.availabilityFraction,
    );
    return bucketsOf(span).map(({ toMs }, i) => {
      const covered = coverage.coveredFraction(clusters, toMs - windowMs, toMs);
      const remaining = budget[i];
      return remaining === undefined ||
        covered < judges.guards.minimumCoveredFraction
        ? undefined
        : remaining * 100;
    });
  }

  private async forecast(
    series: readonly StoredSeries[],
    at: { window: SloWindow; target: ResolvedTarget; nowMs: number },
  ): Promise<SloHistoryResponse['forecast']> {
    const { levels } = this.options;
    const { window, target, nowMs } = at;
    const { availabilityFraction } = target.fractions;
    const lengthMs = RECENT_MS[window];
    const recent = countRequests(
      await this.sum(series, resolveStretch({ lengthMs, nowMs, levels })),
      target.badRequests,
    );
    const burnRate = burnRateOf(recent, availabilityFraction);
    if (burnRate === undefined) {
      return undefined;
    }
    const span = resolveWindow({ window, nowMs, levels });
    const whole = countRequests(
      await this.sum(series, span),
      target.badRequests,
    );
    const lastsMs = timeToExhaustionMs({
      remainingFraction: 1 - (burnRateOf(whole, availabilityFraction) ?? 0),
      burnRate,
      windowMs: WINDOW_MS[window],
    });
    return {
      recent: {
        windowMs: lengthMs,
        burn_rate: burnRate,
        total_requests: toCount(recent.total),
        bad_requests: toCount(recent.bad),
      },
      exhaustedAtMs:
        lastsMs === undefined ? undefined : Math.round(nowMs + lastsMs),
    };
  }
}

function nameCounts(
  names: readonly string[],
  counts: readonly number[],
): Record<string, number> {
  return Object.fromEntries(
    names
      .map((name, i) => [name, toCount(counts[i])])
      .filter(([, count]) => count),
  );
}

function idsOf(series: readonly StoredSeries[]): number[] {
  return series.map(one => one.id);
}

function bucketsOf(span: HistorySpan): { fromMs: number; toMs: number }[] {
  const buckets = [];
  for (let at = span.fromMs; at < span.toMs; at += span.bucketMs) {
    const toMs = Math.min(at + span.bucketMs, span.toMs);
    buckets.push({ fromMs: at, toMs });
  }
  return buckets;
}
