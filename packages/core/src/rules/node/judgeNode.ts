import type { Finding, Judgement, RuleVariant } from '../types';
import { cpuPressureFraction } from './cpuPressureFraction';
import { cpuUsedFraction } from './cpuUsedFraction';
import { diskFullMs } from './diskFullMs';
import { diskUsedFraction } from './diskUsedFraction';
import { ioPressureFraction } from './ioPressureFraction';
import { memoryPressureFraction } from './memoryPressureFraction';
import { memoryUsedFraction } from './memoryUsedFraction';
import type { MeasuredPart, NodeMetricRule, NodeRule } from './NodeMetricRule';
import type { NodeReading } from './NodeReading';
import { temperatureCelsius } from './temperatureCelsius';

/** What is watched of nodes, by the name of the rule. */
export const NODE_METRIC_RULES = {
  cpuUsedFraction,
  memoryUsedFraction,
  diskUsedFraction,
  temperatureCelsius,
  cpuPressureFraction,
  memoryPressureFraction,
  ioPressureFraction,
  diskFullMs,
} satisfies Record<string, NodeMetricRule>;

export type NodeMetricName = keyof typeof NODE_METRIC_RULES;

/** Two rounds may be missed; beyond that a hold begins anew. */
export const LONGEST_GAP_MS = 120_000;

/** Rules where configuration gives none. */
export const DEFAULT_NODE_RULES: readonly NodeRule[] =
  Object.values(NODE_METRIC_RULES).flatMap(defaultsOf);

/** The limits that a rule brings itself. */
export function defaultsOf(watch: NodeMetricRule): NodeRule[] {
  return watch.defaults.map(one => ({
    watch,
    ...one,
    clear: clearOf(watch, one.limit),
  }));
}

/** Where a value is clear again by the margin of its metric; never below zero. */
export function clearOf(watch: NodeMetricRule, limit: number): number {
  const { clearMargin, isLowBad } = watch;
  // Rounded, so that 0.9 less 0.1 is 0.8.
  const clear = isLowBad ? limit + clearMargin : limit - clearMargin;
  return Math.max(0, Number(clear.toPrecision(12)));
}

/**
 * Judges a node by what was measured of it, one observation for each reading. A file system or sensor
 * that it gives no more is clear. No readings: it is not heard of, and nothing changes.
 */
export function judgeNode(
  node: { entity: string; readings: readonly NodeReading[] },
  rules: readonly NodeRule[],
): Judgement[] {
  const { entity, readings } = node;
  return rules.map(rule => ({
    variant: variantOf(rule),
    scope: entity,
    observations: readings.map(reading => ({
      atMs: reading.atMs,
      findings: rule.watch
        .measure(reading, rule.severity)
        ?.map(part => findingOf(rule, part, { entity, reading })),
    })),
  }));
}

function variantOf(rule: NodeRule): RuleVariant {
  const { watch, severity, limit, forMs, recoverMs = forMs } = rule;
  return {
    rule: watch.metric,
    variant: severity,
    severity,
    unit: watch.unit,
    threshold: limit,
    holdMs: forMs,
    recoverMs,
    longestGapMs: LONGEST_GAP_MS,
  };
}

function findingOf(
  rule: NodeRule,
  measured: MeasuredPart,
  context: { entity: string; reading: NodeReading },
): Finding {
  const { part, value } = measured;
  if (value === undefined) {
    return { entity: context.entity, part, verdict: 'unknown' };
  }
  const { isLowBad } = rule.watch;
  const limit = measured.limit ?? rule.limit;
  const clear = limit - (rule.limit - rule.clear);
  const isBroken = isLowBad ? value <= limit : value >= limit;
  const isClear = isLowBad ? value > clear : value < clear;
  const otherwise = isClear ? 'clear' : 'held';
  const { entity, reading } = context;
  const { fromMs, atMs } = reading;
  return {
    entity,
    part,
    verdict: isBroken ? 'broken' : otherwise,
    value,
    threshold: limit,
    windowMs: atMs > fromMs ? atMs - fromMs : undefined,
    // The hold begins with the first measurement of the stretch.
    sinceMs: isBroken && atMs > fromMs ? fromMs : undefined,
  };
}
