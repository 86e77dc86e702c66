import { once } from 'node:events';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AlertEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { AlertReceiver } from '@atlhyper/backstage-plugin-atlhyper-node';
import { receiverTopic } from '../services/alerts/outboxMessages';
import type { Outbox } from '../stores/Outbox';
import { emptyOutbox } from './emptyOutbox';

/** Who takes longer is asked again later. */
const LONGEST_MS = 30_000;

/** Tells a receiver what became of alerts, one change after another. */
export async function tellReceiver(options: {
  receiver: AlertReceiver;
  outbox: Outbox;
  logger: LoggerService;
  nowMs: number;
  signal: AbortSignal;
  longestMs?: number;
}): Promise<void> {
  const { receiver, outbox, logger, nowMs, longestMs = LONGEST_MS } = options;
  let lastError: unknown;
  const failures = await emptyOutbox({
    outbox,
    which: { topic: receiverTopic(receiver.id) },
    tell: async ({ payload }) => {
      const signal = AbortSignal.any([
        options.signal,
        AbortSignal.timeout(longestMs),
      ]);
      try {
        await Promise.race([
          receiver.receive(payload as AlertEvent, { signal }),
          once(signal, 'abort').then(() => signal.throwIfAborted()),
        ]);
      } catch (error) {
        lastError = error;
        throw error;
      }
    },
    inTurn: true,
    nowMs,
    signal: options.signal,
  });
  if (failures > 0) {
    logger.warn(
      `Receiver '${receiver.id}' could not be told of ${failures} changes of alerts yet`,
      lastError as Error,
    );
  }
}
