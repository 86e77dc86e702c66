import {
  NODE_METRICS,
  type NodeMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { BulkColumn } from './dialect';

/** The three columns of node_history that hold one figure. */
export type MetricColumns = {
  metric: NodeMetric;
  sum: string;
  count: string;
  max: string;
};

/** `cpuUsedFraction` is in `cpu_used_fraction_sum`, `_count` and `_max`, and so on. */
export const METRIC_COLUMNS: MetricColumns[] = NODE_METRICS.map(metric => {
  const name = metric.replace(/[A-Z]/g, c => `_${c.toLowerCase()}`);
  return {
    metric,
    sum: `${name}_sum`,
    count: `${name}_count`,
    max: `${name}_max`,
  };
});

/** Sums and counts are added to, maxima raised. */
export const NODE_HISTORY_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'level_ms', type: 'integer' },
  { name: 'start_ms', type: 'bigint' },
  ...METRIC_COLUMNS.flatMap(({ sum, count, max }): BulkColumn[] => [
    { name: sum, type: 'double precision', onConflict: 'add' },
    { name: count, type: 'bigint', onConflict: 'add' },
    { name: max, type: 'double precision', onConflict: 'max' },
  ]),
];

export const NODE_HISTORY_KEY = ['cluster_id', 'node', 'level_ms', 'start_ms'];
