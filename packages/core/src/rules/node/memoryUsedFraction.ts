import { figureRule } from './NodeMetricRule';

/** The last tenth; beyond it the kernel reclaims, then kills. */
export const memoryUsedFraction = figureRule('memoryUsedFraction', {
  limit: 0.9,
  clearMargin: 0.05,
});
