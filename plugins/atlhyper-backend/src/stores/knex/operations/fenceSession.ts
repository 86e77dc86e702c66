import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { readInteger, readOptionalInteger } from '../dialect';
import type { LedgerPart, PushEntry } from '../../Ledger';
import { refusedSession } from '../../PushConflictError';
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
  entry: PushEntry,
): Promise<HeldSession> {
  const [session]: DbAgentSessionsRow[] = await trx('agent_sessions')
    .where({
      cluster_id: entry.clusterId,
      role: entry.role,
      epoch: entry.epoch,
    })
    .update({ last_push_ms: entry.receivedMs })
    .returning('*');
  if (!session) {
    const newest: DbAgentSessionsRow | undefined = await trx('agent_sessions')
      .where({ cluster_id: entry.clusterId, role: entry.role })
      .first();
    throw refusedSession(entry, newest && readInteger(newest.epoch));
  }
  const ackedThroughMs = readOptionalInteger(session.acked_through_ms);
  return {
    // Nobody has covered the future: what was named while a clock was ahead does not shut out others.
    ackedThroughMs:
      ackedThroughMs &&
      Math.min(ackedThroughMs, entry.receivedMs + PUSH_LIMITS.maxSlotAheadMs),
    coversFromMs: readOptionalInteger(session.covers_from_ms),
    slotsThroughMs: readOptionalInteger(session.slots_through_ms),
    lastStreamId: session.last_stream_id ?? undefined,
  };
}

/** Moves the end of what is covered forward, never back; gives the new end. */
export async function advanceSession(
  trx: Knex.Transaction,
  entry: PushEntry,
  part: LedgerPart,
  session: HeldSession,
): Promise<number> {
  const ackedThroughMs = Math.max(
    session.ackedThroughMs ?? 0,
    part.coversThroughMs,
  );
  await trx('agent_sessions')
    .where({ cluster_id: entry.clusterId, role: entry.role })
    .update({
      acked_through_ms: ackedThroughMs,
      slots_through_ms: Math.max(session.slotsThroughMs ?? 0, part.endsMs),
      covers_from_ms: Math.min(
        session.coversFromMs ?? part.coversFromMs,
        part.coversFromMs,
      ),
      last_stream_id: entry.streamId,
    });
  return ackedThroughMs;
}
