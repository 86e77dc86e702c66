/** How a domain or route fares in a window. */
export type SloStatus = 'healthy' | 'warning' | 'critical' | 'no_data';

/** What is promised: a share of good requests, and a latency that a quantile must not exceed. */
export type SloTargetFractions = {
  /** Least share of requests that are not bad, 0–1. */
  availabilityFraction: number;
  latencyMs: number;
  /** Which quantile `latencyMs` is about, such as 0.95. */
  quantile: number;
};

/** The targets of a window where none were set. */
export const DEFAULT_SLO_TARGETS: Readonly<
  Record<'1d' | '7d' | '30d', SloTargetFractions>
> = {
  '1d': { availabilityFraction: 0.95, latencyMs: 300, quantile: 0.95 },
  '7d': { availabilityFraction: 0.96, latencyMs: 280, quantile: 0.95 },
  '30d': { availabilityFraction: 0.97, latencyMs: 250, quantile: 0.95 },
};

export type SloInput = {
  /** Requests in the window. */
  total: number;
  /** Those of them that count against availability. */
  bad: number;
  /** The target's quantile: the interpolated value, or the lower bound past the last bucket. */
  quantileMs?: number;
  /** `quantileMs` is only known to be exceeded: reaching the target with it misses the target. */
  quantileIsLowerBound?: boolean;
  target: SloTargetFractions;
};

export type SloEvaluation = {
  status: SloStatus;
  availabilityFraction?: number;
  /** 1 when nothing is spent, 0 when all is, negative when overspent; none at a target of 1. */
  errorBudgetRemainingFraction?: number;
  /** 1 spends the budget exactly within the window; none at a target of 1. */
  burnRate?: number;
};

/**
 * Judges a window's figures against its target.
 *
 * `critical` if availability is below the target, else `warning` if the quantile exceeds the
 * latency, else `healthy`; exactly at a threshold the target is met. Without requests the status
 * is `no_data` and there are no figures. Without a quantile latency is not judged.
 *
 * Burn rate as in the SRE Workbook, chapter 5 (https://sre.google/workbook/alerting-on-slos/):
 * the share of bad requests over the share that the target allows.
 */
export function evaluateSlo(input: SloInput): SloEvaluation {
  const { total, bad, target } = input;
  if (!(total > 0)) return { status: 'no_data' };
  const availabilityFraction = (total - bad) / total;
  const allowedFraction = 1 - target.availabilityFraction;
  const burnRate =
    allowedFraction > 0 ? bad / total / allowedFraction : undefined;
  return {
    status: judge(availabilityFraction, input),
    availabilityFraction,
    errorBudgetRemainingFraction:
      burnRate === undefined ? undefined : 1 - burnRate,
    burnRate,
  };
}

function judge(availabilityFraction: number, input: SloInput): SloStatus {
  if (availabilityFraction < input.target.availabilityFraction)
    return 'critical';
  if (input.quantileMs === undefined) return 'healthy';
  const missed = input.quantileIsLowerBound
    ? input.quantileMs >= input.target.latencyMs
    : input.quantileMs > input.target.latencyMs;
  return missed ? 'warning' : 'healthy';
}

const SEVERITY: Record<SloStatus, number> = {
  no_data: 0,
  healthy: 1,
  warning: 2,
  critical: 3,
};

/** The worst of several: critical, then warning, healthy, no_data; `no_data` for none at all. */
export function worstStatus(statuses: Iterable<SloStatus>): SloStatus {
  let worst: SloStatus = 'no_data';
  for (const status of statuses) {
    if (SEVERITY[status] > SEVERITY[worst]) worst = status;
  }
  return worst;
}
