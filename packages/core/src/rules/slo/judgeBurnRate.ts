import type { Finding, RuleVariant } from '../types';
import {
  burnRateOf,
  isBurning,
  type BurnRule,
  type JudgementGuards,
  type WindowCounts,
} from './burnRate';

export const BURN_RATE_RULE = 'burn_rate';

/** A burn-rate rule of one window. It holds by its long window and recovers by its short one. */
export function burnRateVariant(window: string, rule: BurnRule): RuleVariant {
  return {
    rule: BURN_RATE_RULE,
    variant: `${window} ${rule.longMs}/${rule.shortMs}`,
    severity: rule.severity === 'fast' ? 'critical' : 'warning',
    unit: 'burn_rate',
    window,
    threshold: rule.factor,
    holdMs: 0,
    recoverMs: 0,
  };
}

/** What both windows of a burn-rate rule held; the evidence of its findings. */
export type BurnEvidence = {
  rule: BurnRule;
  long: BurnFigures;
  short: BurnFigures;
};

export type BurnFigures = {
  windowMs: number;
  burnRate: number;
  total: number;
  bad: number;
};

/**
 * Judges a burn-rate rule of an entity; no finding where it is clear. `unknown` while too little is
 * known, or while something that it is about is not watched: silence takes nothing back.
 */
export function judgeBurnRate(input: {
  entity: string;
  rule: BurnRule;
  long: WindowCounts;
  short: WindowCounts;
  availabilityFraction: number;
  guards: JudgementGuards;
  isWatched: boolean;
  evidence?: Readonly<Record<string, unknown>>;
}): Finding | undefined {
  const { entity, rule, isWatched, availabilityFraction } = input;
  const burns = isBurning(input);
  if (burns === false && isWatched) return undefined;
  const figuresOf = (windowMs: number, counts: WindowCounts): BurnFigures => ({
    windowMs,
    burnRate: burnRateOf(counts, availabilityFraction) ?? 0,
    total: counts.total,
    bad: counts.bad,
  });
  const long = figuresOf(rule.longMs, input.long);
  const short = figuresOf(rule.shortMs, input.short);
  return {
    entity,
    verdict: burns ? 'broken' : 'unknown',
    value: long.burnRate,
    threshold: rule.factor,
    windowMs: rule.longMs,
    reason: rule.severity === 'fast' ? 'burning_fast' : 'burning_slow',
    evidence: {
      ...input.evidence,
      ...({ rule, long, short } satisfies BurnEvidence),
    },
  };
}
