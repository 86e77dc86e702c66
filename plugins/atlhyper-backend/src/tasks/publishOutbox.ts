import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { NotFoundError } from '@backstage/errors';
import {
  ALERT_TOPIC,
  isReceiverTopic,
  receiverTopic,
} from '../services/alerts/outboxMessages';
import type { Outbox, UnsentMessage } from '../stores/Outbox';
import { emptyOutbox } from './emptyOutbox';

/** Whoever takes events and does not answer must not hold up the next round of judging. */
const PATIENCE_MS = 30_000;

/** Changes that are logged one by one; an outage of everything is one line more. */
const MOST_LOGGED = 20;

/** Tells other plugins what became of alerts. One that comes twice has the same id. */
export async function publishOutbox(options: {
  outbox: Outbox;
  events: EventsService;
  /** Those who are told by themselves. */
  receiverIds?: readonly string[];
  logger: LoggerService;
  nowMs: number;
  /** How long a page may take; what was not answered by then is told again. */
  patienceMs?: number;
}): Promise<void> {
  const { outbox, events, receiverIds = [], logger, nowMs } = options;
  const { patienceMs = PATIENCE_MS } = options;
  const failures = await emptyOutbox({
    outbox,
    which: { otherThan: receiverIds.map(receiverTopic) },
    tell: async ({ topic, payload }) => {
      // The module that brought it may be back within the day.
      if (isReceiverTopic(topic)) throw new NotFoundError(topic);
      await events.publish({ topic, eventPayload: payload });
    },
    patienceMs,
    onPage: messages => log(messages, logger),
    nowMs,
  });
  if (failures > 0) {
    logger.warn(`${failures} events of alerts could not be published yet`);
  }
}

/** Once, whatever becomes of the event. */
function log(messages: readonly UnsentMessage[], logger: LoggerService): void {
  const told = messages
    .filter(one => one.topic === ALERT_TOPIC && one.failures === 0)
    .sort((a, b) => a.id - b.id);
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
