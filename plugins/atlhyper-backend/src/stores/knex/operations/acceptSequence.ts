import { PUSH_CONFLICTS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { readInteger } from '../dialect';
import type { LedgerPart, PushEntry } from '../../Ledger';
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
  entry: PushEntry,
  part: LedgerPart,
  session: HeldSession,
): Promise<boolean> {
  const stream = { cluster_id: entry.clusterId, stream_id: entry.streamId };
  await trx('push_streams')
    .insert({ ...stream, pruned_through: -1 })
    .onConflict(['cluster_id', 'stream_id'])
    .ignore();
  const known = await trx('push_ledger')
    .where({ ...stream, sequence: part.sequence })
    .first('digest');
  if (known) {
    refuseIf(
      known.digest !== part.digest,
      PUSH_CONFLICTS.sequence,
      `Sequence ${part.sequence} of stream '${entry.streamId}' was used before with other slots`,
    );
    return false;
  }
  const { pruned_through: prunedThrough } = await trx('push_streams')
    .where(stream)
    .first('pruned_through');
  refuseIf(
    part.sequence <= readInteger(prunedThrough),
    PUSH_CONFLICTS.sequence,
    `Sequence ${part.sequence} of stream '${entry.streamId}' is so old that it is no longer known whether it was counted`,
  );
  refuseIf(
    session.lastStreamId !== undefined &&
      session.lastStreamId !== entry.streamId &&
      part.coversFromMs < (session.ackedThroughMs ?? 0),
    PUSH_CONFLICTS.overlap,
    `Slots of stream '${entry.streamId}' begin to cover at ${part.coversFromMs}, but stream '${session.lastStreamId}' has covered through ${session.ackedThroughMs}`,
  );
  await trx('push_ledger').insert({
    ...stream,
    sequence: part.sequence,
    digest: part.digest,
    received_ms: entry.receivedMs,
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
