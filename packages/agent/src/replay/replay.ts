import { randomBytes } from 'node:crypto';
import {
  PROTOCOL_VERSION,
  type OpenSessionResponse,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import type { BackendClient } from '../push/BackendClient';
import { Deliverer } from '../push/Deliverer';
import { adviceFor, PushError } from '../push/PushError';
import { Session } from '../push/Session';
import type { FrozenPart } from '../state/FrozenPart';
import { ReplaySource } from './ReplaySource';

/** How far a load is. */
export type ReplayProgress = {
  parts: number;
  /** Slots sent in this run; a slot larger than a part counts once per piece. */
  slots: number;
  skippedSlots: number;
  /** End of the time that is loaded. */
  throughMs?: number;
  /** Share of the time between the first slot and now that is loaded, 0–1. */
  fraction: number;
};

const OPEN_RETRY_MS = 2_000;
const OPEN_ATTEMPTS = 30;

/**
 * Loads a history through the same push path as live data, in the role `backfill`. Run again after
 * it was broken off it goes on where it stopped.
 *
 * @throws Error if the history or a part of it is refused, or another load took over
 */
export async function replay(options: {
  slots: AsyncIterator<Slot>;
  client: BackendClient;
  clusterId: string;
  agent: { version: string; hostname: string };
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  onProgress: (progress: ReplayProgress) => void;
}): Promise<ReplayProgress> {
  const { client, clock, logger, signal } = options;
  const streamId = `replay-${randomBytes(12).toString('base64url')}`;
  const opened = await open(options, streamId);
  const source = new ReplaySource(options.slots, opened.ackedThroughMs, () =>
    clock.nowMs(),
  );
  const progress: ReplayProgress = {
    parts: 0,
    slots: 0,
    skippedSlots: 0,
    throughMs: opened.ackedThroughMs,
    fraction: 0,
  };
  const deliverer = new Deliverer({
    source,
    clock,
    logger,
    onDelivered: (part: FrozenPart) => {
      progress.parts += 1;
      progress.slots += (JSON.parse(part.slotsJson) as Slot[]).length;
      progress.skippedSlots = source.skippedSlots;
      progress.throughMs = part.coversThroughMs;
      progress.fraction = fractionOf(source.firstMs, part, clock.nowMs());
      options.onProgress(progress);
    },
  });
  const session = new Session(client, 'backfill', streamId, opened, () =>
    clock.nowMs(),
  );
  const end = await deliverer.deliverAll(session, signal);
  if (end !== 'done') {
    throw new Error(
      'another load of this cluster was started meanwhile; it goes on from where this one stopped',
    );
  }
  signal.throwIfAborted();
  return { ...progress, skippedSlots: source.skippedSlots, fraction: 1 };
}

/** How long a history is cannot be known from a pipe; that it ends about now is a good guess. */
function fractionOf(
  firstMs: number | undefined,
  { coversThroughMs }: FrozenPart,
  nowMs: number,
): number {
  const lengthMs = nowMs - (firstMs ?? nowMs);
  const loadedMs = coversThroughMs - (firstMs ?? nowMs);
  return lengthMs > 0 ? Math.min(1, Math.max(0, loadedMs / lengthMs)) : 1;
}

/** A person waits: only what may mend itself within a minute is tried again. */
async function open(
  options: Pick<
    Parameters<typeof replay>[0],
    'client' | 'agent' | 'clusterId' | 'clock' | 'signal'
  >,
  streamId: string,
): Promise<OpenSessionResponse> {
  const { client, agent, clusterId, clock, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.openSession(
        {
          protocol: PROTOCOL_VERSION,
          role: 'backfill',
          clusterId,
          streamId,
          agent,
        },
        signal,
      );
    } catch (error) {
      if (
        !(error instanceof PushError) ||
        error.kind !== 'unreachable' ||
        attempt === OPEN_ATTEMPTS
      ) {
        const advice =
          error instanceof PushError ? adviceFor(error) : undefined;
        if (!advice) throw error;
        throw new Error(`${(error as Error).message}; ${advice}`);
      }
      await clock.sleep(OPEN_RETRY_MS, signal);
    }
  }
}
