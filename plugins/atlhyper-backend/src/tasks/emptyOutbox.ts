import type { Outbox, OutboxMessage, UnsentMessage } from '../stores/Outbox';

/** Messages that are read at once. */
const PER_PAGE = 1_000;

/** Pages of one run; what is left is told by the next. */
const MOST_PAGES = 100;

/** Who could not be told for a day finds it in the API. */
const KEPT_MS = 86_400_000;

/** What fails is tried again with the next run, and then after twice as long each time, up to the most. */
const RETRY = { firstMs: 30_000, mostMs: 30 * 60_000 };

export type OutboxRun = {
  outbox: Outbox;
  /** Which messages: those of a topic, or of all but some. */
  which: { topic?: string; otherThan?: readonly string[] };
  /** Rejects where it could not be told. */
  tell: (message: UnsentMessage) => Promise<void>;
  /** One message after another; else those of different subjects at once. */
  inTurn?: boolean;
  /** How long a page may take; what was not answered by then is told again. For ever where absent. */
  patienceMs?: number;
  /** What was told, or failed, of each page. */
  onPage?: (messages: readonly UnsentMessage[]) => void;
  nowMs: number;
  /** Ends the run early; what is left is told by the next. */
  signal?: AbortSignal;
};

/**
 * Tells what is due, that of one subject in the order in which it happened; gives how many failed. A
 * message leaves the outbox once it was told: one that could not be is tried again later, and holds up
 * only what comes after it of its subject. After a crash in between one may come twice.
 */
export async function emptyOutbox(run: OutboxRun): Promise<number> {
  const { outbox, which, nowMs, signal } = run;
  let failures = 0;
  for (let page = 0; page < MOST_PAGES && !signal?.aborted; page++) {
    // What was read is removed or postponed, so that the next page begins behind it.
    const messages = await outbox.listDue({ ...which, nowMs, limit: PER_PAGE });
    const { failed, isLate } = await tellPage(messages, run);
    failures += failed;
    if (messages.length < PER_PAGE || isLate) break;
  }
  return failures;
}

/** Gives the number of those that failed, and whether some were given up waiting for. */
async function tellPage(
  messages: readonly UnsentMessage[],
  run: OutboxRun,
): Promise<{ failed: number; isLate: boolean }> {
  const { outbox, onPage, nowMs, patienceMs } = run;
  const late = createDeadline(patienceMs);
  const outcomes = await tellGroups(groupBySubject(messages), {
    ...run,
    tell: message => Promise.race([run.tell(message), late.passed]),
  });
  const isLate = late.clear();
  const done = outcomes.flatMap(one => one.done);
  const failed = outcomes.flatMap(one => one.failed ?? []);
  onPage?.([...done, ...failed]);
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
function createDeadline(afterMs: number | undefined) {
  let isPassed = false;
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    if (afterMs === undefined) return;
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

type Outcome = { done: UnsentMessage[]; failed?: UnsentMessage };

async function tellGroups(
  groups: readonly UnsentMessage[][],
  run: OutboxRun,
): Promise<Outcome[]> {
  if (!run.inTurn) {
    return Promise.all(groups.map(group => tellInOrder(group, run)));
  }
  const outcomes: Outcome[] = [];
  for (const group of groups) {
    outcomes.push(await tellInOrder(group, run));
  }
  return outcomes;
}

/** Those that are done with, told or too old to be tried again, up to the first that failed. */
async function tellInOrder(
  messages: readonly UnsentMessage[],
  { tell, nowMs, signal }: OutboxRun,
): Promise<Outcome> {
  const isOver = (one: OutboxMessage) => nowMs - one.atMs > KEPT_MS;
  const done: UnsentMessage[] = [];
  for (const message of messages) {
    if (signal?.aborted) break;
    try {
      await tell(message);
    } catch {
      if (!isOver(message)) return { done, failed: message };
    }
    done.push(message);
  }
  return { done };
}
