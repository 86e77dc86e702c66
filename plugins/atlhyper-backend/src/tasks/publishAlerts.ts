import type { LoggerService } from '@backstage/backend-plugin-api';
import { subjectText } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventsService } from '@backstage/plugin-events-node';
import type { MonitorEvent } from '../services/monitor/SloMonitor';
import { publishChanges } from './publishChanges';

/** Topic of the events service that alerts are published on. */
export const SLO_ALERT_TOPIC = 'atlhyper.slo-alert';

/** Tells other plugins what fired and what recovered; it is kept at `v2/slo/alerts`. */
export async function publishAlerts(
  changes: readonly MonitorEvent[],
  options: { events: EventsService; logger: LoggerService },
): Promise<void> {
  await publishChanges(changes, {
    ...options,
    topic: SLO_ALERT_TOPIC,
    what: 'SLO alerts',
    describe: ({ kind, alert }) =>
      `SLO alert ${kind}: ${alert.kind} of ${subjectText(alert.subject)} over ${
        alert.window
      }`,
  });
}
