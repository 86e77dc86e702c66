import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import { ALERT_TOPIC } from '../services/alerts/outboxMessages';
import type { Outbox, OutboxMessage, UnsentMessage } from '../stores/Outbox';

/** Messages that are read at once. */
const PER_PAGE = 1_000;

/** Pages of one run; what is left is told by the next. */
const MOST_PAGES = 100;

/** Changes that are logged one by one; an outage of everything is one line more. */
const MOST_LOGGED = 20;

/** Whoever takes events and does not answer must not hold up the next round of judging. */
const PATIENCE_MS = 30_000;

/** Who could not be told for a day finds it in the API. */
const KEPT_MS = 86_400_000;

/** What fails is tried again with the next run, and then after twice as long each time, up to the most. */
const RETRY = { firstMs: 30_000, mostMs: 30 * 60_000 };

/**
 * Tells other plugins what became of alerts, those of one alert in the order in which it happened. A
 * message leaves the outbox once it was published: one that could not be is tried again later, and
 * holds up only what comes after it of its alert. After a crash in between one may come twice, with
 * the same id.
 */
export async function publishOutbox(options: {
  outbox: Outbox;
  events: EventsService;
  logger: LoggerService;
  nowMs: number;
  /** How long a page may take; what was not answered by then is told again. */
  patienceMs?: number;
}): Promise<void> {
  const { outbox, logger, nowMs } = options;
  let failures = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    // What was read is removed or postponed, so that the next page begins behind it.
    const messages = await outbox.listDue({ nowMs, limit: PER_PAGE });
    const { failed, isLate } = await publishPage(messages, options);
    failures += failed;
    if (messages.length < PER_PAGE || isLate) break;
  }
  if (failures > 0) {
    logger.warn(`${failures} events of alerts could not be published yet`);
  }
}

/** Gives the number of those that failed, and whether some were given up waiting for. */
async function publishPage(
  messages: readonly UnsentMessage[],
  options: Parameters<typeof publishOutbox>[0],
): Promise<{ failed: number; isLate: boolean }> {
  const { outbox, events, logger, nowMs, patienceMs = PATIENCE_MS } = options;
  const isOver = (one: OutboxMessage) => nowMs - one.atMs > KEPT_MS;
  const late = createDeadline(patienceMs);
  const publish = async ({ topic, payload: eventPayload }: OutboxMessage) =>
    Promise.race([events.publish({ topic, eventPayload }), late.passed]);
  const outcomes = await Promise.all(
    groupBySubject(messages).map(group =>
      publishInOrder(group, { publish, isOver }),
    ),
  );
  const isLate = late.clear();
  const done = outcomes.flatMap(one => one.done);
  const failed = outcomes.flatMap(one => one.failed ?? []);
  log([...done, ...failed], logger);
  await outbox.remove(done.map(one => one.id));
  await outbox.postpone(
    failed.map(({ id, failures }) => ({
      id,
      retryMs: nowMs + Math.min(RETRY.firstMs * 2 ** failures, RETRY.mostMs),
    })),
  );
  return { failed: failed.length, isLate };
}

/** `passed` rejects after so long; `clear` says whether it did. */
function createDeadline(afterMs: number) {
  let isPassed = false;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isPassed = true;
      reject(new Error(`Not answered within ${afterMs} ms`));
    }, afterMs);
  });
  // Nobody may be waiting for it when it passes.
  passed.catch(() => {});
  const clear = () => {
    clearTimeout(timer);
    return isPassed;
  };
  return { passed, clear };
}

function groupBySubject(messages: readonly UnsentMessage[]): UnsentMessage[][] {
  const groups = new Map<string, UnsentMessage[]>();
  for (const message of messages) {
    const known = groups.get(message.subject);
    if (known) known.push(message);
    else groups.set(message.subject, [message]);
  }
  return [...groups.values()];
}

/** Those that are done with, published or too old to be tried again, up to the first that failed. */
async function publishInOrder(
  messages: readonly UnsentMessage[],
  options: {
    publish: (one: OutboxMessage) => Promise<void>;
    isOver: (one: OutboxMessage) => boolean;
  },
): Promise<{ done: UnsentMessage[]; failed?: UnsentMessage }> {
  const done: UnsentMessage[] = [];
  for (const message of messages) {
    try {
      await options.publish(message);
    } catch {
      if (!options.isOver(message)) return { done, failed: message };
    }
    done.push(message);
  }
  return { done };
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
