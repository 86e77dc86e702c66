import type { ContainerInput, PodInput, ResourceAmounts } from './types';

/** Phases of a pod that runs no more and frees what it asked for. */
const FINISHED_PHASES = new Set(['Succeeded', 'Failed']);

/** Whether a pod has ended, so that nothing is kept for it any more. */
export function isFinished(pod: PodInput): boolean {
  return FINISHED_PHASES.has(pod.data.phase ?? '');
}

/**
 * What the scheduler keeps for a pod of a resource; `undefined` where nobody asks for any.
 *
 * What is asked for the pod as a whole goes before its containers. Else it is the greater of what
 * runs at the same time: all containers with all sidecars, or one init container with the sidecars
 * that were started before it. On top comes the overhead of its runtime class.
 * Example: containers 1 and 2, a sidecar 1 before an init container 4: max(1 + 2 + 1, 4 + 1) = 5.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers,
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 * and https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
 */
export function requestOfPod(
  pod: PodInput,
  resource: string,
): number | undefined {
  const { containers = [], overhead } = pod.data;
  const ofPod = amountOf(pod.data.requests, resource);
  const isAsked = containers.some(
    c => amountOf(c.requests, resource) !== undefined,
  );
  if (ofPod === undefined && !isAsked && !overhead) return undefined;
  const asked = ofPod ?? requestOfContainers(containers, resource);
  return asked + (overhead?.[resource] ?? 0);
}

function requestOfContainers(
  containers: readonly ContainerInput[],
  resource: string,
): number {
  let together = 0;
  let sidecars = 0;
  let greatestInit = 0;
  for (const container of containers) {
    const amount = amountOf(container.requests, resource) ?? 0;
    if (runsBeside(container)) together += amount;
    if (container.sidecar) sidecars += amount;
    else if (container.init)
      greatestInit = Math.max(greatestInit, amount + sidecars);
  }
  return Math.max(together, greatestInit);
}

/**
 * What a pod may use of a resource at most: its limit as a whole, else the sum over the containers
 * that run beside one another. `undefined` where one of them has no limit, for it may then take
 * whatever the node has. Init containers are left out: what they may use does not help those that
 * run after them.
 */
export function limitOfPod(
  pod: PodInput,
  resource: string,
): number | undefined {
  const ofPod = amountOf(pod.data.limits, resource);
  if (ofPod !== undefined) return ofPod;
  const limits = (pod.data.containers ?? [])
    .filter(runsBeside)
    .map(container => amountOf(container.limits, resource));
  return limits.length > 0 && limits.every(limit => limit !== undefined)
    ? limits.reduce((sum, limit) => sum + limit, 0)
    : undefined;
}

/** Whether a container runs all through the pod's life. */
function runsBeside(container: ContainerInput): boolean {
  return !container.init || container.sidecar === true;
}

/** A request or limit of 0 is none: Kubernetes treats both alike. */
export function amountOf(
  amounts: ResourceAmounts | undefined,
  resource: string,
): number | undefined {
  return amounts?.[resource] || undefined;
}
