import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { mergeSlots } from './mergeSlots';

/**
 * Rounds of one slot, each of which covers from where the one before ends, as one slot; all else stays
 * as it is. The counts of all slots add up to the same.
 */
export function mergeRounds(slots: readonly Slot[]): Slot[] {
  const runs: Slot[][] = [];
  for (const slot of slots) {
    const run = runs[runs.length - 1];
    if (run && continues(run[run.length - 1], slot)) run.push(slot);
    else runs.push([slot]);
  }
  return runs.map(run =>
    run.length === 1 ? run[0] : mergeSlots(run, run[0].durationMs),
  );
}

function continues(before: Slot, slot: Slot): boolean {
  return (
    slot.startMs === before.startMs &&
    slot.durationMs === before.durationMs &&
    slot.coversFromMs === before.coversThroughMs
  );
}
