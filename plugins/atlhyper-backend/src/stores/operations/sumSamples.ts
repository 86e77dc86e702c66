import type { HistogramValue, LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { inChunks, isOneOf, readInteger, sumOf } from '../dialect';
import {
  CLASS_COLUMNS,
  HISTOGRAM_COLUMNS,
  NO_LAYOUT_ID,
} from '../sampleColumns';
import type { RequestSums } from '../SloStore';

/** Series per statement: a few ten ms on SQLite for a window of 30 days. */
const SERIES_PER_STATEMENT = 100;

const BAD_COLUMN = 'c5xx';

/** What rows are summed by: an SQL expression over the columns of samples. */
type Grouping = { expression: string; bindings: number[] };

/** Sums per series over several ranges of levels. */
export async function sumBySeries(
  knex: Knex,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
): Promise<Map<number, RequestSums>> {
  return sumSamples(knex, seriesIds, ranges, {
    expression: 'series_id',
    bindings: [],
  });
}

/** Sums over all series per bucket of `bucketMs`, keyed by the bucket's begin. */
export async function sumByBucket(
  knex: Knex,
  seriesIds: readonly number[],
  range: LevelRange,
  bucketMs: number,
): Promise<Map<number, RequestSums>> {
  return sumSamples(knex, seriesIds, [range], {
    expression: 'start_ms - start_ms % ?',
    bindings: [bucketMs],
  });
}

async function sumSamples(
  knex: Knex,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
  grouping: Grouping,
): Promise<Map<number, RequestSums>> {
  const sums = new Map<number, RequestSums>();
  if (seriesIds.length === 0 || ranges.length === 0) {
    return sums;
  }
  const layouts = await readLayouts(knex);
  const columns = summedColumns(layouts);
  await inChunks(seriesIds, SERIES_PER_STATEMENT, async chunk => {
    const rows = await selectSums(knex, chunk, ranges, grouping, columns);
    for (const row of rows) {
      addRow(sums, row, layouts);
    }
  });
  return sums;
}

/**
 * One subquery per range, each a walk along the primary key per series. With the ranges in a joined
 * list instead, PostgreSQL cannot tell how few rows they are and reads the whole table.
 */
async function selectSums(
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

type SumRow = {
  group_key: string | number;
  layout_id: number;
} & Record<string, string | number | null>;

type Layouts = Map<number, readonly number[]>;

async function readLayouts(knex: Knex): Promise<Layouts> {
  const rows: { id: number; bounds_json: string }[] = await knex(
    'latency_layouts',
  ).select('id', 'bounds_json');
  return new Map(rows.map(row => [row.id, JSON.parse(row.bounds_json)]));
}

/** Histogram columns past the longest layout hold nothing: they are not read. */
function summedColumns(layouts: Layouts): string[] {
  const longest = Math.max(0, ...[...layouts.values()].map(b => b.length + 1));
  return [
    ...CLASS_COLUMNS,
    ...HISTOGRAM_COLUMNS.slice(0, longest),
    'latency_sum_ms',
  ];
}

function addRow(
  sums: Map<number, RequestSums>,
  row: SumRow,
  layouts: Layouts,
): void {
  const key = readInteger(row.group_key);
  const known = sums.get(key) ?? { total: 0, bad: 0, histograms: [] };
  for (const column of CLASS_COLUMNS) {
    known.total += readInteger(row[column]);
  }
  known.bad += readInteger(row[BAD_COLUMN]);
  const boundsMs = layouts.get(row.layout_id);
  if (row.layout_id !== NO_LAYOUT_ID && boundsMs) {
    known.histograms.push(toHistogram(row, boundsMs));
  }
  sums.set(key, known);
}

function toHistogram(row: SumRow, boundsMs: readonly number[]): HistogramValue {
  return {
    boundsMs,
    counts: HISTOGRAM_COLUMNS.slice(0, boundsMs.length + 1).map(column =>
      readInteger(row[column]),
    ),
    sumMs: Number(row.latency_sum_ms ?? 0),
  };
}
