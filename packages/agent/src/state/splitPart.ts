import { createHash } from 'node:crypto';
import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { jsonBytes, takePart } from '../slots/takePart';
import type { PartSize } from '../push/PartSize';
import { toStorableJson } from '../toStorableJson';
import type { FrozenPart } from './FrozenPart';

/**
 * The first piece of a part that something in between calls too large, and the slots that are left.
 *
 * The piece keeps the part's sequence. So of the two the backend takes one and no more: if an
 * earlier attempt at the whole was counted although no answer came, it answers that the sequence was
 * used for something else, and then the rest was counted as well. Where every attempt was refused for
 * its size the rest has nothing to do with the piece any more.
 *
 * `undefined` where parts cannot be smaller.
 */
export function splitPart(
  part: FrozenPart,
  size: PartSize,
): { part: FrozenPart; rest: Slot[] } | undefined {
  const slots: Slot[] = JSON.parse(part.slotsJson);
  const rows = slots.reduce(
    (sum, slot) => sum + slot.requests.length + slot.nodes.length,
    0,
  );
  const bytes = jsonBytes(slots);
  do {
    if (!size.shrink()) return undefined;
  } while (rows <= size.limits.maxRows && bytes <= size.limits.maxBytes);
  const taken = takePart(slots, size.limits);
  const rest = [
    ...(taken.rest ? [taken.rest] : []),
    ...slots.slice(taken.consumed + (taken.rest ? 1 : 0)),
  ];
  return rest.length === 0
    ? undefined
    : { part: freezeSlots(taken.slots, part), rest };
}

/** The slots as they will go out. */
export function freezeSlots(
  slots: readonly Slot[],
  { sequence, gaps }: Pick<FrozenPart, 'sequence' | 'gaps'>,
): FrozenPart {
  const slotsJson = toStorableJson(slots);
  return {
    sequence,
    digest: createHash('sha256').update(slotsJson).digest('hex'),
    slotsJson,
    gaps,
    ...spanOf(slots),
  };
}

/** The time that all of them cover. */
export function spanOf(
  slots: readonly Slot[],
): Pick<Slot, 'coversFromMs' | 'coversThroughMs'> {
  return {
    coversFromMs: Math.min(...slots.map(slot => slot.coversFromMs)),
    coversThroughMs: Math.max(...slots.map(slot => slot.coversThroughMs)),
  };
}
