import { figureRule } from './NodeMetricRule';

/** The last tenth, and no mere burst. */
export const cpuUsedFraction = figureRule('cpuUsedFraction', {
  limit: 0.9,
  clearMargin: 0.1,
});
