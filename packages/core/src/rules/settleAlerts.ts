import { AlertRound, type Observed, type SettledAlerts } from './AlertRound';
import type { Alert, Judgement } from './types';
import { withoutFuture } from './withoutFuture';

/**
 * Brings alerts up to date with what rules say, in the order of time: however observations are dealt
 * out over rounds, the same alerts come of them.
 *
 * A variant is stepped by each observation of its scope (`stepVariant`); where the scope could not be
 * judged it stays as it is. What is judged no more, because its scope or its rule is gone, ends at
 * `nowMs`, and so does the younger of two alerts for the same. Alerts that were resolved lately may be
 * among those before: what was seen until then is not judged again.
 */
export function settleAlerts(
  before: readonly Alert[],
  judgements: readonly Judgement[],
  options: { nowMs: number; newId: () => string },
): SettledAlerts {
  const known = withoutFuture(before, options.nowMs);
  const round = new AlertRound(known, options);
  for (const [atMs, observed] of byTime(judgements))
    round.observe(atMs, observed);
  round.closeGone(judgements);
  return round.finish();
}

/** Alerts as they are after these judgements, for an answer: nothing of it is kept. */
export function alertsNow(
  before: readonly Alert[],
  judgements: readonly Judgement[],
  nowMs: number,
): Alert[] {
  let id = 0;
  const newId = () => `now-${(id += 1)}`;
  return settleAlerts(before, judgements, { nowMs, newId }).active;
}

function byTime(judgements: readonly Judgement[]): [number, Observed[]][] {
  const times = new Map<number, Observed[]>();
  for (const judgement of judgements) {
    for (const observation of judgement.observations) {
      const { atMs } = observation;
      const known = times.get(atMs);
      if (known) known.push({ judgement, observation });
      else times.set(atMs, [{ judgement, observation }]);
    }
  }
  return [...times].sort(([a], [b]) => a - b);
}
