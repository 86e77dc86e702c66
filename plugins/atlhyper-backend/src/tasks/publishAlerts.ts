import type { LoggerService } from '@backstage/backend-plugin-api';
import { describeSloSubject } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventsService } from '@backstage/plugin-events-node';
import type { MonitorEvent } from '../services/monitor/SloMonitor';

/** Topic of the events service that alerts are published on. */
export const SLO_ALERT_TOPIC = 'atlhyper.slo-alert';

/** Alerts that are logged one by one; an outage of everything is one line more. */
const MOST_LOGGED = 20;

/**
 * Tells other plugins what fired and what recovered. The alerts themselves are kept before: who
 * misses an event finds them at `v2/slo/alerts`, so one that cannot be published holds up no other.
 */
export async function publishAlerts(
  changes: readonly MonitorEvent[],
  options: { events: EventsService; logger: LoggerService },
): Promise<void> {
  const { events, logger } = options;
  for (const { kind, alert } of changes.slice(0, MOST_LOGGED)) {
    logger.info(
      `SLO alert ${kind}: ${alert.kind} of ${describeSloSubject(
        alert.subject,
      )} over ${alert.window}`,
      { severity: alert.severity, alert: alert.id },
    );
  }
  if (changes.length > MOST_LOGGED) {
    logger.warn(`${changes.length - MOST_LOGGED} more SLO alerts changed`);
  }
  const outcomes = await Promise.allSettled(
    changes.map(({ kind, alert }) =>
      events.publish({ topic: SLO_ALERT_TOPIC, eventPayload: { kind, alert } }),
    ),
  );
  const lost = outcomes.filter(one => one.status === 'rejected').length;
  if (lost > 0) {
    logger.warn(`${lost} events of SLO alerts could not be published`);
  }
}
