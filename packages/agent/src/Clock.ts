import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** Time, injected so that tests need not wait. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts (it never rejects). */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

/** The machine's own. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    delay(Math.max(0, ms), undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
};

/** A machine that slept for less is one that was slow to answer. */
const SLEPT_MS = 5_000;

/**
 * The machine's time when it is made, and from then on whatever passes: a clock that is set forward or
 * back moves nothing. Time in which the machine slept counts, which its timers leave out.
 */
export function createSteadyClock(
  machine: { nowMs(): number; timerMs(): number; uptimeMs(): number } = {
    nowMs: () => Date.now(),
    timerMs: () => performance.now(),
    uptimeMs: () => uptime() * 1_000,
  },
): Clock {
  const startMs = machine.nowMs() - machine.timerMs();
  const lagMs = () => machine.uptimeMs() - machine.timerMs();
  const startLagMs = lagMs();
  let sleptMs = 0;
  return {
    ...systemClock,
    nowMs: () => {
      const moreMs = lagMs() - startLagMs - sleptMs;
      if (moreMs > SLEPT_MS) sleptMs += moreMs;
      return Math.round(startMs + machine.timerMs() + sleptMs);
    },
  };
}

/**
 * Exponential back-off with full jitter: uniform between 0 and `baseMs · 2^failures`, at most
 * `maxMs` (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(input: {
  failures: number;
  baseMs: number;
  maxMs: number;
  random: () => number;
}): number {
  const ceilingMs = Math.min(
    input.maxMs,
    input.baseMs * 2 ** Math.min(input.failures, 30),
  );
  return input.random() * ceilingMs;
}
