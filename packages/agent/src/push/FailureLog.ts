import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import { adviceFor, PushError } from './PushError';

/** A failure that lasts is told again so often. */
const REMIND_MS = 5 * 60_000;

/** Tells of a failure when it begins, when its reason changes, and every few minutes while it lasts. */
export class FailureLog {
  private told: { reason: string; atMs: number } | undefined;

  constructor(
    private readonly options: { what: string; clock: Clock; logger: Logger },
  ) {}

  /** Why it fails; `undefined` while all is well. */
  get reason(): string | undefined {
    return this.told?.reason;
  }

  failed(error: unknown): void {
    const { what, clock, logger } = this.options;
    const reason = messageOf(error);
    const sinceMs = clock.nowMs() - (this.told?.atMs ?? 0);
    const isRecent = sinceMs >= 0 && sinceMs < REMIND_MS;
    if (this.told?.reason === reason && isRecent) return;
    this.told = { reason, atMs: clock.nowMs() };
    const advice = error instanceof PushError ? adviceFor(error) : undefined;
    logger.warn(what, { reason, ...(advice && { advice }) });
  }

  /** Tells so where it failed before. */
  succeeded(what: string): void {
    if (this.told) this.options.logger.info(what);
    this.told = undefined;
  }
}
