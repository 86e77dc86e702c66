import { figureRule } from './NodeMetricRule';

/** Half of the time some task waited for CPU (PSI, some). */
export const cpuPressureFraction = figureRule('cpuPressureFraction', {
  limit: 0.5,
  clearMargin: 0.1,
});
