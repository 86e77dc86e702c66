import {
  SLO_WINDOWS,
  type SloJudgement,
  type SloView,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { compareStatuses } from '@atlhyper/core';

/** Windows that a view needs judged. */
export function windowsOf(view: SloView): readonly SloWindow[] {
  return view === 'own' ? SLO_WINDOWS : [view];
}

/** Whether a target was set for it or for one of its parts: a default is not somebody's objective. */
export function hasOwnTarget(
  whole: SloJudgement,
  parts: readonly SloJudgement[],
): boolean {
  return [whole, ...parts].some(one => one.target.origin.level !== 'default');
}

/**
 * Of one thing judged in several windows: the worst of those that a target was set for, by status and
 * then by the budget that is left; the first where none was set. `undefined` for none at all.
 */
export function worstOwn<T extends SloJudgement>(
  judged: readonly { judgement: T; isOwn: boolean }[],
): T | undefined {
  const own = judged.filter(one => one.isOwn).map(one => one.judgement);
  return own.length > 0 ? own.reduce(worseOf) : judged[0]?.judgement;
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
