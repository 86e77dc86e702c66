import {
  PROTOCOL_VERSION,
  type HeartbeatRequest,
  type SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import { isStorageError } from '../state/isStorageError';
import type { StateStore } from '../state/StateStore';
import type { BackendClient } from './BackendClient';
import { FailureLog } from './FailureLog';
import { PushError } from './PushError';

export type HeartbeatOptions = {
  client: BackendClient;
  store: StateStore;
  agent: Omit<HeartbeatRequest['agent'], 'leader'>;
  isLeader: () => boolean;
  sources: () => SourceState[];
  intervalMs: number;
  clock: Clock;
  logger: Logger;
  /** Told how it fares, for who wants to know. */
  failures?: FailureLog;
  /** Told how far the backend covers, by whichever agent. */
  onAcked: (ackedThroughMs: number) => void;
};

/** Shows the backend that this agent lives, whether it leads or not, until the signal aborts. */
export async function runHeartbeat(
  options: HeartbeatOptions,
  signal: AbortSignal,
): Promise<void> {
  const { client, store, clock, logger } = options;
  const {
    failures = new FailureLog({ what: 'heartbeat failed', clock, logger }),
  } = options;
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
      failures.succeeded('heartbeat again');
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof PushError || isStorageError(error))) throw error;
      failures.failed(error);
    }
    await clock.sleep(options.intervalMs, signal);
  }
}
