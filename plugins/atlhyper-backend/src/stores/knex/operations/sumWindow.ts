import type {
  ReadSpan,
  RequestSums,
  StoredSeries,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { planLevels, type LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { LEVELS_MS } from '../../../levels';
import {
  inChunks,
  isOneOf,
  readAtOnce,
  readInteger,
  readOptionalInteger,
} from '../dialect';
import type { DbInteger } from '../tables';
import { MOST_BEHIND_MS } from './slidingTotals';
import type { TotalsAnchors } from './slidingTotals';
import {
  addRow,
  readLayouts,
  selectSums,
  sumBySeries,
  summedColumns,
  type Layouts,
} from './sumSamples';

type Span = ReadSpan & { windowMs: number };
type Counted = Pick<StoredSeries, 'id' | 'clusterId'>;

/** Rows of totals read by one statement. */
const TOTALS_PER_STATEMENT = 1_000;
const LEVELS = Object.values(LEVELS_MS);

/**
 * Sums per series over a rolling window: the rolling totals, less what has left the window since
 * they were moved on, and less what lies ahead of its end. The series of a cluster without totals, or
 * whose totals were left behind, are summed over the levels.
 *
 * All reads are of one moment: totals of before and a rest of after a push would not fit.
 */
export async function sumWindow(
  knex: Knex,
  series: readonly Counted[],
  span: Span,
): Promise<Map<number, RequestSums>> {
  return readAtOnce(knex, async trx => {
    const layouts = await readLayouts(trx);
    const sums = new Map<number, RequestSums>();
    const states = await readStates(trx);
    for (const [clusterId, ids] of byCluster(series)) {
      const state = states.get(clusterId);
      const anchor = state?.anchors[span.windowMs];
      if (state && anchor && span.fromMs - anchor.fromMs <= MOST_BEHIND_MS) {
        await addTotals(trx, sums, ids, span.windowMs, layouts);
        for (const { ranges, sign } of corrections(anchor, state, span)) {
          await addRanges(trx, sums, ids, { ranges, sign, layouts });
        }
      } else {
        const summed = await sumBySeries(trx, ids, span.ranges);
        summed.forEach((value, id) => sums.set(id, value));
      }
    }
    return dropEmpty(sums);
  });
}

type TotalsState = { anchors: TotalsAnchors; slotsThroughMs?: number };

async function readStates(trx: Knex): Promise<Map<string, TotalsState>> {
  const rows: {
    cluster_id: string;
    anchors_json: string;
    through_ms: DbInteger | null;
  }[] = await trx('slo_total_states').select(
    'cluster_id',
    'anchors_json',
    trx('agent_sessions')
      .whereRaw('agent_sessions.cluster_id = slo_total_states.cluster_id')
      .max('slots_through_ms')
      .as('through_ms'),
  );
  return new Map(
    rows.map(row => [
      row.cluster_id,
      {
        anchors: JSON.parse(row.anchors_json),
        slotsThroughMs: readOptionalInteger(row.through_ms),
      },
    ]),
  );
}

function byCluster(series: readonly Counted[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { id, clusterId } of series) {
    const ids = groups.get(clusterId);
    if (ids) {
      ids.push(id);
    } else {
      groups.set(clusterId, [id]);
    }
  }
  return groups;
}

/** What to take away from the totals, or to add to them where they begin later than the window. */
function corrections(
  anchor: { fromMs: number; stepMs: number },
  state: TotalsState,
  span: Span,
): { ranges: LevelRange[]; sign: 1 | -1 }[] {
  const between = (fromMs: number, toMs: number, sign: 1 | -1) =>
    fromMs < toMs
      ? [{ ranges: planLevels({ fromMs, toMs, levels: LEVELS }), sign }]
      : [];
  const throughMs = state.slotsThroughMs ?? span.toMs;
  return [
    ...between(anchor.fromMs, span.fromMs, -1),
    ...between(span.fromMs, anchor.fromMs, 1),
    ...between(span.toMs, throughMs, -1),
  ];
}

async function addTotals(
  trx: Knex,
  sums: Map<number, RequestSums>,
  seriesIds: readonly number[],
  windowMs: number,
  layouts: Layouts,
): Promise<void> {
  const columns = summedColumns(layouts, 'latencies');
  await inChunks(seriesIds, TOTALS_PER_STATEMENT, async chunk => {
    const rows: any[] = await trx('slo_totals')
      .where({ window_ms: windowMs })
      .whereRaw(isOneOf(trx, 'series_id', chunk))
      .select('series_id', 'layout_id', ...columns);
    for (const row of rows) {
      addRow(sums, readInteger(row.series_id), row, layouts);
    }
  });
}

async function addRanges(
  trx: Knex,
  sums: Map<number, RequestSums>,
  seriesIds: readonly number[],
  options: { ranges: LevelRange[]; sign: 1 | -1; layouts: Layouts },
): Promise<void> {
  const { ranges, sign, layouts } = options;
  const columns = summedColumns(layouts, 'latencies');
  const grouping = { expression: 'series_id', bindings: [] };
  await inChunks(seriesIds, TOTALS_PER_STATEMENT, async chunk => {
    const rows = await selectSums(trx, chunk, ranges, grouping, columns);
    for (const row of rows) {
      addRow(sums, readInteger(row.group_key), row, layouts, sign);
    }
  });
}

/** Totals whose requests have all left the window say nothing. */
function dropEmpty(sums: Map<number, RequestSums>): Map<number, RequestSums> {
  for (const [id, { classes, mesh, histograms }] of sums) {
    const isEmpty =
      classes.every(count => count === 0) &&
      mesh.started === 0 &&
      histograms.every(h => h.counts.every(count => count === 0));
    if (isEmpty) {
      sums.delete(id);
    } else if (histograms.length > 1) {
      sums.get(id)!.histograms = histograms.filter(h =>
        h.counts.some(count => count !== 0),
      );
    }
  }
  return sums;
}
