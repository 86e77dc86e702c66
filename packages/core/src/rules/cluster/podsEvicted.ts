import type { PodInput } from '../../usage/types';
import {
  conditionSince,
  count,
  HOUR_MS,
  podsThat,
  type ClusterRule,
} from './ClusterRule';

/** Why a pod failed through no fault of its own; `OutOf…` names the resource. */
const REASONS = new Set([
  'Evicted',
  'NodeLost',
  'NodeShutdown',
  'NodeAffinity',
  'Preempting',
  'Terminated',
  'Shutdown',
  'UnexpectedAdmissionError',
]);

/** Pods that a node threw out or refused within the last hour: news, as an OOM kill is. */
export const podsEvicted: ClusterRule = {
  code: 'pods_evicted',
  severity: 'warning',
  unit: 'count',
  holdMs: 0,
  recoverMs: 0,
  needs: ['pods'],
  find: podsThat(
    ({ pod }, { timestampMs }) => {
      const { phase, reason = '' } = pod.data;
      const isThrownOut = REASONS.has(reason) || reason.startsWith('OutOf');
      if (phase !== 'Failed' || !isThrownOut) return undefined;
      const sinceMs = endOf(pod);
      const isNews = sinceMs === undefined || timestampMs - sinceMs < HOUR_MS;
      return isNews ? { reason, sinceMs } : undefined;
    },
    { finished: true },
  ),
  message: n =>
    `${count(n, 'pod was', 'pods were')} evicted or refused in the last hour`,
};

function endOf(pod: PodInput): number | undefined {
  const ends = (pod.data.containers ?? []).flatMap(
    one => one.lastTermination?.finishedMs ?? [],
  );
  return (
    conditionSince(pod, 'DisruptionTarget', 'True') ??
    conditionSince(pod, 'Ready', 'False') ??
    (ends.length > 0 ? Math.max(...ends) : pod.data.startedMs)
  );
}
