import type { SourceState } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';

const MAX_MESSAGE = 1024;

/** Thrown by a source that has nothing to read here, with what would change that. */
export class NotAvailableError extends Error {
  override name = 'NotAvailableError';
}

/** Who was asked refuses to answer us: asking again without another right is of no use. */
export class DeniedError extends Error {}

type Told = Pick<SourceState, 'state' | 'message' | 'lastSuccessMs'>;

/**
 * How one source fares, told to the backend and, whenever it changes, to the log.
 *
 * A source succeeds, in part or whole, or fails; the time of its last success stays.
 */
export class SourceStatus {
  private current: Told = { state: 'starting' };
  private denied = false;

  constructor(
    private readonly options: {
      name: string;
      /** How the log calls it. */
      title?: string;
      intervalMs?: number;
      clock: Clock;
      logger: Logger;
    },
  ) {}

  get state(): SourceState {
    const { name, intervalMs } = this.options;
    return {
      name,
      ...(intervalMs !== undefined && { intervalMs }),
      ...this.current,
    };
  }

  get hasSucceeded(): boolean {
    return this.current.lastSuccessMs !== undefined;
  }

  /** Whether it was refused what it asked for, the last time. */
  get isDenied(): boolean {
    return this.denied;
  }

  /** It brought something; `problem` is what it did not bring, `remark` what is worth knowing. */
  succeed({ problem, remark }: { problem?: string; remark?: string } = {}) {
    this.become(
      {
        state: problem ? 'failing' : 'ok',
        message: problem ?? remark,
        lastSuccessMs: this.options.clock.nowMs(),
      },
      problem !== undefined,
    );
  }

  /** It brought nothing: there is nothing, or it failed. */
  fail(error: unknown, message: string = messageOf(error)): void {
    const isAbsent = error instanceof NotAvailableError;
    this.become({
      state: isAbsent ? 'not_available' : 'failing',
      message,
      lastSuccessMs: this.current.lastSuccessMs,
    });
    this.denied = error instanceof DeniedError;
  }

  private become({ message, ...next }: Told, isWarning = true): void {
    const before = this.current;
    const cut = message?.slice(0, MAX_MESSAGE);
    this.current = { ...next, ...(cut && { message: cut }) };
    this.denied = false;
    if (before.state === next.state && before.message === cut) return;
    const { name, title = name, logger } = this.options;
    const fields: Record<string, string> = cut ? { why: cut } : {};
    const text = `${title} is ${next.state}`;
    if (cut && isWarning) logger.warn(text, fields);
    else if (before.state === 'failing') logger.info(text, fields);
    else logger.debug(text, fields);
  }
}
