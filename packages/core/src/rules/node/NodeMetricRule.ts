import type { RuleUnit, Severity } from '../types';
import type { NodeReading } from './NodeReading';

/** A limit that nodes must keep, as configuration or the rule itself gives it. */
export type NodeRule = {
  watch: NodeMetricRule;
  severity: Severity;
  /** Broken at this value or beyond it. */
  limit: number;
  /** Clear only on the other side of this, so that a value at the limit does not flap. */
  clear: number;
  /** How long it must be broken to fire. */
  forMs: number;
  /** How long it must be clear to be resolved; as `forMs` where absent. */
  recoverMs?: number;
};

/** A value that a rule is about; a sensor may bring a limit of its own. */
export type MeasuredPart = {
  part?: string;
  /** Without one it is there and cannot be judged. */
  value?: number;
  limit?: number;
};

/** What is common to the rules that watch one metric of nodes. */
export type NodeMetricRule = {
  /** Names the rule in every table, text and event. */
  metric: string;
  /** In words, where the pages have none for it. */
  title?: string;
  unit: RuleUnit;
  /** Broken below the limit instead of above. */
  isLowBad?: boolean;
  /** How far a value must come back from a limit where a rule does not say. */
  clearMargin: number;
  /** Limits where configuration gives none. */
  defaults: readonly Pick<
    NodeRule,
    'limit' | 'forMs' | 'severity' | 'recoverMs'
  >[];
  /** `undefined` where the node does not give it, so that nothing can be said. */
  measure: (
    reading: NodeReading,
    severity: Severity,
  ) => MeasuredPart[] | undefined;
};

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A rule on one figure of the node as a whole. */
export function figureRule(
  metric: FigureName,
  rule: Pick<NodeMetricRule, 'clearMargin'> & { limit: number },
): NodeMetricRule {
  const { clearMargin, limit } = rule;
  return {
    metric,
    unit: 'fraction',
    clearMargin,
    defaults: [{ limit, forMs: 5 * MINUTE_MS, severity: 'warning' }],
    measure: ({ [metric]: value }) =>
      value === undefined ? undefined : [{ value }],
  };
}

type FigureName =
  | 'cpuUsedFraction'
  | 'memoryUsedFraction'
  | 'cpuPressureFraction'
  | 'memoryPressureFraction'
  | 'ioPressureFraction';
