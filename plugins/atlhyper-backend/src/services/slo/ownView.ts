import type { SloJudgement } from '@atlhyper/backstage-plugin-atlhyper-common';
import { compareStatuses } from '@atlhyper/core';

/**
 * Of one thing judged in several windows: the worst of those that a target was set for, by status and
 * then by the budget that is left; the first where none was set, since a default is nobody's objective.
 * `undefined` for none at all.
 */
export function worstOwn<T extends SloJudgement>(
  judged: readonly T[],
): T | undefined {
  const own = judged.filter(one => one.target.origin.level !== 'default');
  return own.length > 0 ? own.reduce(worseOf) : judged[0];
}

/** Of two the worse, by status and then by the budget that is left. */
export function worseOf<T extends SloJudgement>(a: T, b: T): T {
  return compareJudgements(a, b) <= 0 ? a : b;
}

/** Below 0 where `a` is the worse, by status and then by the budget that is left. */
export function compareJudgements(a: SloJudgement, b: SloJudgement): number {
  const [left, right] = [a, b].map(
    one => one.error_budget_remaining ?? Number.MAX_VALUE,
  );
  return compareStatuses(b.status, a.status) || left - right;
}
