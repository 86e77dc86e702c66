import { isUsageSource } from '../../usage/usageSources';
import { clusterKey, count, MINUTE_MS, type ClusterRule } from './ClusterRule';

export const usageSourceFailing: ClusterRule = {
  code: 'usage_source_failing',
  severity: 'warning',
  unit: 'count',
  holdMs: 0,
  recoverMs: MINUTE_MS,
  needs: ['sources'],
  find: state =>
    state.sources
      .filter(one => isUsageSource(one) && one.state === 'failing')
      .map(one => ({
        entity: clusterKey(state),
        part: one.name,
        reason: one.message,
        sinceMs: one.lastSuccessMs,
      })),
  message: n =>
    `${count(n, 'source')} of usage figures ${n === 1 ? 'fails' : 'fail'}`,
};
