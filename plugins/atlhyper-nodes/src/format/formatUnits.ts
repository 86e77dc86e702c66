import {
  NO_DATA,
  type Formatters,
} from '@atlhyper/backstage-plugin-atlhyper-react';

/** 12 of 4096 → "12 / 4,096"; the first alone where there is no limit. */
export function formatUsage(
  format: Formatters,
  usage?: { used: number; limit?: number },
): string {
  if (!usage) {
    return NO_DATA;
  }
  const used = format.count(usage.used);
  return usage.limit === undefined
    ? used
    : `${used} / ${format.count(usage.limit)}`;
}
