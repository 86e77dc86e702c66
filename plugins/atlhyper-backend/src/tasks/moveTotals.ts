import type { RetainedLevel } from '../levels';
import type { Stores } from '../stores/openDatabase';

/**
 * Moves the rolling totals of every cluster on to now. One that fails does not hold up the others.
 *
 * @throws AggregateError of those that failed, once all others are moved
 */
export async function moveTotals(options: {
  stores: Pick<Stores, 'clusters' | 'slo'>;
  levels: readonly RetainedLevel[];
  nowMs: number;
  /** Stops before the next cluster. */
  signal?: AbortSignal;
}): Promise<void> {
  const { stores, levels, nowMs, signal } = options;
  const problems: unknown[] = [];
  for (const id of await stores.clusters.listClusterIds()) {
    if (signal?.aborted) {
      return;
    }
    try {
      await stores.slo.advanceTotals(id, { levels, nowMs });
    } catch (error) {
      problems.push(error);
    }
  }
  if (problems.length > 0) {
    throw new AggregateError(
      problems,
      `The totals of ${problems.length} clusters could not be moved on: ${problems[0]}`,
    );
  }
}
