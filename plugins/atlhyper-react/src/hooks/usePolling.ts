import { useCallback, useEffect, useRef } from 'react';
import {
  keepPreviousData,
  useQuery,
  type Query,
  type QueryClient,
} from '@tanstack/react-query';
import { useQueryCache } from '../api/queryClient';

/** The newest answer to a question that is asked again and again. */
export type Polled<T> = {
  /** The last answer; it stays while a later attempt fails, unless that was denied. */
  value?: T;
  /** Why the last attempt failed; `undefined` once one succeeds. */
  error?: Error;
  /** No answer and no error yet. */
  loading: boolean;
  /** `value` answers the question before, until this one is answered. */
  isPrevious?: boolean;
  /** When `value` came. */
  updatedMs?: number;
  refresh(): void;
};

/** Subscribes to what says that there is something new; gives how to end it. */
export type Wake = (onNew: () => void) => () => void;

/** How a question is asked again. */
export type PollingOptions = {
  intervalMs: number;
  wake?: Wake;
  /** Shows the answer to the question before until this one is answered: another range or page. */
  keepsPrevious?: boolean;
  /** Keeps no answer once nobody shows it: what is edited begins with what is in force. */
  forgets?: boolean;
};

/** While news come by themselves, asking again is only for those that were missed. */
const RELAXED_INTERVALS = 6;

/** Time for an answer: a backend that hangs is as gone as one that refuses. */
const TIMEOUT_MS = 30_000;

/** What a proxy answers while the backend behind it starts. */
const PASSING_STATUSES = [502, 503, 504];

/**
 * Asks `load` at once, then `intervalMs` after each answer; not while the page is hidden, and at
 * once when it is shown again. Who asks under the same `key` shares one answer.
 *
 * With `wake` it asks when that calls, at most once per `intervalMs`, and by itself only a sixth as
 * often as long as it does.
 */
export function usePolling<T>(
  load: (signal: AbortSignal) => Promise<T>,
  options: PollingOptions & { key: string },
): Polled<T> {
  const { key, intervalMs, wake, keepsPrevious, forgets } = options;
  const client = useQueryCache();
  const wokenMs = useWaking(client, { key, intervalMs, wake });
  const { data, error, isPlaceholderData, dataUpdatedAt, refetch } = useQuery(
    {
      queryKey: [key],
      queryFn: ({ signal }) => withDeadline(load, signal),
      staleTime: intervalMs,
      gcTime: forgets ? 0 : undefined,
      refetchInterval: query => {
        const relaxedMs = RELAXED_INTERVALS * intervalMs;
        const isWoken = Date.now() - wokenMs.current < relaxedMs;
        return untilDue(query, isWoken ? relaxedMs : intervalMs);
      },
      placeholderData: keepsPrevious ? keepPreviousData : undefined,
      retry: (failures, failure) => failures < 1 && isPassing(failure),
      networkMode: 'always',
    },
    client,
  );
  const refresh = useCallback(() => {
    refetch();
  }, [refetch]);
  return {
    value: isDenied(error) ? undefined : data,
    error: error ?? undefined,
    loading: data === undefined && !error,
    isPrevious: isPlaceholderData,
    updatedMs: dataUpdatedAt || undefined,
    refresh,
  };
}

/** Asks everything anew that is shown, and forgets the rest: for after a change. */
export function useRefreshAll(): () => void {
  const client = useQueryCache();
  return useCallback(() => {
    client.removeQueries({ type: 'inactive' });
    client.invalidateQueries();
  }, [client]);
}

/** Of all who ask the same the time is counted from the same answer, so that one of them asks for all. */
function untilDue({ state }: Query<any, any, any, any>, intervalMs: number) {
  const lastMs = Math.max(state.dataUpdatedAt, state.errorUpdatedAt);
  const dueMs = lastMs + intervalMs - Date.now();
  // What is overdue is being asked, or waits for the page to be shown.
  return dueMs > 0 ? dueMs : intervalMs;
}

/** Who may not see it any more shall not go on seeing what was answered before. */
function isDenied(error: Error | null): boolean {
  return (error as { statusCode?: number } | null)?.statusCode === 403;
}

function isPassing(error: Error): boolean {
  const { statusCode } = error as { statusCode?: number };
  // `fetch` throws a TypeError where there is no connection.
  return statusCode === undefined
    ? error instanceof TypeError
    : PASSING_STATUSES.includes(statusCode);
}

/** Asks anew when `wake` calls; gives when it did last. */
function useWaking(
  client: QueryClient,
  { key, intervalMs, wake }: { key: string; intervalMs: number; wake?: Wake },
) {
  const wokenMs = useRef(-Infinity);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let askedMs = -Infinity;
    // News of many clusters must not make it ask more often than it does without any.
    function askSoon() {
      clearTimeout(timer);
      const sinceMs = Math.abs(Date.now() - askedMs);
      const state = client.getQueryState([key]);
      if (state?.fetchStatus === 'fetching') {
        // What is awaited may be of before the news.
        timer = setTimeout(askSoon, intervalMs);
      } else if (sinceMs < intervalMs) {
        timer = setTimeout(askSoon, intervalMs - sinceMs);
      } else if (!document.hidden) {
        askedMs = Date.now();
        client.invalidateQueries({ queryKey: [key], exact: true });
      }
    }
    const sleep = wake?.(() => {
      wokenMs.current = Date.now();
      askSoon();
    });
    return () => {
      sleep?.();
      clearTimeout(timer);
    };
  }, [client, key, intervalMs, wake]);
  return wokenMs;
}

/** @throws Error where there is no answer in time; `load` is told to stop then */
async function withDeadline<T>(
  load: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort);
  let deadline: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([
      load(controller.signal),
      new Promise<never>((_, reject) => {
        deadline = setTimeout(() => {
          reject(new Error(`No answer within ${TIMEOUT_MS / 1000} s`));
          abort();
        }, TIMEOUT_MS);
      }),
    ]);
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', abort);
  }
}
