import { MAX_LATENCY_BOUNDS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { BulkColumn } from './dialect';

/** Columns of slo_samples that count by status class: none, 1xx … 5xx. */
export const CLASS_COLUMNS = ['c0', 'c1xx', 'c2xx', 'c3xx', 'c4xx', 'c5xx'];

/** Columns that count by method, in the order of `REQUEST_METHODS`, all others last. */
export const METHOD_COLUMNS = [
  'm_get',
  'm_head',
  'm_post',
  'm_put',
  'm_patch',
  'm_delete',
  'm_options',
  'm_other',
];

/** What only a mesh proxy counts. */
export const MESH_COLUMNS = ['failed', 'started', 'secured'] as const;

/** `h00` … `h31`: not cumulative, in the order of the layout's bounds. */
export const HISTOGRAM_COLUMNS = Array.from(
  { length: MAX_LATENCY_BOUNDS + 1 },
  (_, i) => `h${String(i).padStart(2, '0')}`,
);

/** Samples are only ever added to. Null stands for 0: most columns of most rows are unused. */
export const SAMPLE_COLUMNS: BulkColumn[] = [
  { name: 'series_id', type: 'bigint' },
  { name: 'level_ms', type: 'integer' },
  { name: 'start_ms', type: 'bigint' },
  { name: 'layout_id', type: 'integer' },
  ...[
    ...CLASS_COLUMNS,
    ...METHOD_COLUMNS,
    ...MESH_COLUMNS,
    ...HISTOGRAM_COLUMNS,
  ].map(name => ({ name, type: 'bigint', onConflict: 'add' } as const)),
  { name: 'latency_sum_ms', type: 'double precision', onConflict: 'add' },
];

/** Totals are moved by adding and taking away; methods are not kept. */
export const TOTAL_COLUMNS: BulkColumn[] = [
  { name: 'window_ms', type: 'bigint' },
  { name: 'series_id', type: 'bigint' },
  { name: 'layout_id', type: 'integer' },
  ...[...CLASS_COLUMNS, ...MESH_COLUMNS, ...HISTOGRAM_COLUMNS].map(
    name => ({ name, type: 'bigint', onConflict: 'add' } as const),
  ),
  { name: 'latency_sum_ms', type: 'double precision', onConflict: 'add' },
];

export const SAMPLE_KEY = ['series_id', 'level_ms', 'start_ms', 'layout_id'];

/** The layout id of samples without a histogram. */
export const NO_LAYOUT_ID = 0;
