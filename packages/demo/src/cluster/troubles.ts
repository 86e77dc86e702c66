/** What a container in trouble does at some time. Times are epoch milliseconds. */
export type ContainerTrouble = {
  restarts: number;
  /** When its newest run began. */
  startedMs: number;
  /** When that run ended, if it did: it waits to be started again. */
  endedMs?: number;
  /** The run before. */
  previous?: { startedMs: number; endedMs: number };
  /** How often a kubelet said that it holds the next start back, and since when. */
  backOffs: number;
  backOffSinceMs: number;
};

const PULL_MS = 4_000;
const CRASH_AFTER_MS = 12_000;
const BACK_OFF_MS = 10_000;
const MAX_BACK_OFF_MS = 300_000;
/** A kubelet looks after its pods about so often. */
const SYNC_MS = 15_000;
const OOM_EVERY_MS = 40 * 60_000;
const RETRY_SCHEDULING_MS = 5 * 60_000;

/**
 * A container that ends 12 s after each start: the kubelet waits 10 s before the next one, twice
 * as long each time and at most 5 min.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function crashLoopAt(
  createdMs: number,
  nowMs: number,
): ContainerTrouble {
  let startedMs = createdMs + PULL_MS;
  let previous: ContainerTrouble['previous'];
  let backOffs = 0;
  const backOffSinceMs = startedMs + CRASH_AFTER_MS;
  for (let restarts = 0; ; restarts++) {
    const endedMs = startedMs + CRASH_AFTER_MS;
    const waitMs = Math.min(
      BACK_OFF_MS * 2 ** Math.min(restarts, 16),
      MAX_BACK_OFF_MS,
    );
    if (nowMs < endedMs)
      return { restarts, startedMs, previous, backOffs, backOffSinceMs };
    if (nowMs < endedMs + waitMs) {
      backOffs += 1 + Math.floor((nowMs - endedMs) / SYNC_MS);
      return {
        restarts,
        startedMs,
        endedMs,
        previous,
        backOffs,
        backOffSinceMs,
      };
    }
    backOffs += 1 + Math.floor(waitMs / SYNC_MS);
    previous = { startedMs, endedMs };
    startedMs = endedMs + waitMs;
  }
}

/** A container that the kernel kills every 40 min, when it has filled its memory. */
export function oomKilledAt(
  createdMs: number,
  nowMs: number,
): ContainerTrouble {
  const firstMs = createdMs + PULL_MS;
  const restarts = Math.max(0, Math.floor((nowMs - firstMs) / OOM_EVERY_MS));
  const startedMs = firstMs + restarts * OOM_EVERY_MS;
  return {
    restarts,
    startedMs,
    ...(restarts > 0 && {
      previous: {
        startedMs: startedMs - OOM_EVERY_MS,
        endedMs: startedMs - 1_000,
      },
    }),
    backOffs: 0,
    backOffSinceMs: firstMs,
  };
}

/** How often a scheduler has tried in vain. */
export function schedulingAttempts(createdMs: number, nowMs: number): number {
  return 1 + Math.max(0, Math.floor((nowMs - createdMs) / RETRY_SCHEDULING_MS));
}
