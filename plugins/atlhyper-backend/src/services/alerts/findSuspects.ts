import { ABSENCE_MS } from '@atlhyper/core';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import { sumTotals } from '../slo/assembleDomains';
import { countRequests, responsesOf } from '../slo/figures';
import type { SloStores } from '../slo/loadScene';
import { readBurnCounts, type Stretch } from './burnCounts';
import type { JudgedThing } from './SubjectJudge';

/**
 * Those that a rule may be broken of, each with only what may be. Nearly all of what is judged is well,
 * and of that two stretches are read instead of ten: without a bad request in the longest stretch,
 * which ends now as all of them do, there is none in the others, and what had requests lately is not
 * missed. What is alerted for is suspected of everything.
 */
export async function findSuspects(
  things: readonly JudgedThing[],
  isActive: (thing: JudgedThing) => boolean,
  options: {
    stores: SloStores;
    nowMs: number;
    levels: readonly RetainedLevel[];
  },
): Promise<JudgedThing[]> {
  const counts = await readBurnCounts(
    options.stores,
    firstStretches(things),
    options,
  );
  const suspected = await mapInTurns(things, thing => {
    if (isActive(thing)) return thing;
    const lengthMs = longestOf(thing);
    const totals = sumTotals(thing.series, one =>
      counts.totalsOf(one, lengthMs),
    );
    const recent = sumTotals(thing.series, one =>
      counts.totalsOf(one, ABSENCE_MS),
    );
    return {
      ...thing,
      targets: thing.targets.filter(
        ({ target: { badRequests } }) =>
          // Answers to what began before a stretch hide, in it, what was not answered later.
          badRequests.includes('no_response') ||
          countRequests(totals, badRequests).bad > 0,
      ),
      mayBeAbsent: thing.mayBeAbsent && responsesOf(recent) === 0,
    };
  });
  return suspected.filter(one => one.targets.length > 0 || one.mayBeAbsent);
}

/** The longest that its rules look back, ms. */
function longestOf({ targets }: JudgedThing): number {
  const rules = targets.flatMap(({ target }) => target.rules);
  return Math.max(ABSENCE_MS, ...rules.map(rule => rule.longMs));
}

function firstStretches(things: readonly JudgedThing[]): Stretch[] {
  const byLength = new Map([[ABSENCE_MS, new Set<JudgedThing['series'][0]>()]]);
  for (const thing of things) {
    for (const lengthMs of [ABSENCE_MS, longestOf(thing)]) {
      const asked = byLength.get(lengthMs) ?? new Set();
      byLength.set(lengthMs, asked);
      thing.series.forEach(one => asked.add(one));
    }
  }
  return [...byLength].map(([lengthMs, series]) => ({
    lengthMs,
    series: [...series],
  }));
}
