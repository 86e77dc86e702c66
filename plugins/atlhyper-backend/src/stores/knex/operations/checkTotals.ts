import { planLevels } from '@atlhyper/core';
import type { Knex } from 'knex';
import type { RetainedLevel } from '../../../levels';
import { isOneOf, readInteger } from '../dialect';
import { TOTAL_COLUMNS } from '../sampleColumns';
import {
  isKept,
  aheadOf,
  atLeast,
  readAnchors,
  seriesOf,
  SERIES_PER_STEP,
  TOTAL_WINDOWS_MS,
  type TotalsAnchor,
} from './slidingTotals';
import { selectSums, type SumRow } from './sumSamples';

type Context = { levels: readonly RetainedLevel[]; nowMs: number };

/** How often another part of the series is looked at. */
const TURN_MS = 60_000;

/** Sums of latencies are rounded as they are moved, and are not compared. */
const COUNTS = TOTAL_COLUMNS.slice(3)
  .map(column => column.name)
  .filter(name => name !== 'latency_sum_ms');

/**
 * Holds the totals of some series against the levels, others every minute, and gives up those of a
 * window where they differ: they are summed anew when they are moved on next. A replica of before
 * the totals adds samples only, and what it took in would be missing until it leaves the window.
 *
 * Gives the windows that were wrong.
 */
export async function checkTotals(
  knex: Knex,
  clusterId: string,
  context: Context,
): Promise<number[]> {
  return knex.transaction(async trx => {
    const state = { cluster_id: clusterId };
    const anchors = await readAnchors(
      trx('slo_total_states').where(state).forUpdate(),
    );
    const wrong: number[] = [];
    for (const windowMs of TOTAL_WINDOWS_MS) {
      const anchor = anchors[windowMs];
      const window = { clusterId, windowMs };
      // What cannot be moved on is summed anew next, right or wrong.
      if (
        anchor &&
        isKept(anchor, context) &&
        !(await isRight(trx, window, anchor, context))
      ) {
        wrong.push(windowMs);
        anchors[windowMs] = undefined;
      }
    }
    if (wrong.length > 0) {
      await trx('slo_total_states')
        .where(state)
        .update({ anchors_json: JSON.stringify(anchors) });
    }
    return wrong;
  });
}

async function isRight(
  trx: Knex.Transaction,
  { clusterId, windowMs }: { clusterId: string; windowMs: number },
  anchor: TotalsAnchor,
  { levels, nowMs }: Context,
): Promise<boolean> {
  const ids = partOf(await seriesOf(trx, clusterId, anchor.fromMs), nowMs);
  if (ids.length === 0) {
    return true;
  }
  const ranges = planLevels({
    fromMs: anchor.fromMs,
    toMs: aheadOf(nowMs),
    levels: atLeast(anchor.stepMs, levels),
  });
  const grouping = { expression: 'series_id', bindings: [] };
  const summed = await selectSums(trx, ids, ranges, grouping, COUNTS);
  const kept: SumRow[] = await trx('slo_totals')
    .where({ window_ms: windowMs })
    .whereRaw(isOneOf(trx, 'series_id', ids))
    .select({ group_key: 'series_id' }, 'layout_id', ...COUNTS);
  const sums = byKey(summed);
  const totals = byKey(kept);
  return [...new Set([...sums.keys(), ...totals.keys()])].every(key =>
    COUNTS.every(column =>
      isSame(sums.get(key)?.[column], totals.get(key)?.[column]),
    ),
  );
}

function partOf(ids: readonly number[], nowMs: number): number[] {
  const parts = Math.max(1, Math.ceil(ids.length / SERIES_PER_STEP));
  const from = (Math.floor(nowMs / TURN_MS) % parts) * SERIES_PER_STEP;
  return ids.slice(from, from + SERIES_PER_STEP);
}

function byKey(rows: readonly SumRow[]): Map<string, SumRow> {
  return new Map(rows.map(row => [`${row.group_key} ${row.layout_id}`, row]));
}

/** Numbers past 2^53 are rounded on their way, differently on the two. */
function isSame(a?: string | number | null, b?: string | number | null) {
  const [left, right] = [readInteger(a), readInteger(b)];
  return Math.abs(left - right) <= 1e-12 * Math.abs(left);
}
