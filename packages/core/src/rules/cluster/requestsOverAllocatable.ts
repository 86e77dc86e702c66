import { clusterKey, count, MINUTE_MS, type ClusterRule } from './ClusterRule';

/** What runs asks for more than there is. Pods that wait for a node are told as unschedulable, once. */
export const requestsOverAllocatable: ClusterRule = {
  code: 'requests_over_allocatable',
  severity: 'warning',
  unit: 'fraction',
  threshold: 1,
  holdMs: 0,
  recoverMs: MINUTE_MS,
  needs: ['nodes', 'pods'],
  find: state => {
    const { nodes, hasAllNodes } = state;
    return (['cpu', 'memory'] as const).flatMap(resource => {
      const sum = (of: 'requested' | 'allocatable') =>
        nodes.reduce((total, node) => total + node[resource][of], 0);
      const requested = sum('requested');
      const allocatable = sum('allocatable');
      return hasAllNodes && nodes.length > 0 && requested > allocatable
        ? [
            {
              entity: clusterKey(state),
              part: resource,
              value: allocatable > 0 ? requested / allocatable : undefined,
              evidence: { requested, allocatable },
            },
          ]
        : [];
    });
  },
  message: n =>
    `Pods on nodes request more than is allocatable of ${count(n, 'resource')}`,
};
