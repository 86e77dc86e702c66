import type {
  NodeAlertMetric,
  NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isLowBad, measure, type Measured, type NodeRule } from './nodeRules';

/**
 * Between two measurements that are further apart nothing was seen: what holds then has to hold anew.
 * Two rounds of the monitor may be missed.
 */
export const LONGEST_GAP_MS = 120_000;

/** A rule that a node breaks, or broke and is not surely well again. */
export type ActiveAlert = {
  id: string;
  clusterId: string;
  node: string;
  metric: NodeAlertMetric;
  severity: 'warning' | 'critical';
  holder?: string;
  value: number;
  limit: number;
  /** Broken since. */
  sinceMs: number;
  /** Well again since, while it fires. */
  clearSinceMs?: number;
  /** Time of the measurement that was judged last. */
  measuredMs: number;
  /** Absent while it is pending. */
  firedMs?: number;
};

/** What became of one alert in a round. */
export type JudgedAlert =
  | { kind: 'kept' | 'fired'; alert: ActiveAlert }
  | { kind: 'dropped' | 'resolved'; alert: ActiveAlert };

/**
 * Judges one node by its newest measurement.
 *
 * A rule that is broken is pending, and fires once every measurement since broke it for its hold
 * time. It recovers once every measurement was on the other side of `clear` for as long; in between
 * nothing changes. A disk or sensor that the node gives no more is well. The same measurement may be
 * judged any number of times.
 */
export function judgeNode(input: {
  clusterId: string;
  node: string;
  snapshot: NodeSnapshot;
  diskFullMs?: number;
  rules: readonly NodeRule[];
  active: readonly ActiveAlert[];
  newId: () => string;
}): JudgedAlert[] {
  const { rules, active, snapshot } = input;
  const judged: JudgedAlert[] = [];
  const seen = new Set<ActiveAlert>();
  for (const rule of rules) {
    const values = measure(rule, input);
    const known = active.filter(
      one => one.metric === rule.metric && one.severity === rule.severity,
    );
    for (const value of values) {
      const before = known.find(one => one.holder === value.holder);
      if (before) {
        seen.add(before);
        judged.push(judgeAlert(before, rule, value, snapshot.timestampMs));
      } else if (isBroken(rule, value)) {
        judged.push(settle(begin(input, rule, value), rule));
      }
    }
    for (const gone of known.filter(one => !seen.has(one))) {
      seen.add(gone);
      judged.push(judgeAlert(gone, rule, undefined, snapshot.timestampMs));
    }
  }
  return [
    ...judged,
    // Of rules that there are no more.
    ...active.filter(one => !seen.has(one)).map(endAlert),
  ];
}

/** An alert whose rule or node is gone: it ends without a hold. */
export function endAlert(alert: ActiveAlert): JudgedAlert {
  return {
    kind: alert.firedMs === undefined ? 'dropped' : 'resolved',
    alert,
  };
}

function begin(
  input: {
    clusterId: string;
    node: string;
    snapshot: NodeSnapshot;
    newId: () => string;
  },
  rule: NodeRule,
  { holder, value, limit }: Measured,
): ActiveAlert {
  const { timestampMs } = input.snapshot;
  return {
    id: input.newId(),
    clusterId: input.clusterId,
    node: input.node,
    metric: rule.metric,
    severity: rule.severity,
    holder,
    value,
    limit,
    sinceMs: timestampMs,
    measuredMs: timestampMs,
  };
}

function judgeAlert(
  before: ActiveAlert,
  rule: NodeRule,
  measured: Measured | undefined,
  atMs: number,
): JudgedAlert {
  const isAnew = atMs - before.measuredMs > LONGEST_GAP_MS;
  const alert: ActiveAlert = {
    ...before,
    value: measured?.value ?? before.value,
    limit: measured?.limit ?? before.limit,
    measuredMs: atMs,
  };
  if (alert.firedMs === undefined) {
    if (!measured || !isBroken(rule, measured)) {
      return { kind: 'dropped', alert };
    }
    return settle({ ...alert, sinceMs: isAnew ? atMs : alert.sinceMs }, rule);
  }
  if (measured && !isClear(rule, measured)) {
    return { kind: 'kept', alert: { ...alert, clearSinceMs: undefined } };
  }
  const clearSinceMs = isAnew ? atMs : alert.clearSinceMs ?? atMs;
  return {
    kind: atMs - clearSinceMs >= rule.forMs ? 'resolved' : 'kept',
    alert: { ...alert, clearSinceMs },
  };
}

/** Fires what was broken for long enough. */
function settle(alert: ActiveAlert, { forMs }: NodeRule): JudgedAlert {
  return alert.measuredMs - alert.sinceMs >= forMs
    ? { kind: 'fired', alert: { ...alert, firedMs: alert.measuredMs } }
    : { kind: 'kept', alert };
}

function isBroken({ metric }: NodeRule, { value, limit }: Measured): boolean {
  return isLowBad(metric) ? value <= limit : value >= limit;
}

function isClear({ metric }: NodeRule, { value, clear }: Measured): boolean {
  return isLowBad(metric) ? value > clear : value < clear;
}
