import type {
  SloCause,
  SloJudgement,
  SloReason,
  SloTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  histogramQuantile,
  LOW_BUDGET_FRACTION,
  mergeReasons,
  type HistogramValue,
  type SloEvaluation,
} from '@atlhyper/core';

/** Causes that one answer names: a domain may have hundreds of paths that are as bad. */
const MOST_CAUSES = 20;

/** Why something is judged as it is, with the figures that tell. */
export function causesOf(
  evaluation: SloEvaluation,
  target: SloTarget,
  histogram: HistogramValue | undefined,
): SloCause[] {
  return evaluation.reasons.map(reason => ({
    reason,
    measured: measuredOf(reason, { evaluation, target, histogram }),
  }));
}

/** A whole or a part of it, with what it is called. */
type Judged = { name?: string; judgement: SloJudgement };

/**
 * What makes the whole what it is: causes of all that is as bad as the whole, weightiest first. That
 * nothing is known of a part says nothing of the whole, so of `no_data` only its own are given. Without
 * a judgement of its own the parts are all there is.
 */
export function mergeCauses(
  status: SloJudgement['status'],
  own: SloJudgement | undefined,
  parts: readonly Judged[],
): Pick<SloJudgement, 'reasons' | 'causes'> {
  const whole: Judged[] = own ? [{ judgement: own }] : [];
  const judged = own && status === 'no_data' ? whole : [...whole, ...parts];
  const asBad = judged.filter(one => one.judgement.status === status);
  const reasons = mergeReasons(asBad.map(one => one.judgement.reasons));
  const causes = asBad.flatMap(({ name, judgement }) =>
    judgement.causes.map(cause => ({ ...cause, part: name })),
  );
  return {
    reasons,
    causes: causes
      .sort((a, b) => reasons.indexOf(a.reason) - reasons.indexOf(b.reason))
      .slice(0, MOST_CAUSES),
  };
}

function measuredOf(
  reason: SloReason,
  judged: {
    evaluation: SloEvaluation;
    target: SloTarget;
    histogram: HistogramValue | undefined;
  },
): SloCause['measured'] {
  const { evaluation, target } = judged;
  if (reason === 'latency_missed') {
    return measuredLatency(judged);
  }
  if (reason === 'budget_low') {
    return {
      value: evaluation.errorBudgetRemainingFraction! * 100,
      objective: LOW_BUDGET_FRACTION * 100,
      unit: 'percent',
    };
  }
  const { availabilityFraction } = evaluation;
  return reason === 'availability_missed' && availabilityFraction !== undefined
    ? {
        value: availabilityFraction * 100,
        objective: target.availability,
        unit: 'percent',
      }
    : undefined;
}

function measuredLatency({
  evaluation,
  target: { latency },
  histogram,
}: Parameters<typeof measuredOf>[1]): SloCause['measured'] {
  if (!latency || !histogram) {
    return undefined;
  }
  const { latencyShare: share } = evaluation;
  if (latency.by === 'share') {
    return (
      share && {
        value: share.fraction * 100,
        objective: latency.objective,
        unit: 'percent',
        threshold_ms: latency.threshold_ms,
      }
    );
  }
  const quantile = histogramQuantile(histogram, latency.objective / 100);
  return (
    quantile && {
      value: quantile.valueMs ?? quantile.lowerMs,
      objective: latency.threshold_ms,
      unit: 'ms',
      quantile: latency.objective,
      ...(quantile.valueMs === undefined && { is_more: true }),
    }
  );
}
