import { createHash } from 'node:crypto';
import {
  PUSH_LIMITS,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { jsonBytes, takePart } from '../slots/takePart';
import type { FrozenPart, PartSource } from '../state/FrozenPart';

const LIMITS = {
  maxRows: PUSH_LIMITS.maxRows,
  maxBytes: PUSH_LIMITS.maxInflatedBytes - 65_536,
};

/**
 * Cuts a history into parts, leaving out what the backend has.
 *
 * It keeps no state on disk: a load that was broken off is begun again with a new stream, and
 * `ackedThroughMs` says exactly which parts arrived, because parts go out one at a time, in order,
 * and each covers a time of its own (see `takePart`).
 */
export class ReplaySource implements PartSource {
  private readonly buffer: Slot[] = [];
  private bufferedRows = 0;
  private bufferedBytes = 0;
  private current: FrozenPart | undefined;
  private sequence = 0;
  private ended = false;
  /** Slots that the backend had already. */
  skippedSlots = 0;
  /** Where the history begins. */
  firstMs: number | undefined;

  constructor(
    private readonly slots: AsyncIterator<Slot>,
    private readonly ackedThroughMs: number | undefined,
  ) {}

  async next(): Promise<FrozenPart | undefined> {
    while (!this.current) {
      await this.fill();
      if (this.buffer.length === 0) return undefined;
      const taken = takePart(this.buffer, LIMITS);
      this.drop(taken.consumed);
      if (taken.rest) {
        this.drop(1);
        this.put(taken.rest, 'front');
      }
      const fresh = taken.slots.filter(slot => !this.isAcked(slot));
      if (fresh.length > 0) this.current = this.toPart(fresh);
    }
    return this.current;
  }

  acknowledge(): void {
    this.current = undefined;
  }

  /** A history with a hole in it is worse than one that stops: the person is there to mend it. */
  reject(_sequence: number, reason: string): never {
    throw new Error(reason);
  }

  private async fill(): Promise<void> {
    while (
      !this.ended &&
      this.bufferedRows < LIMITS.maxRows &&
      this.bufferedBytes < LIMITS.maxBytes
    ) {
      const { value, done } = await this.slots.next();
      if (!done) this.firstMs ??= value.coversFromMs;
      if (done) {
        this.ended = true;
      } else if (this.isAcked(value)) {
        this.skippedSlots += 1;
      } else {
        this.put(value, 'back');
      }
    }
  }

  private isAcked(slot: Slot): boolean {
    return (
      this.ackedThroughMs !== undefined &&
      slot.coversThroughMs <= this.ackedThroughMs
    );
  }

  private put(slot: Slot, end: 'front' | 'back'): void {
    if (end === 'front') this.buffer.unshift(slot);
    else this.buffer.push(slot);
    this.bufferedRows += slot.requests.length + slot.nodes.length;
    this.bufferedBytes += jsonBytes(slot);
  }

  private drop(slots: number): void {
    for (const slot of this.buffer.splice(0, slots)) {
      this.bufferedRows -= slot.requests.length + slot.nodes.length;
      this.bufferedBytes -= jsonBytes(slot);
    }
  }

  private toPart(slots: readonly Slot[]): FrozenPart {
    const slotsJson = JSON.stringify(slots);
    this.sequence += 1;
    return {
      sequence: this.sequence,
      digest: createHash('sha256').update(slotsJson).digest('hex'),
      slotsJson,
      gaps: [],
      coversFromMs: slots[0].coversFromMs,
      coversThroughMs: slots[slots.length - 1].coversThroughMs,
    };
  }
}
