import type { Finding, RuleVariant } from '../types';

/** How long traffic must stay away before it is missed. */
export const ABSENCE_MS = 30 * 60_000;

/**
 * Whether traffic that should be there is not: none within `ABSENCE_MS`, though the same stretch of
 * the day before had at least the minimum. Comparing with the same time of day keeps a service that
 * sleeps at night from being missed. `undefined` where either stretch was not observed.
 */
export function isAbsent(input: {
  recent: { total: number; coveredFraction: number };
  dayBefore: { total: number; coveredFraction: number };
  guards: { minimumRequests: number; minimumCoveredFraction: number };
}): boolean | undefined {
  const { recent, dayBefore, guards } = input;
  const observed = [recent, dayBefore].every(
    stretch => stretch.coveredFraction >= guards.minimumCoveredFraction,
  );
  if (!observed) return undefined;
  return (
    recent.total === 0 && dayBefore.total >= Math.max(1, guards.minimumRequests)
  );
}

export const ABSENT_RULE = 'absent';

/** Traffic that stays away belongs to no window; it is kept under the shortest. */
export const ABSENT_VARIANT: RuleVariant = {
  rule: ABSENT_RULE,
  variant: 'absent',
  severity: 'warning',
  unit: 'requests',
  window: '1d',
  threshold: 0,
  holdMs: 0,
  recoverMs: 0,
};

/**
 * Judges whether traffic of an entity stays away. A day later nothing is expected any more, and at
 * night little: only traffic ends it.
 */
export function judgeAbsence(
  input: Parameters<typeof isAbsent>[0] & {
    entity: string;
    isWatched: boolean;
    evidence?: Readonly<Record<string, unknown>>;
  },
): Finding | undefined {
  const { entity, recent, dayBefore, isWatched } = input;
  const isMissed = isAbsent(input);
  if (isMissed === false && recent.total > 0 && isWatched) return undefined;
  return {
    entity,
    verdict: isMissed ? 'broken' : 'unknown',
    value: recent.total,
    threshold: 0,
    windowMs: ABSENCE_MS,
    reason: 'absent',
    evidence: { ...input.evidence, expected: dayBefore.total },
  };
}
