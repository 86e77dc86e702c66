import type { RouteTruth } from './RouteTruth';
import { SLOT_MS } from './World';

/**
 * The cells of one route counted since `originMs` (a multiple of 30 s), at any time after it.
 *
 * Inside a slot counts grow evenly, rounded down, so they never fall and reach the slot's count
 * exactly at its end. Asking for rising times is cheap; an earlier time counts from the origin.
 */
export class RunningTotals {
  private throughMs: number;
  private sum: Float64Array;

  constructor(readonly truth: RouteTruth, private readonly originMs: number) {
    this.throughMs = originMs;
    this.sum = new Float64Array(truth.cellCount);
  }

  at(timeMs: number): Float64Array {
    const slotMs = Math.max(
      this.originMs,
      Math.floor(timeMs / SLOT_MS) * SLOT_MS,
    );
    if (slotMs < this.throughMs) {
      this.throughMs = this.originMs;
      this.sum = new Float64Array(this.truth.cellCount);
    }
    const moved = this.truth.cellsInWindow(this.throughMs, slotMs);
    this.sum = this.sum.map((count, i) => count + moved[i]);
    this.throughMs = slotMs;
    const share = Math.max(0, timeMs - slotMs) / SLOT_MS;
    if (share === 0) return this.sum.slice();
    const current = this.truth.cellsInSlot(slotMs);
    return this.sum.map((count, i) => count + Math.floor(current[i] * share));
  }
}
