import {
  subjectOfEntity,
  type AlertRecord,
  type NodeAlertMetric,
  type NodeAlertRecord,
  type SloAlert,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  entityTitle,
  isFiring,
  NODE_METRIC_RULES,
  parseEntity,
  realmOf,
  type Alert,
  type AlertVariant,
  type BurnEvidence,
  type BurnFigures,
  type Measure,
} from '@atlhyper/core';
import type { JudgedAlert } from '../../stores/SloLogStore';
import type { RuleSet } from './RuleSet';
import { toCount } from '../slo/figures';

/** Clusters that an alert of an SLO is about. */
export function clustersOf({ variants }: Alert): string[] {
  const named = variants.flatMap(
    ({ atFiring, current }) =>
      ((atFiring ?? current).evidence?.clusters as string[] | undefined) ?? [],
  );
  return [...new Set(named)].sort();
}

/** An alert as every kind of it is given. */
export function toAlertRecord(
  alert: Alert,
  titles: RuleSet['titles'],
): AlertRecord {
  const { id, rule, severity, entity, part, sinceMs } = alert;
  const named = parseEntity(entity);
  return {
    id,
    kind: realmOf(alert),
    rule,
    rule_title: titles.get(rule),
    severity,
    state: stateOf(alert),
    entity,
    title: named ? entityTitle(named) : entity,
    cluster: named?.clusterId,
    part,
    sinceMs,
    firedMs: alert.firedMs,
    resolvedMs: alert.resolvedMs,
    variants: alert.variants.map(one => ({
      severity: one.severity,
      state: stateOf(one),
      window: one.window,
      unit: one.unit,
      sinceMs: one.sinceMs,
      firedMs: one.firedMs,
      resolvedMs: one.resolvedMs,
      inhibited: one.inhibited,
      current: toMeasure(one.current),
      at_firing: one.atFiring && toMeasure(one.atFiring),
    })),
  };
}

function stateOf(one: Pick<Alert, 'firedMs' | 'resolvedMs'>) {
  if (one.resolvedMs !== undefined) return 'resolved' as const;
  return one.firedMs === undefined ? ('pending' as const) : ('firing' as const);
}

function toMeasure({ value, threshold, windowMs, reason, evidence }: Measure) {
  return { value, threshold, windowMs, reason, evidence };
}

/**
 * The rules of an SLO that fired within an alert, each as `v2/slo/alerts` and the topic of SLO alerts
 * have given them from the beginning; none for alerts of other kinds.
 */
export function toSloAlerts(
  alert: Alert,
  { active = false } = {},
): JudgedAlert[] {
  const subject = subjectOfEntity(alert.entity);
  if (!subject || realmOf(alert) !== 'slo') {
    return [];
  }
  return alert.variants
    .filter(one => (active ? isFiring(one) : one.firedMs !== undefined))
    .map(one => ({
      alert: { subject, ...toSloAlert(alert.rule, one) },
      clusters:
        (one.atFiring?.evidence?.clusters as string[] | undefined) ?? [],
    }));
}

function toSloAlert(
  rule: string,
  one: AlertVariant,
): Omit<SloAlert, 'subject'> {
  const fired = evidenceOf(one.atFiring);
  const now = evidenceOf(one.current);
  return {
    id: one.id,
    kind: rule as SloAlert['kind'],
    window: one.window as SloWindow,
    severity: one.severity === 'critical' ? 'fast' : 'slow',
    firedMs: one.firedMs!,
    resolvedMs: one.resolvedMs,
    ...(fired?.rule && {
      rule: {
        long_ms: fired.rule.longMs,
        short_ms: fired.rule.shortMs,
        factor: fired.rule.factor,
        severity: fired.rule.severity,
      },
    }),
    long: toBurn(fired?.long),
    short: toBurn(fired?.short),
    current:
      one.resolvedMs === undefined && now?.long && now.short
        ? {
            atMs: one.measuredMs,
            long: toBurn(now.long)!,
            short: toBurn(now.short)!,
          }
        : undefined,
    expected_requests: fired?.expected,
  };
}

function evidenceOf(measure: Measure | undefined) {
  return measure?.evidence as
    | (Partial<BurnEvidence> & { expected?: number })
    | undefined;
}

function toBurn(figures: BurnFigures | undefined) {
  return (
    figures && {
      windowMs: figures.windowMs,
      burn_rate: figures.burnRate,
      total_requests: toCount(figures.total),
      bad_requests: toCount(figures.bad),
    }
  );
}

/**
 * The limits that a node broke within an alert, each as `v2/nodes/alerts` and the topic of node alerts
 * have given them from the beginning; none for alerts of other kinds, nor of rules that modules added.
 */
export function toNodeAlerts(alert: Alert): NodeAlertRecord[] {
  const named = parseEntity(alert.entity);
  const isOurs = Object.hasOwn(NODE_METRIC_RULES, alert.rule);
  if (!isOurs || realmOf(alert) !== 'node' || !named || !('name' in named)) {
    return [];
  }
  return alert.variants
    .filter(one => one.firedMs !== undefined)
    .map(one => ({
      id: one.id,
      cluster: named.clusterId!,
      node: named.name,
      metric: alert.rule as NodeAlertMetric,
      severity: one.severity,
      holder: alert.part,
      value: Math.max(0, one.current.value ?? 0),
      limit: one.current.threshold ?? 0,
      sinceMs: one.sinceMs,
      firedMs: one.firedMs!,
      resolvedMs: one.resolvedMs,
    }));
}
