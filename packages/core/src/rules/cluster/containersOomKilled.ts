import { count, HOUR_MS, podsThat, type ClusterRule } from './ClusterRule';

/** An OOM kill of the last hour is news; an older one is history, which restarts tell of. */
const OOM_RECENT_MS = HOUR_MS;

export const containersOomKilled: ClusterRule = {
  code: 'containers_oom_killed',
  severity: 'warning',
  unit: 'restarts',
  holdMs: 0,
  recoverMs: 0,
  needs: ['pods'],
  find: podsThat(({ pod }, { timestampMs }) => {
    const killed = (pod.data.containers ?? []).find(
      ({ reason, lastTermination: last }) =>
        reason === 'OOMKilled' ||
        (last?.reason === 'OOMKilled' &&
          (last.finishedMs ?? 0) > timestampMs - OOM_RECENT_MS),
    );
    return (
      killed && {
        reason: 'OOMKilled',
        value: killed.restarts,
        sinceMs: killed.lastTermination?.finishedMs,
        evidence: { container: killed.name },
      }
    );
  }),
  message: n =>
    `${count(n, 'pod was', 'pods were')} OOMKilled in the last hour`,
};
