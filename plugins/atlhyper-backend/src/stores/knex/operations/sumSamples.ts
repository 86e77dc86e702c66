import type {
  RequestSums,
  SummedParts,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { HistogramValue, LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import {
  blocksEventLoop,
  inChunks,
  isOneOf,
  readInteger,
  sumOf,
} from '../dialect';
import {
  CLASS_COLUMNS,
  HISTOGRAM_COLUMNS,
  MESH_COLUMNS,
  METHOD_COLUMNS,
  NO_LAYOUT_ID,
} from '../sampleColumns';

/** Series per statement: a few ten ms on SQLite, where it blocks, for a window of 30 days. */
const SERIES_PER_STATEMENT = { blocking: 100, beside: 1_000 };

/** What rows are summed by: an SQL expression over the columns of samples. */
type Grouping = { expression: string; bindings: number[] };

const BY_SERIES: Grouping = { expression: 'series_id', bindings: [] };

/** Sums per series over several ranges of levels. */
export async function sumBySeries(
  knex: Knex,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
  parts: SummedParts = 'latencies',
): Promise<Map<number, RequestSums>> {
  return sumSamples(knex, seriesIds, { ranges, grouping: BY_SERIES, parts });
}

/** Sums over all series per bucket of `bucketMs`, keyed by the bucket's begin. */
export async function sumByBucket(
  knex: Knex,
  seriesIds: readonly number[],
  options: { range: LevelRange; bucketMs: number; parts?: SummedParts },
): Promise<Map<number, RequestSums>> {
  return sumSamples(knex, seriesIds, {
    ranges: [options.range],
    grouping: {
      expression: 'start_ms - start_ms % ?',
      bindings: [options.bucketMs],
    },
    parts: options.parts ?? 'latencies',
  });
}

async function sumSamples(
  knex: Knex,
  seriesIds: readonly number[],
  options: {
    ranges: readonly LevelRange[];
    grouping: Grouping;
    parts: SummedParts;
  },
): Promise<Map<number, RequestSums>> {
  const { ranges, grouping, parts } = options;
  const sums = new Map<number, RequestSums>();
  if (seriesIds.length === 0 || ranges.length === 0) {
    return sums;
  }
  const layouts: Layouts =
    parts === 'latencies' ? await readLayouts(knex) : new Map();
  const columns = summedColumns(layouts, parts);
  const { blocking, beside } = SERIES_PER_STATEMENT;
  const atOnce = blocksEventLoop(knex) ? blocking : beside;
  await inChunks(seriesIds, atOnce, async chunk => {
    const rows = await selectSums(knex, chunk, ranges, grouping, columns);
    for (const row of rows) {
      addRow(sums, readInteger(row.group_key), row, layouts);
    }
  });
  return sums;
}

/**
 * One subquery per range, each a walk along the primary key per series. With the ranges in a joined
 * list instead, PostgreSQL cannot tell how few rows they are and reads the whole table.
 */
export async function selectSums(
  knex: Knex,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
  grouping: Grouping,
  columns: readonly string[],
): Promise<SumRow[]> {
  const sums = columns.map(column => sumOf(knex, column));
  const parts = ranges.map(range =>
    knex('slo_samples')
      .whereRaw(isOneOf(knex, 'series_id', seriesIds))
      .andWhere({ level_ms: range.levelMs })
      .andWhere('start_ms', '>=', range.fromMs)
      .andWhere('start_ms', '<', range.toMs)
      .groupByRaw('1, 2')
      .select(
        knex.raw(`${grouping.expression} as group_key`, grouping.bindings),
        'layout_id',
        ...sums,
      ),
  );
  return knex
    .from(knex.unionAll(parts).as('parts'))
    .groupByRaw('1, 2')
    .select('group_key', 'layout_id', ...sums);
}

type CountColumns = Record<string, string | number | null>;

export type SumRow = {
  group_key: string | number;
  layout_id: number;
} & CountColumns;

export type Layouts = Map<number, readonly number[]>;

export async function readLayouts(knex: Knex): Promise<Layouts> {
  const rows: { id: number; bounds_json: string }[] = await knex(
    'latency_layouts',
  ).select('id', 'bounds_json');
  return new Map(rows.map(row => [row.id, JSON.parse(row.bounds_json)]));
}

/** Histogram columns past the longest layout hold nothing: they are not read. */
export function summedColumns(layouts: Layouts, parts: SummedParts): string[] {
  const longest = Math.max(0, ...[...layouts.values()].map(b => b.length + 1));
  return [
    ...CLASS_COLUMNS,
    ...MESH_COLUMNS,
    ...(parts === 'methods' ? METHOD_COLUMNS : []),
    ...(parts === 'latencies'
      ? [...HISTOGRAM_COLUMNS.slice(0, longest), 'latency_sum_ms']
      : []),
  ];
}

/** Adds one row of sums to what is known of its key; with `sign` −1 takes it away. */
export function addRow(
  sums: Map<number, RequestSums>,
  key: number,
  row: CountColumns & { layout_id: number },
  layouts: Layouts,
  sign: 1 | -1 = 1,
): void {
  let known = sums.get(key);
  if (!known) {
    known = {
      classes: CLASS_COLUMNS.map(() => 0),
      mesh: { failed: 0, started: 0, secured: 0 },
      histograms: [],
    };
    sums.set(key, known);
  }
  CLASS_COLUMNS.forEach((column, i) => {
    known.classes[i] += sign * readInteger(row[column]);
  });
  for (const column of MESH_COLUMNS) {
    known.mesh[column] += sign * readInteger(row[column]);
  }
  if (METHOD_COLUMNS[0] in row) {
    known.methods = METHOD_COLUMNS.map(
      (column, i) => (known.methods?.[i] ?? 0) + readInteger(row[column]),
    );
  }
  const boundsMs = layouts.get(row.layout_id);
  if (row.layout_id !== NO_LAYOUT_ID && boundsMs) {
    addHistogram(known, toHistogram(row, boundsMs, sign));
  }
}

function addHistogram(known: RequestSums, histogram: HistogramValue): void {
  const { histograms } = known;
  const at = histograms.findIndex(one => one.boundsMs === histogram.boundsMs);
  if (at < 0) {
    histograms.push(histogram);
    return;
  }
  const { boundsMs, counts, sumMs } = histograms[at];
  histograms[at] = {
    boundsMs,
    counts: counts.map((count, i) => count + histogram.counts[i]),
    sumMs: sumMs + histogram.sumMs,
  };
}

function toHistogram(
  row: CountColumns,
  boundsMs: readonly number[],
  sign: 1 | -1,
): HistogramValue {
  const counts = new Array<number>(boundsMs.length + 1);
  for (let i = 0; i < counts.length; i++) {
    counts[i] = sign * readInteger(row[HISTOGRAM_COLUMNS[i]]);
  }
  return {
    boundsMs,
    counts,
    sumMs: sign * Number(row.latency_sum_ms ?? 0),
  };
}
