import { DAY_MS, MINUTE_MS, type NodeMetricRule } from './NodeMetricRule';

/** Each file system by its forecast: one that is full in three days is full after a weekend. */
export const diskFullMs: NodeMetricRule = {
  metric: 'diskFullMs',
  unit: 'milliseconds',
  isLowBad: true,
  clearMargin: DAY_MS,
  defaults: [{ limit: 3 * DAY_MS, forMs: 60 * MINUTE_MS, severity: 'warning' }],
  measure: reading =>
    reading.diskFullMs &&
    Object.entries(reading.diskFullMs).map(([mount, value]) => ({
      part: mount || undefined,
      value,
    })),
};
