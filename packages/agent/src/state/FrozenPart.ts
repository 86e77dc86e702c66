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
  /** The receiver will never take it: put it aside, record the gap, go on with the next. */
  reject(sequence: number, reason: string): void;
}
