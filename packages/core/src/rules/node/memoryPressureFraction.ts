import { figureRule } from './NodeMetricRule';

/** Who waits for memory is near an OOM kill, so least of all (PSI, some). */
export const memoryPressureFraction = figureRule('memoryPressureFraction', {
  limit: 0.2,
  clearMargin: 0.05,
});
