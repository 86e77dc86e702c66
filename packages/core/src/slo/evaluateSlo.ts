import { histogramQuantile } from '../series/histogramQuantile';
import type { HistogramValue } from '../series/types';
import {
  burnRateOf,
  type JudgementGuards,
  type WindowCounts,
} from '../rules/slo/burnRate';
import { isBudgetLow } from './errorBudget';
import { latencyShare, type LatencyShare } from './latencyShare';
import type { LatencyObjective, SloTarget } from './targets';

/** How something fares against its target; `no_data` while nothing can be said. */
export const SLO_STATUSES = [
  'healthy',
  // Every target is met, but little of the error budget is left.
  'at_risk',
  'warning',
  'critical',
  'no_data',
] as const;
export type SloStatus = (typeof SLO_STATUSES)[number];

/** Why a status is what it is, weightiest first. */
export const SLO_REASONS = [
  'burning_fast',
  'availability_missed',
  'burning_slow',
  'latency_missed',
  'absent',
  'budget_low',
  'stale',
  'short_history',
  'few_requests',
  // Counted only together with other routes.
  'shared',
  'no_requests',
] as const;
export type SloReason = (typeof SLO_REASONS)[number];

export type SloInput = WindowCounts & {
  /** Latencies of the window; latency is not judged without. */
  histogram?: HistogramValue;
  target: SloTarget;
  guards: JudgementGuards;
  /** Alerts that fire for it now. */
  firing?: { fast?: boolean; slow?: boolean; absent?: boolean };
  /** Its agents were not heard of lately, so nothing newer is known. */
  isStale?: boolean;
};

export type SloEvaluation = {
  status: SloStatus;
  reasons: SloReason[];
  availabilityFraction?: number;
  /** 1 when nothing is spent, 0 when all is, negative when overspent. */
  errorBudgetRemainingFraction?: number;
  /** Over the whole window: 1 spends the budget exactly. */
  burnRate?: number;
  /** Of the latency objective. */
  latencyShare?: LatencyShare;
};

/**
 * Judges a window against its target.
 *
 * `critical` if availability is below the target or a fast burn-rate alert fires; else `warning` if
 * the latency objective is missed, a slow one fires or its traffic stays away; else `at_risk` if
 * little of the error budget is left; else `healthy`.
 * Exactly at a threshold a target is met. With too few requests, or too little of the window
 * observed, the targets are not judged: what the alerts say counts, else the status is `no_data`.
 */
export function evaluateSlo(input: SloInput): SloEvaluation {
  const { target, firing = {} } = input;
  const reasons = new Set<SloReason>();
  if (firing.fast) reasons.add('burning_fast');
  if (firing.slow) reasons.add('burning_slow');
  if (firing.absent) reasons.add('absent');
  const unknown = whyUnknown(input);
  const burnRate = burnRateOf(input, target.availabilityFraction);
  const availabilityFraction =
    input.total > 0 ? (input.total - input.bad) / input.total : undefined;
  if (!unknown && availabilityFraction! < target.availabilityFraction)
    reasons.add('availability_missed');
  if (!unknown && target.latency && missesLatency(input, target.latency))
    reasons.add('latency_missed');
  if (!unknown && isBudgetLow(1 - burnRate!)) reasons.add('budget_low');
  const judged = statusOf(reasons);
  if (unknown) reasons.add(unknown);
  if (input.isStale) reasons.add('stale');
  return {
    status: unknown && judged === 'healthy' ? 'no_data' : judged,
    reasons: SLO_REASONS.filter(reason => reasons.has(reason)),
    availabilityFraction,
    errorBudgetRemainingFraction:
      burnRate === undefined ? undefined : 1 - burnRate,
    burnRate,
    latencyShare:
      input.histogram && target.latency
        ? latencyShare(input.histogram, target.latency.thresholdMs)
        : undefined,
  };
}

/** The reasons of several, each once, weightiest first. */
export function mergeReasons(lists: Iterable<readonly SloReason[]>) {
  const present = new Set<SloReason>();
  for (const list of lists) list.forEach(reason => present.add(reason));
  return SLO_REASONS.filter(reason => present.has(reason));
}

function whyUnknown(input: SloInput): SloReason | undefined {
  const { total, coveredFraction, guards } = input;
  if (!(total > 0)) return 'no_requests';
  if (coveredFraction < guards.minimumCoveredFraction) return 'short_history';
  return total < guards.minimumRequests ? 'few_requests' : undefined;
}

function missesLatency(
  { histogram }: SloInput,
  latency: LatencyObjective,
): boolean {
  if (!histogram) return false;
  if (latency.by === 'share') {
    const share = latencyShare(histogram, latency.thresholdMs);
    return share !== undefined && share.fraction < latency.objectiveFraction;
  }
  const quantile = histogramQuantile(histogram, latency.objectiveFraction);
  if (!quantile) return false;
  // Past the last bound all that is known is "more than".
  return quantile.valueMs === undefined
    ? quantile.lowerMs >= latency.thresholdMs
    : quantile.valueMs > latency.thresholdMs;
}

function statusOf(reasons: ReadonlySet<SloReason>): SloStatus {
  if (reasons.has('burning_fast') || reasons.has('availability_missed'))
    return 'critical';
  if (reasons.size > Number(reasons.has('budget_low'))) return 'warning';
  return reasons.has('budget_low') ? 'at_risk' : 'healthy';
}

const SEVERITY: Record<SloStatus, number> = {
  no_data: 0,
  healthy: 1,
  at_risk: 2,
  warning: 3,
  critical: 4,
};

/** Above 0 where `a` is worse than `b`, 0 where both are the same. */
export function compareStatuses(a: SloStatus, b: SloStatus): number {
  return SEVERITY[a] - SEVERITY[b];
}

/** The worst of several: critical, then warning, at_risk, healthy, no_data; `no_data` for none at all. */
export function worstStatus(statuses: Iterable<SloStatus>): SloStatus {
  let worst: SloStatus = 'no_data';
  for (const status of statuses) {
    if (SEVERITY[status] > SEVERITY[worst]) worst = status;
  }
  return worst;
}
