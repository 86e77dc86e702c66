import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AtlhyperConfig } from '../config/readAtlhyperConfig';
import type { Stores } from '../stores/Stores';

/**
 * Events that are kept of one cluster at most. Kubernetes forgets its own after an hour, so a cluster
 * in a storm may send a hundred times as many as one at rest.
 */
const MAX_EVENTS_PER_CLUSTER = 100_000;

/** Rules have judged what is older: they look back for five minutes. */
const READINGS_KEPT_MS = 15 * 60_000;

/** Lets every store remove what is older than the configuration keeps it. */
export async function pruneAll(options: {
  stores: Stores;
  retention: AtlhyperConfig['retention'];
  /** How long what pods and nodes use is shown. */
  cacheRetentionMs: number;
  nowMs: number;
  logger: LoggerService;
  /** Stops before the next store. */
  signal?: AbortSignal;
}): Promise<void> {
  const { stores, retention, nowMs, logger, signal } = options;
  const kept = { levels: retention.levels, nowMs };
  const statusesBeforeMs = nowMs - retention.statusesMs;
  const agentsBeforeMs = nowMs - retention.agentsMs;
  const steps: [string, () => Promise<number>][] = [
    ['request samples and series', () => stores.samples.prune(kept)],
    ['node figures', () => stores.nodeHistory.prune(kept)],
    [
      'ledger entries, gaps and agents',
      () =>
        stores.ledger.prune({
          ledgerBeforeMs: nowMs - retention.ledgerMs,
          gapsBeforeMs: nowMs - retention.gapsMs,
          agentsBeforeMs,
        }),
    ],
    ['status changes', () => stores.sloLog.prune(statusesBeforeMs)],
    ['alerts', () => stores.alerts.prune(statusesBeforeMs)],
    [
      'readings of nodes',
      () => stores.nodeReadings.prune(nowMs - READINGS_KEPT_MS),
    ],
    [
      'events',
      () =>
        stores.events.prune(nowMs - retention.eventsMs, MAX_EVENTS_PER_CLUSTER),
    ],
    [
      'latest figures and nodes',
      () =>
        stores.latest.prune({
          usageBeforeMs: nowMs - options.cacheRetentionMs,
          nodesBeforeMs: agentsBeforeMs,
        }),
    ],
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
