import { count, MINUTE_MS, podsThat, type ClusterRule } from './ClusterRule';

/** A pod that fits on no node; a node that is about to be added may pass within the hold. */
export const podsUnschedulable: ClusterRule = {
  code: 'pods_unschedulable',
  severity: 'warning',
  unit: 'count',
  holdMs: MINUTE_MS,
  recoverMs: 0,
  needs: ['pods'],
  find: podsThat(({ pod }) => {
    const condition = (pod.data.conditions ?? []).find(
      one =>
        one.type === 'PodScheduled' &&
        one.status === 'False' &&
        one.reason === 'Unschedulable',
    );
    return (
      condition && {
        reason: 'Unschedulable',
        sinceMs: condition.sinceMs ?? pod.data.startedMs,
        evidence: { message: condition.message },
      }
    );
  }),
  message: n => `${count(n, 'pod is', 'pods are')} unschedulable`,
};
