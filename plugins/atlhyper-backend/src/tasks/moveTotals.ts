import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RetainedLevel } from '../levels';
import type { Stores } from '../stores/Stores';

/**
 * Moves the rolling totals of every cluster on to now, and checks some of them. One that fails does not hold up the others.
 *
 * @throws AggregateError of those that failed, once all others are moved
 */
export async function moveTotals(options: {
  stores: Pick<Stores, 'clusters' | 'samples'>;
  levels: readonly RetainedLevel[];
  nowMs: number;
  logger: LoggerService;
  /** Stops before the next cluster. */
  signal?: AbortSignal;
}): Promise<void> {
  const { stores, levels, nowMs, logger, signal } = options;
  const problems: unknown[] = [];
  for (const id of await stores.clusters.listClusterIds()) {
    if (signal?.aborted) {
      return;
    }
    try {
      const wrong = await stores.samples.keepUp(id, { levels, nowMs });
      if (wrong.length > 0) {
        logger.warn(
          `The rolling totals of cluster '${id}' did not fit its samples and were summed anew`,
          { windowsMs: wrong.join() },
        );
      }
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
