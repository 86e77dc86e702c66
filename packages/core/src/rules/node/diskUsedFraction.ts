import { MINUTE_MS, type NodeMetricRule } from './NodeMetricRule';

/**
 * The kubelet begins to remove images at 85 % and evicts near 95 %
 * (https://kubernetes.io/docs/concepts/architecture/garbage-collection/). A level and no burst: it
 * fires at once, and what was cleaned up must stay so for a while.
 */
export const diskUsedFraction: NodeMetricRule = {
  metric: 'diskUsedFraction',
  unit: 'fraction',
  clearMargin: 0.03,
  defaults: [
    { limit: 0.85, forMs: 0, recoverMs: 5 * MINUTE_MS, severity: 'warning' },
    { limit: 0.95, forMs: 0, recoverMs: 5 * MINUTE_MS, severity: 'critical' },
  ],
  measure: ({ filesystems }) =>
    filesystems &&
    Object.entries(filesystems).map(([part, value]) => ({ part, value })),
};
