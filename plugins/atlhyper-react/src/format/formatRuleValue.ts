import type {
  AlertRecord,
  NodeAlertMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { NODE_METRIC_RULES } from '@atlhyper/core';
import type { Formatters } from './formatters';

/** A value or limit of a rule, in the rule's unit; of things that are counted the number alone. */
export function formatRuleValue(
  format: Formatters,
  unit: AlertRecord['variants'][number]['unit'],
  value: number,
): string {
  switch (unit) {
    case 'fraction':
      return format.fraction(value);
    case 'celsius':
      return format.celsius(value);
    case 'milliseconds':
      return format.duration(value);
    case 'burn_rate':
      return `${format.number(value)}×`;
    default:
      return format.count(value);
  }
}

/** The same of a rule for nodes. */
export function formatNodeAlertValue(
  format: Formatters,
  metric: NodeAlertMetric,
  value: number,
): string {
  return formatRuleValue(format, NODE_METRIC_RULES[metric].unit, value);
}
