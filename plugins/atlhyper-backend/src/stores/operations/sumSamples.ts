import type { HistogramValue, LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { inChunks, isSqlite, readInteger } from '../dialect';
import {
  CLASS_COLUMNS,
  HISTOGRAM_COLUMNS,
  NO_LAYOUT_ID,
} from '../sampleColumns';
import type { RequestSums } from '../SloStore';

/** Series per statement: a few ten ms on SQLite for a window of 30 days. */
const SERIES_PER_STATEMENT = 100;

const BAD_COLUMN = 'c5xx';

/** What rows are summed by: an SQL expression over `x` (samples) and its result's name. */
type Grouping = { expression: string; bindings: number[] };

/** Sums per series over several ranges of levels. */
export async function sumBySeries(
  knex: Knex,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
): Promise<Map<number, RequestSums>> {
  return sumSamples(knex, seriesIds, ranges, {
    expression: 'x.series_id',
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
    expression: 'x.start_ms - x.start_ms % ?',
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
 * The series and the ranges drive the query: for each pair of them the rows lie together in the
 * primary key. `cross join` keeps SQLite from turning the order round.
 */
async function selectSums(
  knex: Knex,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
  grouping: Grouping,
  columns: readonly string[],
): Promise<SumRow[]> {
  const sums = columns.map(c => `sum(x.${c}) as ${c}`).join(', ');
  const plan = ranges.map(r => [r.levelMs, r.fromMs, r.toMs]);
  const source = isSqlite(knex)
    ? `json_each(?) as s cross join json_each(?) as r cross join slo_samples as x
       on x.series_id = s.value and x.level_ms = json_extract(r.value, '$[0]')
       and x.start_ms >= json_extract(r.value, '$[1]') and x.start_ms < json_extract(r.value, '$[2]')`
    : `json_array_elements_text(?::json) as s(id) cross join json_array_elements(?::json) as r(v)
       join slo_samples as x
       on x.series_id = s.id::bigint and x.level_ms = (r.v ->> 0)::integer
       and x.start_ms >= (r.v ->> 1)::bigint and x.start_ms < (r.v ->> 2)::bigint`;
  const result = await knex.raw(
    `select ${grouping.expression} as group_key, x.layout_id, ${sums} from ${source} group by 1, 2`,
    [...grouping.bindings, JSON.stringify(seriesIds), JSON.stringify(plan)],
  );
  return isSqlite(knex) ? result : result.rows;
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
