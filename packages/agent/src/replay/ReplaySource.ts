import type { Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { FULL_PART, PartSize } from '../push/PartSize';
import { jsonBytes, takePart } from '../slots/takePart';
import type { FrozenPart, PartSource } from '../state/FrozenPart';
import { freezeSlots, splitPart } from '../state/splitPart';

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
  private readonly size: PartSize;
  /** Slots that the backend had already. */
  skippedSlots = 0;
  /** Where the history begins. */
  firstMs: number | undefined;

  constructor(
    private readonly slots: AsyncIterator<Slot>,
    private readonly ackedThroughMs: number | undefined,
    nowMs: () => number,
  ) {
    this.size = new PartSize(nowMs);
  }

  async next(): Promise<FrozenPart | undefined> {
    while (!this.current) {
      await this.fill();
      if (this.buffer.length === 0) return undefined;
      const taken = takePart(this.buffer, this.size.limits);
      this.drop(taken.consumed);
      if (taken.rest) {
        this.drop(1);
        this.put(taken.rest, 'front');
      }
      const fresh = taken.slots.filter(slot => !this.isAcked(slot));
      if (fresh.length > 0) {
        this.sequence += 1;
        this.current = freezeSlots(fresh, {
          sequence: this.sequence,
          gaps: [],
        });
      }
    }
    return this.current;
  }

  acknowledge(): void {
    this.current = undefined;
  }

  split(): boolean {
    const pieces = this.current && splitPart(this.current, this.size);
    if (!pieces) return false;
    this.current = pieces.part;
    pieces.rest.reverse().forEach(slot => this.put(slot, 'front'));
    return true;
  }

  /** A history with a hole in it is worse than one that stops: the person is there to mend it. */
  reject(_sequence: number, reason: string): never {
    throw new Error(reason);
  }

  private async fill(): Promise<void> {
    while (
      !this.ended &&
      this.bufferedRows < FULL_PART.maxRows &&
      this.bufferedBytes < FULL_PART.maxBytes
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
}
