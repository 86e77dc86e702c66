import type { ContainerInput } from '../../usage/types';
import { count, MINUTE_MS, podsThat, type ClusterRule } from './ClusterRule';

/**
 * The kubelet waits up to 5 min before it starts a container again, and forgets how often it did once
 * that ran for 10 min (pkg/kubelet, MaxContainerBackOff and twice of it).
 */
const LOOP_ENDS_AFTER_MS = 10 * MINUTE_MS;

/** Once or twice a container may end while what it needs is not there yet. */
const LEAST_RESTARTS = 3;

export const containersCrashLooping: ClusterRule = {
  code: 'containers_crash_looping',
  severity: 'warning',
  unit: 'restarts',
  threshold: LEAST_RESTARTS,
  holdMs: 0,
  recoverMs: 0,
  needs: ['pods'],
  find: podsThat(({ pod }, { timestampMs }) => {
    const looping = (pod.data.containers ?? []).find(one =>
      isLooping(one, timestampMs),
    );
    return (
      looping && {
        reason: 'CrashLoopBackOff',
        value: looping.restarts,
        evidence: {
          container: looping.name,
          lastReason: looping.lastTermination?.reason,
          exitCode: looping.lastTermination?.exitCode,
        },
      }
    );
  }),
  message: n => `${count(n, 'pod is', 'pods are')} in CrashLoopBackOff`,
};

/**
 * A container that is held back, or one that ended several times and has not run for longer than the
 * longest pause, neither now nor the time before: while it happens to run it loops none the less.
 */
function isLooping(one: ContainerInput, nowMs: number): boolean {
  if (one.reason === 'CrashLoopBackOff') return true;
  const { startedMs, lastTermination: last } = one;
  if (one.restarts < LEAST_RESTARTS || last?.finishedMs === undefined) {
    return false;
  }
  const ran = last.finishedMs - (last.startedMs ?? last.finishedMs);
  const isNew = nowMs - (startedMs ?? last.finishedMs) < LOOP_ENDS_AFTER_MS;
  const hasEnded = one.state === 'terminated' && one.reason === 'Completed';
  return isNew && ran < LOOP_ENDS_AFTER_MS && !hasEnded;
}
