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
