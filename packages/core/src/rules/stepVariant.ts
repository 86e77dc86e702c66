import type { AlertVariant, Finding, Measure, RuleVariant } from './types';

/**
 * One variant after one more observation; `undefined` where it is neither pending nor was it ever.
 *
 * Broken for its hold time it fires; firing and clear for its recovery time it is resolved. In
 * between the thresholds, and while it cannot be judged, nothing changes. A finding that knows since
 * when (a pod's condition) has held since then. One timer runs at a time: `sinceMs` until it fires,
 * `clearSinceMs` after.
 */
export function stepVariant(
  before: AlertVariant | undefined,
  seen: { rule: RuleVariant; finding: Finding | undefined; atMs: number },
  newId: () => string,
): AlertVariant | undefined {
  const { finding, atMs } = seen;
  if (finding?.verdict === 'unknown') return before;
  if (before && atMs <= before.measuredMs) return before;
  if (!before || before.resolvedMs !== undefined) {
    return finding?.verdict === 'broken' ? begin(seen, newId) : before;
  }
  return before.firedMs === undefined
    ? stepPending(before, seen)
    : stepFiring(before, seen);
}

type Seen = Parameters<typeof stepVariant>[1];

function begin({ rule, finding, atMs }: Seen, newId: () => string) {
  const { variant, severity, window, unit } = rule;
  const begun: AlertVariant = {
    id: newId(),
    variant,
    severity,
    window,
    unit,
    sinceMs: Math.min(finding?.sinceMs ?? atMs, atMs),
    measuredMs: atMs,
    current: measureOf(finding!),
  };
  return fireIfDue(begun, rule);
}

function stepPending(before: AlertVariant, seen: Seen) {
  const { rule, finding, atMs } = seen;
  if (finding?.verdict !== 'broken') return undefined;
  const sinceMs = isAnew(before, seen) ? atMs : before.sinceMs;
  return fireIfDue(
    {
      ...before,
      sinceMs: Math.min(finding.sinceMs ?? sinceMs, sinceMs),
      measuredMs: atMs,
      current: measureOf(finding),
    },
    rule,
  );
}

function stepFiring(before: AlertVariant, seen: Seen): AlertVariant {
  const { rule, finding, atMs } = seen;
  const current = finding ? measureOf(finding) : before.current;
  // The version before may have measured it in another unit.
  const next = { ...before, unit: rule.unit, measuredMs: atMs, current };
  if (finding && finding.verdict !== 'clear') {
    return { ...next, clearSinceMs: undefined };
  }
  const clearSinceMs = isAnew(before, seen)
    ? atMs
    : before.clearSinceMs ?? atMs;
  return atMs - clearSinceMs >= rule.recoverMs
    ? { ...next, clearSinceMs, resolvedMs: atMs }
    : { ...next, clearSinceMs };
}

function fireIfDue(pending: AlertVariant, rule: RuleVariant): AlertVariant {
  return pending.measuredMs - pending.sinceMs >= rule.holdMs
    ? {
        ...pending,
        firedMs: pending.measuredMs,
        atFiring: pending.current,
      }
    : pending;
}

/** What could not be seen for long has to hold, or stay clear, anew. */
function isAnew({ measuredMs }: AlertVariant, { rule, atMs }: Seen): boolean {
  return atMs - measuredMs > (rule.longestGapMs ?? Infinity);
}

function measureOf(finding: Finding): Measure {
  const { value, threshold, windowMs, reason, evidence } = finding;
  return { value, threshold, windowMs, reason, evidence };
}
