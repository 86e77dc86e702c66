import { PUSH_CONFLICTS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { readInteger } from '../dialect';
import type { PushBatch, SlotPart } from '../../IngestStore';
import { PushConflictError } from '../../PushConflictError';
import type { HeldSession } from './fenceSession';

/**
 * Enters a part into the ledger.
 *
 * True where it is new and must be counted, false where the very same part was counted before.
 * A repeated part is recognised even if another stream has pushed since: it was counted, which is
 * all its sender wants to know.
 */
export async function acceptSequence(
  trx: Knex.Transaction,
  batch: PushBatch,
  slots: SlotPart,
  session: HeldSession,
): Promise<boolean> {
  const stream = { cluster_id: batch.clusterId, stream_id: batch.streamId };
  await trx('push_streams')
    .insert({ ...stream, pruned_through: -1 })
    .onConflict(['cluster_id', 'stream_id'])
    .ignore();
  const entry = await trx('push_ledger')
    .where({ ...stream, sequence: slots.sequence })
    .first('digest');
  if (entry) {
    refuseIf(
      entry.digest !== slots.digest,
      PUSH_CONFLICTS.sequence,
      `Sequence ${slots.sequence} of stream '${batch.streamId}' was used before with other slots`,
    );
    return false;
  }
  const { pruned_through: prunedThrough } = await trx('push_streams')
    .where(stream)
    .first('pruned_through');
  refuseIf(
    slots.sequence <= readInteger(prunedThrough),
    PUSH_CONFLICTS.sequence,
    `Sequence ${slots.sequence} of stream '${batch.streamId}' is so old that it is no longer known whether it was counted`,
  );
  refuseIf(
    session.lastStreamId !== undefined &&
      session.lastStreamId !== batch.streamId &&
      slots.coversFromMs < (session.ackedThroughMs ?? 0),
    PUSH_CONFLICTS.overlap,
    `Slots of stream '${batch.streamId}' begin to cover at ${slots.coversFromMs}, but stream '${session.lastStreamId}' has covered through ${session.ackedThroughMs}`,
  );
  await trx('push_ledger').insert({
    ...stream,
    sequence: slots.sequence,
    digest: slots.digest,
    received_ms: batch.receivedMs,
  });
  return true;
}

function refuseIf(
  refused: boolean,
  code: PushConflictError['code'],
  message: string,
): void {
  if (refused) {
    throw new PushConflictError(code, message);
  }
}
