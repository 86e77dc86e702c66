import { clusterKey, type ClusterRule } from './ClusterRule';

export const noNodes: ClusterRule = {
  code: 'no_nodes',
  severity: 'critical',
  unit: 'count',
  holdMs: 0,
  recoverMs: 0,
  needs: ['nodes'],
  find: state =>
    state.hasAllNodes && state.nodes.length === 0
      ? [{ entity: clusterKey(state), value: 0 }]
      : [],
  message: () => 'The cluster has no nodes',
};
