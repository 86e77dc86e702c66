import {
  PUSH_CONFLICTS,
  type PushResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import type { DeliveryEnd } from './Deliverer';
import { FailureLog } from './FailureLog';
import { packItems } from './packItems';
import { PartSize } from './PartSize';
import { PushError } from './PushError';
import type { Session, StateChanges } from './Session';
import type { Pack, StateSection } from './StateSection';
import { createStateSections, type StateReaders } from './stateSections';

export type PublisherOptions = StateReaders & {
  /** How large requests may be, as learnt from refusals; shared with the parts. */
  partSize?: PartSize;
  nodesIntervalMs: number;
  stateIntervalMs: number;
  clock: Clock;
  logger: Logger;
};

type PublishEnd = Extract<DeliveryEnd, 'done' | 'fenced' | 'unknown_session'>;

/**
 * Sends the latest state as long as a session lasts: nodes and what changed of the rest often, all
 * else less so. Nothing of it
 * is kept for later; after a failure the next round sends what is true then.
 */
export class Publisher {
  private readonly sections: StateSection[];
  private stateDueMs = 0;
  private readonly failures: FailureLog;
  private readonly partSize: PartSize;

  constructor(
    private readonly session: Session,
    private readonly options: PublisherOptions,
  ) {
    const { opened } = session;
    const { clock, logger } = options;
    this.partSize = options.partSize ?? new PartSize(() => clock.nowMs());
    this.sections = createStateSections(options, opened, logger);
    const what = 'cannot publish state';
    this.failures = new FailureLog({ what, clock, logger });
  }

  /** An answer said that the backend's objects differ. */
  requestResync(): void {
    this.sections.forEach(section => section.reset?.());
  }

  /** Runs until the signal aborts or the session ends. */
  async run(signal: AbortSignal): Promise<PublishEnd> {
    const { clock, nodesIntervalMs } = this.options;
    while (!signal.aborted) {
      const end = await this.publish(signal);
      if (end !== 'done') return end;
      await clock.sleep(nodesIntervalMs, signal);
    }
    return 'done';
  }

  /** One round: nodes, what changed of the rest, and all of it if it is due. */
  async publish(signal: AbortSignal): Promise<PublishEnd> {
    const { clock, logger, stateIntervalMs } = this.options;
    const untilDueMs = this.stateDueMs - clock.nowMs();
    // So far ahead it only is where the clock was set back.
    const isDue = untilDueMs <= 0 || untilDueMs > stateIntervalMs;
    try {
      const due = this.sections.filter(
        ({ pace }) =>
          isDue ||
          pace === 'always' ||
          (pace === 'promptly' && !this.failures.reason),
      );
      await inTurn(
        due.map(
          section => () => section.publish(this.sender(signal), this.pack),
        ),
      );
      if (isDue) {
        // Just started: look again soon, the lists will be there in a moment.
        const waitMs = this.options.isSettled() ? stateIntervalMs : 0;
        this.stateDueMs = clock.nowMs() + waitMs;
      }
      this.failures.succeeded('publishing state again');
    } catch (error) {
      if (signal.aborted) return 'done';
      if (!(error instanceof PushError)) throw error;
      if (error.kind === 'conflict') {
        return error.code === PUSH_CONFLICTS.unknown
          ? 'unknown_session'
          : 'fenced';
      }
      if (error.kind === 'too_large' && this.partSize.shrink()) {
        // Whatever of it is still to be sent goes in smaller pieces.
        logger.warn('a proxy refuses state for its size; pieces get smaller', {
          reason: error.message,
        });
        return 'done';
      }
      // Unlike slots, state is not tried again: the next round sends what is true then.
      if (isDue || error.kind !== 'refused') {
        this.stateDueMs = clock.nowMs() + stateIntervalMs;
      }
      this.failures.failed(error);
    }
    return 'done';
  }

  private readonly pack: Pack = (items, onTooLarge) =>
    packItems(items, onTooLarge, this.partSize.limits);

  private sender(signal: AbortSignal) {
    return async (changes: StateChanges): Promise<PushResponse> => {
      const answer = await this.session.pushState(changes, signal);
      if (answer.resync) this.requestResync();
      return answer;
    };
  }
}

/**
 * Sends one section after the other. One that is refused for its content or size will be so again and again,
 * and must not hold up what comes after it; the first refusal is thrown at the end, or before it one for
 * its size: smaller pieces help at once.
 */
async function inTurn(
  parts: readonly (() => Promise<unknown>)[],
): Promise<void> {
  let refusal: PushError | undefined;
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      const isRefused =
        error instanceof PushError &&
        (error.kind === 'refused' || error.kind === 'too_large');
      if (!isRefused) throw error;
      if (refusal?.kind !== 'too_large') {
        refusal = error.kind === 'too_large' ? error : refusal ?? error;
      }
    }
  }
  if (refusal) throw refusal;
}
