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
 * Tells other plugins what became of alerts, those of one alert in the order in which it happened. A
 * message leaves the outbox once it was published: one that could not be is tried again by the next
 * run and holds up only what comes after it of its alert. After a crash in between one may come
 * twice, with the same id.
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
  const isOver = (one: OutboxMessage) => nowMs - one.atMs > KEPT_MS;
  const sent = await Promise.all(
    [...groupByAlert(messages).values()].map(ofAlert =>
      publishInOrder(ofAlert, { events, isOver }),
    ),
  );
  const doneIds = sent.flat().map(one => one.id);
  await store.removeSent(doneIds);
  const kept = messages.length - doneIds.length;
  if (kept > 0) {
    logger.warn(`${kept} events of alerts could not be published yet`);
  }
}

type Unsent = OutboxMessage & { id: number };

function groupByAlert(messages: readonly Unsent[]): Map<string, Unsent[]> {
  const groups = new Map<string, Unsent[]>();
  for (const message of messages) {
    const { alert } = message.payload as { alert: { id: string } };
    const key = `${message.topic} ${alert.id}`;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return groups;
}

/** Those that are done with: published, or too old to be tried again. */
async function publishInOrder(
  messages: readonly Unsent[],
  options: { events: EventsService; isOver: (one: OutboxMessage) => boolean },
): Promise<Unsent[]> {
  const done: Unsent[] = [];
  for (const message of messages) {
    const { topic, payload } = message;
    try {
      await options.events.publish({ topic, eventPayload: payload });
    } catch {
      if (!options.isOver(message)) break;
    }
    done.push(message);
  }
  return done;
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
