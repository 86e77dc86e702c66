import { PUSH_CONFLICTS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { readOptionalInteger } from '../dialect';
import type { PushBatch, SlotPart } from '../../IngestStore';
import { PushConflictError } from '../../PushConflictError';
import type { DbAgentSessionsRow } from '../tables';

/** The session a push belongs to, locked until the transaction ends. */
export type HeldSession = {
  ackedThroughMs?: number;
  slotsThroughMs?: number;
  coversFromMs?: number;
  lastStreamId?: string;
};

/**
 * Makes sure that a push comes from the newest session of its role.
 *
 * The first statement of a push: on PostgreSQL the update locks the row, so that pushes of one
 * cluster and role follow each other and a new session waits until this push is done.
 */
export async function fenceSession(
  trx: Knex.Transaction,
  batch: PushBatch,
): Promise<HeldSession> {
  const [session]: DbAgentSessionsRow[] = await trx('agent_sessions')
    .where({
      cluster_id: batch.clusterId,
      role: batch.role,
      epoch: batch.epoch,
    })
    .update({ last_push_ms: batch.receivedMs })
    .returning('*');
  if (!session) {
    throw new PushConflictError(
      PUSH_CONFLICTS.fenced,
      `Session ${batch.epoch} of role '${batch.role}' is not the newest of cluster '${batch.clusterId}'`,
    );
  }
  return {
    ackedThroughMs: readOptionalInteger(session.acked_through_ms),
    coversFromMs: readOptionalInteger(session.covers_from_ms),
    slotsThroughMs: readOptionalInteger(session.slots_through_ms),
    lastStreamId: session.last_stream_id ?? undefined,
  };
}

/** Moves the end of what is covered forward, never back; gives the new end. */
export async function advanceSession(
  trx: Knex.Transaction,
  batch: PushBatch,
  slots: SlotPart,
  session: HeldSession,
): Promise<number> {
  const ackedThroughMs = Math.max(
    session.ackedThroughMs ?? 0,
    slots.coversThroughMs,
  );
  await trx('agent_sessions')
    .where({ cluster_id: batch.clusterId, role: batch.role })
    .update({
      acked_through_ms: ackedThroughMs,
      slots_through_ms: Math.max(session.slotsThroughMs ?? 0, slots.endsMs),
      covers_from_ms: Math.min(
        session.coversFromMs ?? slots.coversFromMs,
        slots.coversFromMs,
      ),
      last_stream_id: batch.streamId,
    });
  return ackedThroughMs;
}
