import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';

/** Changes that are logged one by one; an outage of everything is one line more. */
const MOST_LOGGED = 20;

/**
 * Tells other plugins what changed, as `{ kind, alert }` on a topic. What changed is kept before: who
 * misses an event finds it in the API, so one that cannot be published holds up no other.
 */
export async function publishChanges<
  T extends { kind: string; alert: { id: string; severity: string } },
>(
  changes: readonly T[],
  options: {
    topic: string;
    /** What the changes are, in the plural. */
    what: string;
    describe: (change: T) => string;
    events: EventsService;
    logger: LoggerService;
  },
): Promise<void> {
  const { topic, what, describe, events, logger } = options;
  for (const change of changes.slice(0, MOST_LOGGED)) {
    const { severity, id: alert } = change.alert;
    logger.info(describe(change), { severity, alert });
  }
  if (changes.length > MOST_LOGGED) {
    logger.warn(`${changes.length - MOST_LOGGED} more ${what} changed`);
  }
  const outcomes = await Promise.allSettled(
    changes.map(({ kind, alert }) =>
      events.publish({ topic, eventPayload: { kind, alert } }),
    ),
  );
  const lost = outcomes.filter(one => one.status === 'rejected').length;
  if (lost > 0) {
    logger.warn(`${lost} events of ${what} could not be published`);
  }
}
