import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import { isStorageError } from '../state/isStorageError';

/** A smaller difference is the network's, not the clock's. */
const TOLERANCE_MS = 1_000;
/** An answer that took longer says too little about the time. */
const MAX_ROUND_TRIP_MS = 5_000;

/**
 * Time as the backend sees it. Slots are named by it, so that an agent with a wrong clock does not
 * write into the future or the past.
 */
export class BackendClock {
  private offsetMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** The last known offset outlives the process. */
    private readonly stored: { clockOffsetMs: number },
  ) {
    this.offsetMs = stored.clockOffsetMs;
  }

  nowMs(): number {
    return this.clock.nowMs() + this.offsetMs;
  }

  /** Takes the time of an answer, which was written somewhere between sending and receiving. */
  observe(answer: {
    serverTimeMs: number;
    sentAtMs: number;
    receivedAtMs: number;
  }): void {
    const roundTripMs = answer.receivedAtMs - answer.sentAtMs;
    const middleMs = (answer.sentAtMs + answer.receivedAtMs) / 2;
    const offsetMs = Math.round(answer.serverTimeMs - middleMs);
    const change = Math.abs(offsetMs - this.offsetMs);
    if (
      roundTripMs < 0 ||
      roundTripMs > MAX_ROUND_TRIP_MS ||
      change <= TOLERANCE_MS + roundTripMs / 2
    ) {
      return;
    }
    this.offsetMs = offsetMs;
    try {
      this.stored.clockOffsetMs = offsetMs;
    } catch (error) {
      // Known for as long as we live; the answer it came with is good all the same.
      if (!isStorageError(error)) throw error;
    }
    this.logger.warn("this machine's clock differs from the backend's", {
      offsetMs,
    });
  }
}
