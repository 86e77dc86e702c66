import type {
  ReadSpan,
  SampleStore,
  StoredSeries,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { SloStores } from '../slo/loadScene';
import type { RetainedLevel } from '../../levels';
import { toTotals, type RequestTotals } from '../slo/figures';
import { resolveStretch } from '../slo/resolveWindow';

/** Requests of series in the stretches that rules ask of them, all ending now. */
export type BurnCounts = {
  spanOf(lengthMs: number, agoMs?: number): ReadSpan;
  totalsOf(
    series: StoredSeries,
    lengthMs: number,
    agoMs?: number,
  ): RequestTotals;
};

/** A stretch before now: how long, how long ago it ended, and what is asked of it. */
export type Stretch = {
  lengthMs: number;
  agoMs?: number;
  series: readonly StoredSeries[];
};

/**
 * Reads the counts of all stretches once, without latencies. Each only of the series that are asked
 * for: anyone who may set a target may bring stretches of its own.
 */
export async function readBurnCounts(
  stores: SloStores,
  stretches: readonly Stretch[],
  context: { nowMs: number; levels: readonly RetainedLevel[] },
): Promise<BurnCounts> {
  const read = new Map<
    string,
    { span: ReadSpan; sums: Awaited<ReturnType<SampleStore['sumSeries']>> }
  >();
  for (const { series, ...stretch } of stretches) {
    const span = resolveStretch({ ...stretch, ...context });
    const sums = await stores.samples.sumSeries(series, span, 'counts');
    read.set(keyOf(stretch.lengthMs, stretch.agoMs), { span, sums });
  }
  const at = (lengthMs: number, agoMs?: number) => {
    const found = read.get(keyOf(lengthMs, agoMs));
    if (!found) {
      throw new Error(`The last ${lengthMs} ms were not read`);
    }
    return found;
  };
  return {
    spanOf: (lengthMs, agoMs) => at(lengthMs, agoMs).span,
    totalsOf: (one, lengthMs, agoMs) =>
      toTotals(at(lengthMs, agoMs).sums.get(one.id), one),
  };
}

function keyOf(lengthMs: number, agoMs = 0): string {
  return `${lengthMs} ${agoMs}`;
}
