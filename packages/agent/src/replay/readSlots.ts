import {
  slotSchema,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/**
 * Reads slots, one JSON object per line; empty lines are skipped.
 *
 * They must come in the order of the time they cover and not overlap: where a load was broken off
 * is told by a time, so nothing before that time may come later.
 *
 * @throws Error naming the line
 */
export async function* readSlots(
  lines: AsyncIterable<string>,
): AsyncGenerator<Slot> {
  let number = 0;
  let coveredThroughMs = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const slot = parseSlot(line, number);
    if (slot.coversThroughMs <= slot.coversFromMs) {
      throw new Error(`line ${number}: the slot covers no time`);
    }
    if (slot.coversFromMs < coveredThroughMs) {
      throw new Error(
        `line ${number}: the slot begins at ${slot.coversFromMs}, before the one before it ends (${coveredThroughMs})`,
      );
    }
    coveredThroughMs = slot.coversThroughMs;
    yield slot;
  }
}

function parseSlot(line: string, number: number): Slot {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new Error(`line ${number}: is not JSON`);
  }
  const parsed = slotSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `line ${number}: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return parsed.data;
}
