import type { PodInput, WorkloadInput } from '../../usage/types';
import { conditionSince, objectKey, type Broken } from './ClusterRule';
import type { ClusterState } from './ClusterState';

/**
 * Workloads with too few ready pods, by a test on how many are and should be. Since when is told by
 * `Available=False`, else by its pods: since the last of those that are missing was lost. Where pods
 * are missing altogether it is since it was first observed.
 */
export function findWorkloads(
  state: ClusterState,
  test: (ready: number, desired: number) => boolean,
): Broken[] {
  const found = state.workloads.filter(({ data }) =>
    test(data.readyReplicas, data.desiredReplicas),
  );
  if (found.length === 0) return [];
  const podsByNamespace = groupByNamespace(state);
  return found.map(one => {
    const { readyReplicas, desiredReplicas } = one.data;
    const { kind, namespace, name } = one;
    return {
      entity: objectKey(state, { kind, namespace, name }),
      value: readyReplicas,
      threshold: desiredReplicas,
      sinceMs: sinceOf(one, podsByNamespace.get(namespace) ?? []),
      evidence: { ready: readyReplicas, desired: desiredReplicas },
    };
  });
}

function groupByNamespace({ pods }: ClusterState): Map<string, PodInput[]> {
  const groups = new Map<string, PodInput[]>();
  for (const { pod } of pods) {
    const known = groups.get(pod.namespace);
    if (known) known.push(pod);
    else groups.set(pod.namespace, [pod]);
  }
  return groups;
}

function sinceOf(
  { data }: WorkloadInput,
  pods: readonly PodInput[],
): number | undefined {
  const unavailable = data.conditions?.find(
    one => one.type === 'Available' && one.status === 'False',
  );
  if (unavailable?.sinceMs !== undefined) return unavailable.sinceMs;
  const labels = Object.entries(data.selector ?? {});
  // Expressions are not looked into.
  if (labels.length === 0 || data.selector?.matchExpressions !== undefined) {
    return undefined;
  }
  const own = pods.filter(pod =>
    labels.every(([key, value]) => pod.data.labels?.[key] === value),
  );
  const lost = own
    .filter(pod => !pod.data.ready)
    .map(pod => conditionSince(pod, 'Ready', 'False') ?? pod.data.startedMs);
  const isWhole = own.length >= data.desiredReplicas && lost.length > 0;
  return isWhole && lost.every(one => one !== undefined)
    ? Math.max(...lost)
    : undefined;
}
