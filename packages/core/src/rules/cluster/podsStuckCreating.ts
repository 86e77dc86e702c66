import type { ContainerInput, PodInput } from '../../usage/types';
import {
  conditionSince,
  count,
  MINUTE_MS,
  podsThat,
  type ClusterRule,
} from './ClusterRule';

/** A minute is normal, a large image takes some. What takes longer waits for a volume or a network. */
export const podsStuckCreating: ClusterRule = {
  code: 'pods_stuck_creating',
  severity: 'warning',
  unit: 'milliseconds',
  holdMs: 10 * MINUTE_MS,
  recoverMs: 0,
  needs: ['pods'],
  find: podsThat(({ pod }, { timestampMs }) => {
    const { phase, nodeName, terminating, containers = [] } = pod.data;
    const isCreating =
      phase === 'Pending' &&
      nodeName !== undefined &&
      !terminating &&
      containers.some(isBeingCreated) &&
      !containers.some(one => one.state === 'running' && !one.sidecar);
    if (!isCreating) return undefined;
    const sinceMs = lastStepOf(pod);
    return {
      reason: 'ContainerCreating',
      sinceMs,
      value: sinceMs === undefined ? undefined : timestampMs - sinceMs,
    };
  }),
  message: n => `${count(n, 'pod is', 'pods are')} stuck in ContainerCreating`,
};

function isBeingCreated({ state, reason }: ContainerInput): boolean {
  return (
    state === 'waiting' &&
    (reason === undefined ||
      reason === 'ContainerCreating' ||
      reason === 'PodInitializing')
  );
}

/** When it was put on its node, or the last of the containers before ended. */
function lastStepOf(pod: PodInput): number | undefined {
  const ends = (pod.data.containers ?? []).flatMap(
    one => one.lastTermination?.finishedMs ?? [],
  );
  const scheduledMs =
    conditionSince(pod, 'PodScheduled', 'True') ?? pod.data.startedMs;
  return scheduledMs === undefined ? undefined : Math.max(scheduledMs, ...ends);
}
