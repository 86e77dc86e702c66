import type { Alert, AlertVariant } from './types';

/**
 * Alerts as if nothing of them lay ahead of `nowMs`, as it does once a clock that was ahead is set right.
 * Else nothing would be judged until that time has come: a rule that is broken meanwhile would not fire.
 *
 * What was resolved ahead is left out, and what was seen ahead was seen just now.
 */
export function withoutFuture(
  alerts: readonly Alert[],
  nowMs: number,
): readonly Alert[] {
  const isAhead = (ms: number | undefined) => ms !== undefined && ms > nowMs;
  return alerts
    .filter(one => !isAhead(one.resolvedMs))
    .map(one => {
      const { sinceMs, firedMs, variants } = one;
      const times = variants.flatMap(timesOf);
      return [sinceMs, firedMs, ...times].some(isAhead)
        ? {
            ...one,
            ...cut({ sinceMs, firedMs }, nowMs),
            variants: variants.map(variant => cutVariant(variant, nowMs)),
          }
        : one;
    });
}

function timesOf(one: AlertVariant): (number | undefined)[] {
  const { sinceMs, measuredMs, clearSinceMs, firedMs, resolvedMs } = one;
  return [sinceMs, measuredMs, clearSinceMs, firedMs, resolvedMs];
}

function cutVariant(one: AlertVariant, nowMs: number): AlertVariant {
  const { sinceMs, clearSinceMs, firedMs, resolvedMs } = one;
  return {
    ...one,
    ...cut({ sinceMs, clearSinceMs, firedMs, resolvedMs }, nowMs),
    // What is seen at `nowMs` is newer.
    measuredMs: Math.min(one.measuredMs, nowMs - 1),
  };
}

/** Undefined times stay so. */
function cut<T extends Record<string, number | undefined>>(
  times: T,
  nowMs: number,
): T {
  return Object.fromEntries(
    Object.entries(times).map(([name, ms]) => [
      name,
      ms === undefined ? undefined : Math.min(ms, nowMs),
    ]),
  ) as T;
}
