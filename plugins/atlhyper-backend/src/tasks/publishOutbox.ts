import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { AlertStore, OutboxMessage } from '../stores/AlertStore';
import { ALERT_TOPIC } from '../services/alerts/outboxMessages';

/** Messages of one run; what is left is told by the next. */
const MOST_SENT = 1_000;

/** Changes that are logged one by one; an outage of everything is one line more. */
const MOST_LOGGED = 20;

/** Who could not be told for a day finds it in the API. */
const KEPT_MS = 86_400_000;

/**
 * Tells other plugins what became of alerts, in the order in which it happened. A message leaves the
 * outbox once it was published: one that could not be is tried again by the next run and holds up no
 * other, and after a crash in between one may come twice, with the same id.
 */
export async function publishOutbox(options: {
  store: AlertStore;
  events: EventsService;
  logger: LoggerService;
  nowMs: number;
}): Promise<void> {
  const { store, events, logger, nowMs } = options;
  const messages = await store.listUnsent(MOST_SENT);
  log(messages, logger);
  const outcomes = await Promise.allSettled(
    messages.map(({ topic, payload }) =>
      events.publish({ topic, eventPayload: payload }),
    ),
  );
  const isDone = (i: number) =>
    outcomes[i].status === 'fulfilled' || nowMs - messages[i].atMs > KEPT_MS;
  await store.removeSent(
    messages.filter((_, i) => isDone(i)).map(one => one.id),
  );
  const failed = outcomes.filter(one => one.status === 'rejected').length;
  if (failed > 0) {
    logger.warn(`${failed} events of alerts could not be published yet`);
  }
}

function log(messages: readonly OutboxMessage[], logger: LoggerService): void {
  const told = messages.filter(one => one.topic === ALERT_TOPIC);
  for (const { payload } of told.slice(0, MOST_LOGGED)) {
    const { kind, alert } = payload as {
      kind: string;
      alert: { id: string; rule: string; severity: string; entity: string };
    };
    const { id, rule, severity, entity } = alert;
    logger.info(`Alert ${kind}: ${rule} of '${entity}'`, {
      severity,
      alert: id,
    });
  }
  if (told.length > MOST_LOGGED) {
    logger.warn(`${told.length - MOST_LOGGED} more alerts changed`);
  }
}
