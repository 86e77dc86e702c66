import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown } from '@atlhyper/core';
import { SlotAccumulator } from './SlotAccumulator';

/**
 * One slot of `durationMs` that counts what all of `slots` counted. Resolution in time is lost,
 * counts are not.
 *
 * @throws RangeError if there is no slot or one does not lie within the result
 */
export function mergeSlots(
  slots: readonly Slot[],
  durationMs: Slot['durationMs'],
): Slot {
  if (slots.length === 0) {
    throw new RangeError('no slots to merge');
  }
  const startMs = alignDown(slots[0].startMs, durationMs);
  const sum = new SlotAccumulator();
  for (const slot of slots) {
    if (
      slot.startMs < startMs ||
      slot.startMs + slot.durationMs > startMs + durationMs
    ) {
      throw new RangeError(
        `slot ${slot.startMs} does not lie within ${startMs} + ${durationMs} ms`,
      );
    }
    slot.requests.forEach(row => sum.addRequest(row));
    slot.nodes.forEach(row => sum.addNode(row));
  }
  return {
    startMs,
    durationMs,
    coversFromMs: Math.min(...slots.map(slot => slot.coversFromMs)),
    coversThroughMs: Math.max(...slots.map(slot => slot.coversThroughMs)),
    ...sum.toRows(),
  };
}

const HOUR_MS = 3_600_000;

/** The same counts in one slot for each hour, in the order of time. */
export function mergeIntoHours(slots: readonly Slot[]): Slot[] {
  const hours = new Map<number, Slot[]>();
  for (const slot of slots) {
    const startMs = alignDown(slot.startMs, HOUR_MS);
    const hour = hours.get(startMs);
    if (hour) hour.push(slot);
    else hours.set(startMs, [slot]);
  }
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([, hour]) => mergeSlots(hour, HOUR_MS));
}
