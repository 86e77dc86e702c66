import {
  PROTOCOL_VERSION,
  type HeartbeatRequest,
  type SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import { isStorageError } from '../state/isStorageError';
import type { StateStore } from '../state/StateStore';
import type { BackendClient } from './BackendClient';
import { adviceFor, PushError } from './PushError';

export type HeartbeatOptions = {
  client: BackendClient;
  store: StateStore;
  agent: Omit<HeartbeatRequest['agent'], 'leader'>;
  isLeader: () => boolean;
  sources: () => SourceState[];
  intervalMs: number;
  clock: Clock;
  logger: Logger;
  /** Told how far the backend covers, by whichever agent. */
  onAcked: (ackedThroughMs: number) => void;
};

/** Shows the backend that this agent lives, whether it leads or not, until the signal aborts. */
export async function runHeartbeat(
  options: HeartbeatOptions,
  signal: AbortSignal,
): Promise<void> {
  const { client, store, clock, logger } = options;
  let failing = false;
  while (!signal.aborted) {
    try {
      const answer = await client.heartbeat(
        {
          protocol: PROTOCOL_VERSION,
          streamId: store.streamId,
          agent: { ...options.agent, leader: options.isLeader() },
          sources: options.sources().slice(0, 64),
          spool: store.spoolStats(),
        },
        signal,
      );
      if (answer.ackedThroughMs !== undefined) {
        options.onAcked(answer.ackedThroughMs);
      }
      failing = false;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof PushError || isStorageError(error))) throw error;
      if (!failing) {
        const advice =
          error instanceof PushError ? adviceFor(error) : undefined;
        logger.warn('heartbeat failed', {
          reason: messageOf(error),
          ...(advice && { advice }),
        });
      }
      failing = true;
    }
    await clock.sleep(options.intervalMs, signal);
  }
}
