import { count, MINUTE_MS, type ClusterRule } from './ClusterRule';
import { findWorkloads } from './workloadFindings';

/** A Deployment, StatefulSet or DaemonSet that serves nobody; a rollout of one pod may pass. */
export const workloadsNotReady: ClusterRule = {
  code: 'workloads_not_ready',
  severity: 'critical',
  unit: 'ready_pods',
  holdMs: 5 * MINUTE_MS,
  recoverMs: MINUTE_MS,
  needs: ['workloads'],
  find: state =>
    findWorkloads(state, (ready, desired) => desired > 0 && ready === 0),
  message: n =>
    `${count(n, 'workload has', 'workloads have')} no ready pod at all`,
};
