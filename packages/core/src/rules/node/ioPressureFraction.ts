import { figureRule } from './NodeMetricRule';

/** Two fifths of the time some task waited for a disk (PSI, some). */
export const ioPressureFraction = figureRule('ioPressureFraction', {
  limit: 0.4,
  clearMargin: 0.1,
});
