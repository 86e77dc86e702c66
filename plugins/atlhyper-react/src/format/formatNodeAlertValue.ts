import type { NodeAlertMetric } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Formatters } from './formatters';

/** A value or limit of a rule for nodes, in the unit of what it measures. */
export function formatNodeAlertValue(
  format: Formatters,
  metric: NodeAlertMetric,
  value: number,
): string {
  switch (metric) {
    case 'temperatureCelsius':
      return format.celsius(value);
    case 'diskFullMs':
      return format.duration(value);
    default:
      return format.fraction(value);
  }
}
