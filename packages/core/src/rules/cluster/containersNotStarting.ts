import {
  conditionSince,
  count,
  MINUTE_MS,
  podsThat,
  type ClusterRule,
} from './ClusterRule';

/** Why a container waits that is about to start; a crash loop is told by itself. */
const NORMAL = new Set([
  'ContainerCreating',
  'PodInitializing',
  'CrashLoopBackOff',
]);

/** All other reasons of the kubelet mean that waiting does not help: no image, no configuration, no command. */
export const containersNotStarting: ClusterRule = {
  code: 'containers_not_starting',
  severity: 'warning',
  unit: 'count',
  holdMs: MINUTE_MS,
  recoverMs: MINUTE_MS,
  needs: ['pods'],
  find: podsThat(({ pod }) => {
    const waiting = (pod.data.containers ?? []).find(
      one =>
        one.state === 'waiting' &&
        one.reason !== undefined &&
        !NORMAL.has(one.reason),
    );
    return (
      waiting && {
        reason: waiting.reason,
        sinceMs: conditionSince(pod, 'Ready', 'False') ?? pod.data.startedMs,
        evidence: { container: waiting.name },
      }
    );
  }),
  message: n =>
    `Containers of ${count(
      n,
      'pod',
    )} cannot start (image, configuration or command)`,
};
