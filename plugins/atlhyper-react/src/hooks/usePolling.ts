import { useCallback, useEffect, useRef, useState } from 'react';

/** The newest answer to a question that is asked again and again. */
export type Polled<T> = {
  /** The last answer; it stays while a later attempt fails. */
  value?: T;
  /** Why the last attempt failed; `undefined` once one succeeds. */
  error?: Error;
  /** No answer and no error yet. */
  loading: boolean;
  /** When `value` came. */
  updatedMs?: number;
  refresh(): void;
};

/** Subscribes to what says that there is something new; gives how to end it. */
export type Wake = (onNew: () => void) => () => void;

/** While news come by themselves, asking again is only for those that were missed. */
const RELAXED_INTERVALS = 6;

/** Time for an answer: a backend that hangs is as gone as one that refuses. */
const TIMEOUT_MS = 30_000;

/**
 * Asks `load` at once, then `intervalMs` after each answer; not while the page is hidden, and at
 * once when it is shown again. Another `key` is another question: its first answer is awaited
 * without showing the old one.
 *
 * With `wake` it asks when that calls, at most once per `intervalMs`, and by itself only a sixth as
 * often as long as it does.
 */
export function usePolling<T>(
  load: (signal: AbortSignal) => Promise<T>,
  options: { key: string; intervalMs: number; wake?: Wake },
): Polled<T> {
  const { key, intervalMs, wake } = options;
  const [state, setState] = useState<
    Omit<Polled<T>, 'refresh' | 'loading'> & { key: string }
  >({
    key,
  });
  const [round, setRound] = useState(0);
  const loadRef = useRef(load);
  loadRef.current = load;

  useEffect(() => {
    let attempt: AbortController | undefined;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let wokenMs = -Infinity;
    let askedForNewsMs = -Infinity;
    let askAgain = false;

    async function ask() {
      timer = undefined;
      asking = true;
      askAgain = false;
      const controller = new AbortController();
      attempt = controller;
      let deadline: ReturnType<typeof setTimeout> | undefined;
      try {
        const value = await Promise.race([
          loadRef.current(controller.signal),
          new Promise<never>((_, reject) => {
            deadline = setTimeout(() => {
              reject(new Error(`No answer within ${TIMEOUT_MS / 1000} s`));
              controller.abort();
            }, TIMEOUT_MS);
          }),
        ]);
        if (!gone) {
          setState({ key, value, updatedMs: Date.now() });
        }
      } catch (error) {
        if (!gone) {
          setState(previous => ({
            ...(previous.key === key ? previous : {}),
            key,
            error: error instanceof Error ? error : new Error(String(error)),
          }));
        }
      } finally {
        clearTimeout(deadline);
      }
      asking = false;
      if (gone || document.hidden) {
        return;
      }
      const relaxedMs = RELAXED_INTERVALS * intervalMs;
      const isWoken = Date.now() - wokenMs < relaxedMs;
      timer = setTimeout(ask, isWoken ? relaxedMs : intervalMs);
      if (askAgain) {
        askSoon();
      }
    }
    // News of many clusters must not make it ask more often than it does without any.
    function askSoon() {
      clearTimeout(timer);
      const sinceMs = Math.abs(Date.now() - askedForNewsMs);
      if (sinceMs < intervalMs) {
        timer = setTimeout(askSoon, intervalMs - sinceMs);
        return;
      }
      askedForNewsMs = Date.now();
      ask();
    }
    function onWake() {
      wokenMs = Date.now();
      if (asking) {
        askAgain = true;
      } else if (!document.hidden) {
        askSoon();
      }
    }
    function onVisibilityChange() {
      if (!document.hidden && timer === undefined && !asking) {
        ask();
      }
    }

    ask();
    document.addEventListener('visibilitychange', onVisibilityChange);
    const sleep = wake?.(onWake);
    return () => {
      gone = true;
      sleep?.();
      attempt?.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibilityChange);
    };
  }, [key, intervalMs, wake, round]);

  const refresh = useCallback(() => setRound(n => n + 1), []);
  const current: Omit<Polled<T>, 'refresh' | 'loading'> = state.key === key
    ? state
    : {};
  return {
    value: current.value,
    error: current.error,
    updatedMs: current.updatedMs,
    loading: current.value === undefined && current.error === undefined,
    refresh,
  };
}
