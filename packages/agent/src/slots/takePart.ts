import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Limits of one part; `maxBytes` is of the JSON text of its slots. */
export type PartLimits = { maxRows: number; maxBytes: number };

/** What one part takes: whole slots, or the first rows of one slot that is too large by itself. */
export type TakenPart = {
  slots: Slot[];
  /** How many of the slots that were offered are used up. */
  consumed: number;
  /** What stays of the slot after those, if it was cut. */
  rest?: Slot;
};

/** Length of the text that JSON.stringify gives, in bytes of UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * Takes slots from the front while they fit.
 *
 * A slot larger than a whole part is cut between rows. Its coverage is cut in the same proportion,
 * so that each piece covers a time of its own: if only some pieces arrive, the receiver's
 * `ackedThroughMs` says which, and what is missing can be seen. A single row that is larger than
 * `maxBytes` is taken alone.
 */
export function takePart(
  offered: Iterable<Slot>,
  limits: PartLimits,
): TakenPart {
  const slots: Slot[] = [];
  let rows = 0;
  let bytes = 2;
  for (const slot of offered) {
    const slotRows = slot.requests.length + slot.nodes.length;
    const slotBytes = jsonBytes(slot) + 1;
    if (
      rows + slotRows <= limits.maxRows &&
      bytes + slotBytes <= limits.maxBytes
    ) {
      slots.push(slot);
      rows += slotRows;
      bytes += slotBytes;
    } else if (slots.length > 0) {
      break;
    } else {
      const [head, rest] = cutSlot(slot, limits);
      return { slots: [head], consumed: rest ? 0 : 1, ...(rest && { rest }) };
    }
  }
  return { slots, consumed: slots.length };
}

function cutSlot(slot: Slot, limits: PartLimits): [Slot, Slot | undefined] {
  const total = slot.requests.length + slot.nodes.length;
  const rowAt = (i: number) =>
    i < slot.requests.length
      ? slot.requests[i]
      : slot.nodes[i - slot.requests.length];
  let taken = 0;
  let bytes = jsonBytes({ ...slot, requests: [], nodes: [] }) + 2;
  while (taken < total && taken < limits.maxRows) {
    bytes += jsonBytes(rowAt(taken)) + 1;
    if (bytes > limits.maxBytes && taken > 0) break;
    taken += 1;
  }
  if (taken === total) {
    return [slot, undefined];
  }
  const coveredMs = slot.coversThroughMs - slot.coversFromMs;
  const cutMs = slot.coversFromMs + Math.floor((coveredMs * taken) / total);
  const nodesTaken = Math.max(0, taken - slot.requests.length);
  return [
    {
      ...slot,
      coversThroughMs: cutMs,
      requests: slot.requests.slice(0, taken),
      nodes: slot.nodes.slice(0, nodesTaken),
    },
    {
      ...slot,
      coversFromMs: cutMs,
      requests: slot.requests.slice(taken),
      nodes: slot.nodes.slice(nodesTaken),
    },
  ];
}
