import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { AlertReceiver } from '@atlhyper/backstage-plugin-atlhyper-node';
import type { AtlhyperConfig } from '../config/readAtlhyperConfig';
import type { AlertMonitor } from '../services/alerts/AlertMonitor';
import type { CatalogTargets } from '../services/targets/CatalogTargets';
import type { Stores } from '../stores/Stores';
import { moveTotals } from './moveTotals';
import { pruneAll } from './pruneAll';
import { publishOutbox } from './publishOutbox';
import { tellReceiver } from './tellReceiver';

/** Everything that runs by itself, each on one replica at a time. */
// eslint-disable-next-line max-lines-per-function -- a list: one entry for each task
export async function scheduleTasks(options: {
  scheduler: SchedulerService;
  stores: Stores;
  config: AtlhyperConfig;
  events: EventsService;
  receivers: readonly AlertReceiver[];
  monitor: AlertMonitor;
  catalogTargets: CatalogTargets;
  logger: LoggerService;
  clock: () => number;
}): Promise<void> {
  const { scheduler, stores, config, logger, clock } = options;
  const { retention } = config;
  await scheduler.scheduleTask({
    id: 'slo-totals',
    frequency: { minutes: 1 },
    timeout: { minutes: 10 },
    initialDelay: { seconds: 5 },
    fn: signal =>
      moveTotals({
        stores,
        levels: retention.levels,
        nowMs: clock(),
        logger,
        signal,
      }),
  });
  await scheduler.scheduleTask({
    id: 'alerts',
    frequency: { seconds: 30 },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 10 },
    fn: async () => {
      try {
        await options.monitor.run();
      } finally {
        // Also what an earlier round kept and did not get to tell.
        await publishOutbox({
          outbox: stores.outbox,
          events: options.events,
          receiverIds: options.receivers.map(one => one.id),
          logger,
          nowMs: clock(),
        });
      }
    },
  });
  for (const receiver of options.receivers) {
    const { outbox } = stores;
    await scheduler.scheduleTask({
      id: `alert-receiver-${receiver.id}`,
      frequency: { seconds: 30 },
      timeout: { minutes: 5 },
      initialDelay: { seconds: 15 },
      fn: signal =>
        tellReceiver({ receiver, outbox, logger, nowMs: clock(), signal }),
    });
  }
  await scheduler.scheduleTask({
    id: 'slo-catalog-targets',
    frequency: { minutes: 1 },
    timeout: { minutes: 5 },
    initialDelay: { seconds: 15 },
    fn: () => options.catalogTargets.refresh(),
  });
  await scheduler.scheduleTask({
    id: 'retention',
    frequency: { minutes: 10 },
    timeout: { minutes: 9 },
    initialDelay: { minutes: 1 },
    fn: signal =>
      pruneAll({
        stores,
        retention,
        cacheRetentionMs: config.metrics.cacheRetentionMs,
        nowMs: clock(),
        logger,
        signal,
      }),
  });
}
