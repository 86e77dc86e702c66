import type { LoggerService } from '@backstage/backend-plugin-api';
import { sloSubjectText } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventsService } from '@backstage/plugin-events-node';
import type { MonitorEvent } from '../services/monitor/SloMonitor';

/** Topic of the events service that alerts are published on. */
export const SLO_ALERT_TOPIC = 'atlhyper.slo-alert';

/**
 * Tells other plugins what fired and what recovered. The alerts themselves are kept before: who
 * misses an event finds them at `v2/slo/alerts`.
 */
export async function publishAlerts(
  changes: readonly MonitorEvent[],
  options: { events: EventsService; logger: LoggerService },
): Promise<void> {
  for (const { kind, alert } of changes) {
    const subject = sloSubjectText(alert.subject);
    options.logger.info(
      `SLO alert ${kind}: ${alert.kind} of ${subject} over ${alert.window}`,
      { severity: alert.severity, alert: alert.id },
    );
    await options.events.publish({
      topic: SLO_ALERT_TOPIC,
      eventPayload: { kind, alert },
    });
  }
}
