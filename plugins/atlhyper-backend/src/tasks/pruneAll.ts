import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AtlhyperConfig } from '../config/readAtlhyperConfig';
import type { RetentionStore } from '../stores/RetentionStore';

/**
 * Events that are kept of one cluster at most. Kubernetes forgets its own after an hour, so a cluster
 * in a storm may send a hundred times as many as one at rest.
 */
export const MAX_EVENTS_PER_CLUSTER = 100_000;

/** Removes everything that is older than the configuration keeps it. */
export async function pruneAll(options: {
  store: RetentionStore;
  retention: AtlhyperConfig['retention'];
  /** How long what pods and nodes use is shown. */
  cacheRetentionMs: number;
  nowMs: number;
  logger: LoggerService;
  /** Stops before the next step. */
  signal?: AbortSignal;
}): Promise<void> {
  const { store, retention, nowMs, logger, signal } = options;
  const longestMs = Math.max(...retention.levels.map(level => level.keepMs));
  const steps: [string, () => Promise<number>][] = [
    ...retention.levels.flatMap(({ levelMs, keepMs }) => {
      const beforeMs = nowMs - keepMs;
      return [
        [
          `request samples of ${levelMs} ms`,
          () => store.pruneRequestSamples(levelMs, beforeMs),
        ],
        [
          `node figures of ${levelMs} ms`,
          () => store.pruneNodeHistory(levelMs, beforeMs),
        ],
      ] as [string, () => Promise<number>][];
    }),
    ['series', () => store.pruneSeries(nowMs - longestMs)],
    ['ledger entries', () => store.pruneLedger(nowMs - retention.ledgerMs)],
    [
      'engine inputs',
      () => store.pruneEngineInputs(nowMs - retention.engineInputsMs),
    ],
    [
      'status changes and alerts',
      () => store.pruneSloLog(nowMs - retention.statusesMs),
    ],
    ['node alerts', () => store.pruneNodeAlerts(nowMs - retention.statusesMs)],
    [
      'events',
      () =>
        store.pruneEvents(nowMs - retention.eventsMs, MAX_EVENTS_PER_CLUSTER),
    ],
    ['usage', () => store.pruneUsage(nowMs - options.cacheRetentionMs)],
    ['gaps', () => store.pruneGaps(nowMs - retention.gapsMs)],
    ['agents', () => store.pruneAgents(nowMs - retention.agentsMs)],
    ['nodes', () => store.pruneNodes(nowMs - retention.agentsMs)],
  ];
  for (const [what, prune] of steps) {
    if (signal?.aborted) {
      return;
    }
    const removed = await prune();
    if (removed > 0) {
      logger.debug(`Removed ${removed} ${what} that are no longer kept`);
    }
  }
}
