import {
  subjectKey,
  type SloAlert,
  type SloJudgement,
  type SloStatus,
  type SloSubject,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { evaluateSlo, type JudgementGuards } from '@atlhyper/core';
import type { JudgedAlert } from '../../stores/SloLogStore';
import { causesOf } from './causes';
import type { CoverageBook } from './CoverageBook';
import { countRequests, type RequestTotals } from './figures';
import type { TargetBook } from './TargetBook';

/** A status as it was last judged in the background. */
export type KnownStatus = { status: SloStatus; sinceMs: number };

/** What a judgement rests on besides the requests. */
export type JudgeContext = {
  window: SloWindow;
  span: { fromMs: number; toMs: number };
  targets: TargetBook;
  coverage: CoverageBook;
  guards: JudgementGuards;
  /** Alerts of this window that fire, by `subjectKey`. */
  alerts: ReadonlyMap<string, readonly JudgedAlert[]>;
  /** By `subjectKey`. */
  statuses: ReadonlyMap<string, KnownStatus>;
};

type Observed = { coveredFraction: number; isStale: boolean };

/** Says how something fares against its target in one window. */
export class Judge {
  /** By the names of the clusters: of thousands of subjects most have the same. */
  private readonly observed = new Map<string, Observed>();

  constructor(private readonly context: JudgeContext) {}

  get window() {
    return this.context.window;
  }

  get span() {
    return this.context.span;
  }

  targetOf(
    subject: SloSubject,
    clusters: readonly string[],
    window = this.context.window,
  ) {
    return this.context.targets.resolve(subject, window, clusters);
  }

  /** Since when a status has been so, where that was judged in the background too. */
  sinceMs(subject: SloSubject, status: SloStatus): number | undefined {
    return this.sinceMsOf(subjectKey(subject), status);
  }

  private sinceMsOf(key: string, status: SloStatus): number | undefined {
    const known = this.context.statuses.get(key);
    return known?.status === status ? known.sinceMs : undefined;
  }

  /** Share of a span that was observed, where it is not that of the judgement. */
  coveredFraction(
    clusters: readonly string[],
    span: { fromMs: number; toMs: number },
  ): number {
    return this.context.coverage.coveredFraction(
      clusters,
      span.fromMs,
      span.toMs,
    );
  }

  private observedOf(clusters: readonly string[]): Observed {
    const key = clusters.join(' ');
    let known = this.observed.get(key);
    if (!known) {
      const { coverage, span } = this.context;
      known = {
        coveredFraction: coverage.coveredFraction(
          clusters,
          span.fromMs,
          span.toMs,
        ),
        isStale: coverage.isStale(clusters, span.toMs),
      };
      this.observed.set(key, known);
    }
    return known;
  }

  /**
   * Judges requests of a subject. With `isPart` they are those that a caller may see of it, and what
   * was judged over all of it is kept from them.
   */
  judge(
    subject: SloSubject,
    totals: RequestTotals,
    clusters: readonly string[],
    { isPart = false } = {},
  ): SloJudgement {
    const { guards, alerts } = this.context;
    const target = this.targetOf(subject, clusters);
    const key = subjectKey(subject);
    // What was judged over more clusters than are shown does not speak for these.
    const firing = (isPart ? [] : alerts.get(key) ?? [])
      .filter(one => one.clusters.every(id => clusters.includes(id)))
      .map(one => one.alert);
    const { coveredFraction, isStale } = this.observedOf(clusters);
    const { total, bad } = countRequests(totals, target.badRequests);
    const evaluation = evaluateSlo({
      total,
      bad,
      coveredFraction,
      histogram: total > 0 ? totals.histogram : undefined,
      target: target.fractions,
      guards,
      firing: {
        fast: firing.some(one => isBurn(one) && one.severity === 'fast'),
        slow: firing.some(one => isBurn(one) && one.severity === 'slow'),
        absent: firing.some(one => one.kind === 'absent'),
      },
      isStale,
    });
    const { latencyShare: share, errorBudgetRemainingFraction } = evaluation;
    // A budget of a minute, or of three requests, would be a figure of chance.
    const isJudged = !evaluation.reasons.some(
      reason => reason === 'short_history' || reason === 'few_requests',
    );
    return {
      window: this.window,
      status: evaluation.status,
      reasons: evaluation.reasons,
      causes: causesOf(evaluation, target.shown, totals.histogram),
      sinceMs: isPart ? undefined : this.sinceMsOf(key, evaluation.status),
      target: target.shown,
      error_budget_remaining:
        errorBudgetRemainingFraction === undefined || !isJudged
          ? undefined
          : errorBudgetRemainingFraction * 100,
      burn_rate: isJudged ? evaluation.burnRate : undefined,
      latency_share: share && toLatencyShare(share),
      covered_fraction: coveredFraction,
      alerts: firing,
    };
  }
}

/** A share in percent. */
export function toLatencyShare(share: {
  fraction: number;
  lowerFraction: number;
  upperFraction: number;
  estimated: boolean;
}) {
  return {
    value: share.fraction * 100,
    lower: share.lowerFraction * 100,
    upper: share.upperFraction * 100,
    estimated: share.estimated,
  };
}

function isBurn(alert: SloAlert): boolean {
  return alert.kind === 'burn_rate';
}
