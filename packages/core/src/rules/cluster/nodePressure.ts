import { PRESSURE_CONDITIONS } from '../../usage/buildNodeMetrics';
import { count, MINUTE_MS, nodesThat, type ClusterRule } from './ClusterRule';

/** The kubelet holds a pressure for minutes itself (`eviction-pressure-transition-period`). */
export const nodePressure: ClusterRule = {
  code: 'node_pressure',
  severity: 'critical',
  unit: 'count',
  holdMs: 0,
  recoverMs: MINUTE_MS,
  needs: ['nodes'],
  find: nodesThat(node => {
    const pressing = node.conditions.filter(
      one => one.status === 'True' && PRESSURE_CONDITIONS.includes(one.type),
    );
    const [first] = pressing;
    return (
      first && {
        reason: pressing.map(one => one.type).join(', '),
        sinceMs: first.sinceMs,
      }
    );
  }),
  message: n =>
    `${count(n, 'node reports', 'nodes report')} pressure: pods may be evicted`,
};
