import type {
  RequestPlan,
  RequestSample,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import {
  alignDown,
  alignUp,
  planLevels,
  type LevelRange,
} from '@atlhyper/core';
import type { Knex } from 'knex';
import { isRetained, LEVELS_MS, type RetainedLevel } from '../../../levels';
import { bulkUpsert, inChunks, readInteger, type BulkRow } from '../dialect';
import {
  CLASS_COLUMNS,
  HISTOGRAM_COLUMNS,
  MESH_COLUMNS,
  NO_LAYOUT_ID,
  TOTAL_COLUMNS,
} from '../sampleColumns';
import { selectSums, type SumRow } from './sumSamples';

/** Windows that have rolling totals. */
export const TOTAL_WINDOWS_MS = [1, 7, 30].map(days => days * LEVELS_MS.oneDay);

/** Totals hold everything since `fromMs`, a multiple of `stepMs`, the level they advance by. */
export type TotalsAnchor = { fromMs: number; stepMs: number };

/** By window in ms; without those that are not built. */
export type TotalsAnchors = Record<string, TotalsAnchor | undefined>;

/** What leaves a window must still be kept when it is taken out: time for a task to be late. */
const SLACK_MS = 2 * LEVELS_MS.oneHour;

/** Totals that are behind by more may lack what a late slot brought to finer levels that went since. */
export const MOST_BEHIND_MS = SLACK_MS / 2;

const TOTALS_TABLE = {
  table: 'slo_totals',
  key: ['window_ms', 'series_id', 'layout_id'],
  columns: TOTAL_COLUMNS,
};

/** Series whose totals are moved by one statement. */
export const SERIES_PER_STEP = 100;

/**
 * Adds the samples of a push to the totals they reach into.
 *
 * The anchors are read under a shared lock: whoever moves them waits until this push is in, and the
 * next push waits until they are moved, so that no sample is in the levels and not in the totals.
 */
export async function addToTotals(
  trx: Knex.Transaction,
  clusterId: string,
  plan: RequestPlan,
  ids: { series: readonly number[]; layouts: readonly number[] },
): Promise<void> {
  const anchors = await readAnchors(
    trx('slo_total_states').where({ cluster_id: clusterId }).forShare(),
  );
  for (const windowMs of TOTAL_WINDOWS_MS) {
    const rows = new Map<string, BulkRow>();
    const anchor = anchors[windowMs];
    for (const sample of plan.samples) {
      if (
        sample.levelMs === anchor?.stepMs &&
        sample.startMs >= anchor.fromMs
      ) {
        addSample(rows, sample, {
          window_ms: windowMs,
          series_id: ids.series[sample.series],
          layout_id: sample.latency
            ? ids.layouts[sample.latency.layout]
            : NO_LAYOUT_ID,
        });
      }
    }
    // Window by window, as the key begins: all at once are a pause.
    await bulkUpsert(trx, TOTALS_TABLE, [...rows.values()]);
  }
}

/**
 * Moves the totals of a cluster on: what has left each window is taken out of them. Totals that do
 * not exist yet, or that were left behind for so long that what left them is no longer kept, are
 * summed anew.
 */
export async function advanceTotals(
  knex: Knex,
  clusterId: string,
  context: { levels: readonly RetainedLevel[]; nowMs: number },
): Promise<void> {
  // A replica of before the totals registers a cluster without.
  await knex('slo_total_states')
    .insert({ cluster_id: clusterId, anchors_json: '{}' })
    .onConflict('cluster_id')
    .ignore();
  for (const windowMs of TOTAL_WINDOWS_MS) {
    await knex.transaction(async trx => {
      const anchors = await readAnchors(
        trx('slo_total_states').where({ cluster_id: clusterId }).forUpdate(),
      );
      const known = anchors[windowMs];
      const next = nextAnchor(windowMs, context);
      if (next && known && canAdvance(known, next, context)) {
        await subtract(trx, clusterId, windowMs, known, next, context.levels);
      } else if (next && known?.fromMs !== next.fromMs) {
        await rebuild(trx, clusterId, windowMs, next, context);
      }
      anchors[windowMs] = next;
      await trx('slo_total_states')
        .where({ cluster_id: clusterId })
        .update({ anchors_json: JSON.stringify(anchors) });
    });
  }
}

/** The anchors of the selected row; the latest committed ones where it is locked. */
export async function readAnchors(
  row: Knex.QueryBuilder,
): Promise<TotalsAnchors> {
  const found = await row.first('anchors_json');
  return JSON.parse(found?.anchors_json ?? '{}');
}

/** Where a window begins now; `undefined` where nothing fine enough is kept for long enough. */
function nextAnchor(
  windowMs: number,
  { levels, nowMs }: { levels: readonly RetainedLevel[]; nowMs: number },
): TotalsAnchor | undefined {
  const fromMs = alignUp(nowMs, levels[0].levelMs) - windowMs;
  const level = levels.find(one => isRetained(one, fromMs, nowMs));
  if (!level || !isRetained(level, fromMs - SLACK_MS, nowMs)) {
    return undefined;
  }
  return { fromMs: alignDown(fromMs, level.levelMs), stepMs: level.levelMs };
}

function canAdvance(
  known: TotalsAnchor,
  next: TotalsAnchor,
  { levels, nowMs }: { levels: readonly RetainedLevel[]; nowMs: number },
): boolean {
  return (
    known.stepMs === next.stepMs &&
    known.fromMs <= next.fromMs &&
    isKept(known, { levels, nowMs })
  );
}

/**
 * Whether the samples at the anchor are still kept at its step: of totals that were left behind for
 * longer a late slot brings a part only.
 */
export function isKept(
  { fromMs, stepMs }: TotalsAnchor,
  { levels, nowMs }: { levels: readonly RetainedLevel[]; nowMs: number },
): boolean {
  const level = levels.find(one => one.levelMs === stepMs);
  return (
    level !== undefined && isRetained(level, fromMs - MOST_BEHIND_MS, nowMs)
  );
}

async function subtract(
  trx: Knex.Transaction,
  clusterId: string,
  windowMs: number,
  known: TotalsAnchor,
  next: TotalsAnchor,
  levels: readonly RetainedLevel[],
): Promise<void> {
  if (known.fromMs === next.fromMs) {
    return;
  }
  const ranges = planLevels({
    fromMs: known.fromMs,
    toMs: next.fromMs,
    levels: atLeast(known.stepMs, levels),
  });
  const ids = await seriesOf(trx, clusterId, known.fromMs);
  await addSums(trx, ids, ranges, windowMs, -1);
}

async function rebuild(
  trx: Knex.Transaction,
  clusterId: string,
  windowMs: number,
  next: TotalsAnchor,
  { levels, nowMs }: { levels: readonly RetainedLevel[]; nowMs: number },
): Promise<void> {
  const all = await seriesOf(trx, clusterId);
  await inChunks(all, SERIES_PER_STEP, chunk =>
    trx('slo_totals')
      .where({ window_ms: windowMs })
      .whereIn('series_id', chunk)
      .delete(),
  );
  const ranges = planLevels({
    fromMs: next.fromMs,
    toMs: aheadOf(nowMs),
    levels: atLeast(next.stepMs, levels),
  });
  const active = await seriesOf(trx, clusterId, next.fromMs);
  await addSums(trx, active, ranges, windowMs, 1);
}

/** Past the longest slot that may lie ahead: whole buckets of the coarsest level. */
export function aheadOf(nowMs: number): number {
  return alignUp(nowMs, LEVELS_MS.oneDay) + LEVELS_MS.oneDay;
}

export function atLeast(
  stepMs: number,
  levels: readonly RetainedLevel[],
): number[] {
  return levels.map(one => one.levelMs).filter(levelMs => levelMs >= stepMs);
}

/** Series of a cluster that had traffic since, by id. */
export async function seriesOf(
  trx: Knex.Transaction,
  clusterId: string,
  activeFromMs = 0,
): Promise<number[]> {
  const ids = await trx('slo_series')
    .where({ cluster_id: clusterId })
    .andWhere('last_ms', '>', activeFromMs)
    .orderBy('id')
    .pluck('id');
  return ids.map(readInteger);
}

async function addSums(
  trx: Knex.Transaction,
  seriesIds: readonly number[],
  ranges: readonly LevelRange[],
  windowMs: number,
  sign: 1 | -1,
): Promise<void> {
  const columns = TOTAL_COLUMNS.slice(3).map(column => column.name);
  await inChunks(seriesIds, SERIES_PER_STEP, async chunk => {
    const grouping = { expression: 'series_id', bindings: [] };
    const rows = await selectSums(trx, chunk, ranges, grouping, columns);
    await bulkUpsert(
      trx,
      TOTALS_TABLE,
      rows.map(row => toTotalsRow(row, windowMs, columns, sign)),
    );
  });
}

function toTotalsRow(
  row: SumRow,
  windowMs: number,
  columns: readonly string[],
  sign: 1 | -1,
): BulkRow {
  const totals: BulkRow = {
    window_ms: windowMs,
    series_id: readInteger(row.group_key),
    layout_id: row.layout_id,
  };
  for (const column of columns) {
    const sum = Number(row[column] ?? 0);
    if (sum !== 0) {
      totals[column] = sign * sum;
    }
  }
  return totals;
}

function addSample(
  rows: Map<string, BulkRow>,
  sample: RequestSample,
  totalsOf: { window_ms: number; series_id: number; layout_id: number },
): void {
  const key = Object.values(totalsOf).join();
  const row: BulkRow = rows.get(key) ?? totalsOf;
  rows.set(key, row);
  addCounts(row, CLASS_COLUMNS, sample.classes);
  addCounts(row, MESH_COLUMNS, sample.mesh ?? []);
  if (sample.latency) {
    addCounts(row, HISTOGRAM_COLUMNS, sample.latency.counts);
    addCounts(row, ['latency_sum_ms'], [sample.latency.sumMs]);
  }
}

function addCounts(
  row: BulkRow,
  columns: readonly string[],
  counts: readonly number[],
): void {
  counts.forEach((count, i) => {
    if (count > 0) {
      row[columns[i]] = Number(row[columns[i]] ?? 0) + count;
    }
  });
}
