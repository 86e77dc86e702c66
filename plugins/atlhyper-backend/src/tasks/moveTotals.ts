import type { RetainedLevel } from '../levels';
import type { Stores } from '../stores/openDatabase';

/** Moves the rolling totals of every cluster on to now. */
export async function moveTotals(options: {
  stores: Pick<Stores, 'clusters' | 'slo'>;
  levels: readonly RetainedLevel[];
  nowMs: number;
  /** Stops before the next cluster. */
  signal?: AbortSignal;
}): Promise<void> {
  const { stores, levels, nowMs, signal } = options;
  for (const id of await stores.clusters.listClusterIds()) {
    if (signal?.aborted) {
      return;
    }
    await stores.slo.advanceTotals(id, { levels, nowMs });
  }
}
