import { PUSH_CONFLICTS } from '@atlhyper/backstage-plugin-atlhyper-common';
import { backoffMs, type Clock } from '../Clock';
import type { Logger } from '../Logger';
import type { FrozenPart, PartSource } from '../state/FrozenPart';
import { FailureLog } from './FailureLog';
import { adviceFor, PushError } from './PushError';
import type { Session } from './Session';

/** Why delivering ended. */
export type DeliveryEnd =
  /** There was nothing more to send, or the signal aborted. */
  | 'done'
  /** A newer session writes: what is in flight is no longer ours to send. */
  | 'fenced'
  /** Another stream covered this time meanwhile: open a session again to learn how far. */
  | 'overlap'
  /** The backend never heard of the session: open one again. */
  | 'unknown_session'
  /** This stream's sequence was used with other content. */
  | 'sequence_conflict';

const BASE_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

/**
 * Sends parts one after the other, each until it is answered.
 *
 * A part is repeated word for word, so it does not matter whether an attempt that brought no
 * answer was counted. One that the backend refuses for good is put aside, so that it does not
 * hold up those behind it.
 */
export class Deliverer {
  private readonly options: {
    source: PartSource;
    clock: Clock;
    logger: Logger;
    onAnswer?: (answer: { resync: boolean; ackedThroughMs?: number }) => void;
    onDelivered?: (part: FrozenPart) => void;
  };

  private readonly failures: FailureLog;
  /** Settles, without an error, once nothing is being sent any more. */
  private underWay: Promise<unknown> | undefined;
  private pause = new AbortController();

  constructor(options: Deliverer['options']) {
    this.options = options;
    const { clock, logger } = options;
    const what = 'cannot deliver, trying again';
    this.failures = new FailureLog({ what, clock, logger });
  }

  /**
   * Sends what there is and returns. One after the other, and whoever comes ends a pause of the one
   * before: two that send at the same time would answer for each other's parts.
   */
  async deliverAll(
    session: Session,
    signal: AbortSignal,
  ): Promise<DeliveryEnd> {
    while (this.underWay && !signal.aborted) {
      this.pause.abort();
      await Promise.race([this.underWay, untilAborted(signal)]);
    }
    if (signal.aborted) return 'done';
    const sending = this.sendAll(session, signal);
    this.underWay = sending
      .catch(() => undefined)
      .finally(() => {
        this.underWay = undefined;
      });
    return sending;
  }

  private async sendAll(
    session: Session,
    signal: AbortSignal,
  ): Promise<DeliveryEnd> {
    while (!signal.aborted) {
      const part = await this.options.source.next();
      if (!part) return 'done';
      const end = await this.deliver(session, part, signal);
      if (end !== 'done') return end;
    }
    return 'done';
  }

  /** Sends what there is, again and again, until the signal aborts or the session ends. */
  async run(
    session: Session,
    /** How long to wait before looking again. */
    nextDelayMs: () => number,
    signal: AbortSignal,
  ): Promise<DeliveryEnd> {
    while (!signal.aborted) {
      const end = await this.deliverAll(session, signal);
      if (end !== 'done') return end;
      await this.options.clock.sleep(nextDelayMs(), signal);
    }
    return 'done';
  }

  private async deliver(
    session: Session,
    part: FrozenPart,
    signal: AbortSignal,
  ): Promise<DeliveryEnd> {
    const { source, clock } = this.options;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const answer = await session.pushPart(part, signal);
        source.acknowledge(part.sequence);
        this.failures.succeeded('delivering again');
        this.options.onAnswer?.(answer);
        this.options.onDelivered?.(part);
        return 'done';
      } catch (error) {
        const isTooLarge =
          error instanceof PushError && error.kind === 'too_large';
        if (!isTooLarge) source.doubt?.();
        if (signal.aborted) break;
        if (!(error instanceof PushError)) throw error;
        const end = this.settle(part, error);
        if (end) return end;
        this.failures.failed(error);
        await this.rest(waitMs(error, failures, clock), signal);
      }
    }
    return 'done';
  }

  /** Waits, unless somebody else has something to send. */
  private async rest(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const pause = new AbortController();
    const end = () => pause.abort();
    signal.addEventListener('abort', end, { once: true });
    this.pause = pause;
    await this.options.clock.sleep(ms, pause.signal);
    signal.removeEventListener('abort', end);
  }

  /** What a failure decides about the part; `undefined` to try again. */
  private settle(part: FrozenPart, error: PushError): DeliveryEnd | undefined {
    const { source, logger } = this.options;
    if (error.kind === 'refused') {
      logger.error('the backend refuses a part for good; it is put aside', {
        reason: error.message,
        sequence: part.sequence,
        fromMs: part.coversFromMs,
        throughMs: part.coversThroughMs,
      });
      source.reject(part.sequence, error.message);
      return 'done';
    }
    if (error.kind === 'too_large' && source.split?.(part.sequence)) {
      logger.warn('a proxy refuses parts for their size; they get smaller', {
        reason: error.message,
      });
      return 'done';
    }
    if (error.kind !== 'conflict') return undefined;
    switch (error.code) {
      case PUSH_CONFLICTS.sequence:
        return source.acknowledgeWhole?.(part.sequence)
          ? 'done'
          : 'sequence_conflict';
      case PUSH_CONFLICTS.overlap:
        return 'overlap';
      case PUSH_CONFLICTS.unknown:
        return 'unknown_session';
      case PUSH_CONFLICTS.ahead:
        // Its time will come, or the clock that is wrong is set right.
        return undefined;
      default:
        return 'fenced';
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function waitMs(error: PushError, failures: number, clock: Clock): number {
  if (adviceFor(error)) {
    // Only a person can mend it: half to a whole minute.
    return MAX_BACKOFF_MS * (0.5 + clock.random() / 2);
  }
  return Math.max(
    Math.min(error.retryAfterMs ?? 0, MAX_BACKOFF_MS),
    backoffMs({
      failures,
      baseMs: BASE_BACKOFF_MS,
      maxMs: MAX_BACKOFF_MS,
      random: () => clock.random(),
    }),
  );
}
