import { count, MINUTE_MS, type ClusterRule } from './ClusterRule';
import { findWorkloads } from './workloadFindings';

/** Longer than `progressDeadlineSeconds` (10 min), by which a Deployment gives up a rollout itself. */
export const workloadsPartlyReady: ClusterRule = {
  code: 'workloads_partly_ready',
  severity: 'warning',
  unit: 'ready_pods',
  holdMs: 10 * MINUTE_MS,
  recoverMs: MINUTE_MS,
  needs: ['workloads'],
  find: state =>
    findWorkloads(state, (ready, desired) => ready > 0 && ready < desired),
  message: n =>
    `${count(
      n,
      'workload has',
      'workloads have',
    )} fewer ready pods than wanted`,
};
