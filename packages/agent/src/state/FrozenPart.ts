import type { Gap } from '@atlhyper/backstage-plugin-atlhyper-common';

/**
 * A part that is being sent. Once it was attempted nothing of it changes any more: the receiver
 * may have counted it although no answer came, and knows it again by sequence and digest.
 */
export type FrozenPart = {
  sequence: number;
  /** SHA-256 (hex) of `slotsJson`. */
  digest: string;
  /** The text of `slots` in the request. */
  slotsJson: string;
  gaps: Gap[];
  coversFromMs: number;
  coversThroughMs: number;
};

/** Where parts come from, in the order in which they are to be sent. */
export interface PartSource {
  /** The part to send now: the same one until it is acknowledged or rejected. */
  next(): FrozenPart | undefined | Promise<FrozenPart | undefined>;
  acknowledge(sequence: number): void;
  /**
   * Something in between calls it too large: `next()` gives a smaller one of the same sequence.
   *
   * @returns false where it cannot be smaller
   */
  split?(sequence: number): boolean;
  /** An attempt at it ended otherwise than by a refusal for its size: it may have been counted. */
  doubt?(): void;
  /**
   * The receiver knows the sequence with other content: where that is because the part was split
   * after it had been counted whole, all of it is done.
   *
   * @returns false where the part was never split
   */
  acknowledgeWhole?(sequence: number): boolean;
  /** The receiver will never take it: put it aside, record the gap, go on with the next. */
  reject(sequence: number, reason: string): void;
}
