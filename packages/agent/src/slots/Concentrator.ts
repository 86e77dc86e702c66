import {
  BASE_SLOT_MS,
  type NodeRow,
  type RequestRow,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown } from '@atlhyper/core';
import { SlotAccumulator } from './SlotAccumulator';
import { spreadSlot } from './spreadSlot';

/** A pause between scrapes longer than this is spread over several slots. */
const SPREAD_FROM_MS = 2 * BASE_SLOT_MS;

/** The two scrapes between which something was counted, as times. */
type Coverage = { fromMs: number; throughMs: number };

/**
 * Gathers what belongs to the open slot and closes it.
 *
 * Requests belong to the time between two scrapes, so they go to the slot that ends with the
 * second one. Those of a process that missed scrapes belong to a longer time and go to slots of
 * their own. Node samples belong to the moment they arrive.
 */
export class Concentrator {
  private requests = new SlotAccumulator();
  private readonly late = new Map<number, SlotAccumulator>();
  private readonly nodes = new Map<number, SlotAccumulator>();

  addRequest(row: RequestRow): void {
    this.requests.addRequest(row);
  }

  /** Adds what was counted from `fromMs` on, which lies before the round before this one. */
  addLateRequest(row: RequestRow, fromMs: number): void {
    let slot = this.late.get(fromMs);
    if (!slot) {
      slot = new SlotAccumulator();
      this.late.set(fromMs, slot);
    }
    slot.addRequest(row);
  }

  addNode(row: NodeRow, atMs: number): void {
    const startMs = alignDown(atMs, BASE_SLOT_MS);
    let slot = this.nodes.get(startMs);
    if (!slot) {
      slot = new SlotAccumulator();
      this.nodes.set(startMs, slot);
    }
    slot.addNode(row);
  }

  /**
   * Closes what was counted within the slot that ends at `endMs` as a part of it: of several such
   * parts, each covers a time of its own.
   */
  closeRequests(endMs: number, coverage: Coverage): Slot[] {
    const last = emptySlot(endMs, coverage);
    const slots = toSlots(last, this.requests);
    this.requests = new SlotAccumulator();
    for (const [fromMs, late] of this.late) {
      const coversFromMs = Math.min(fromMs, last.coversThroughMs);
      slots.push(...toSlots({ ...last, coversFromMs }, late));
    }
    this.late.clear();
    return slots;
  }

  /**
   * Closes every slot that ends by `endMs`, a multiple of 30 s. The requests gathered since the
   * last call were counted between the two scrapes that `coverage` names. There is always a slot
   * that ends at `endMs`, empty if need be: it says that the time is covered.
   */
  close(endMs: number, coverage: Coverage): Slot[] {
    const last = emptySlot(endMs, coverage);
    const slots = this.closeRequests(endMs, coverage);
    for (const [startMs, nodes] of [...this.nodes].sort(([a], [b]) => a - b)) {
      if (startMs >= endMs) continue;
      this.nodes.delete(startMs);
      const same = slots.find(
        slot => slot.startMs === startMs && slot.durationMs === BASE_SLOT_MS,
      );
      if (same) same.nodes = nodes.toRows().nodes;
      else slots.push({ ...last, startMs, nodes: nodes.toRows().nodes });
    }
    return slots;
  }
}

/** The slot of 30 s that ends at `endMs`. */
function emptySlot(endMs: number, { fromMs, throughMs }: Coverage): Slot {
  return {
    startMs: endMs - BASE_SLOT_MS,
    durationMs: BASE_SLOT_MS,
    coversFromMs: fromMs,
    coversThroughMs: Math.max(fromMs, throughMs),
    requests: [],
    nodes: [],
  };
}

/** The requests as one slot like `last`, or spread over those of a long time that ends with it. */
function toSlots(last: Slot, rows: SlotAccumulator): Slot[] {
  const { requests } = rows.toRows();
  const { startMs, durationMs, coversFromMs, coversThroughMs } = last;
  return coversThroughMs - coversFromMs > SPREAD_FROM_MS
    ? spreadSlot({
        requests,
        coversFromMs,
        coversThroughMs,
        endMs: startMs + durationMs,
      })
    : [{ ...last, requests }];
}
