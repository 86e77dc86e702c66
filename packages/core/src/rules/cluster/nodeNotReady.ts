import { count, MINUTE_MS, nodesThat, type ClusterRule } from './ClusterRule';

/** `Ready` is False or Unknown. The controller itself waits for 40 s before it says Unknown. */
export const nodeNotReady: ClusterRule = {
  code: 'node_not_ready',
  severity: 'critical',
  unit: 'count',
  holdMs: 0,
  recoverMs: MINUTE_MS,
  needs: ['nodes'],
  find: nodesThat(node => {
    const ready = node.conditions.find(one => one.type === 'Ready');
    return node.ready
      ? undefined
      : { reason: ready?.reason, sinceMs: ready?.sinceMs };
  }),
  message: n => `${count(n, 'node is', 'nodes are')} NotReady`,
};
