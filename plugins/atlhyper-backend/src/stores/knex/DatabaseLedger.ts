import { setImmediate } from 'node:timers/promises';
import {
  PUSH_LIMITS,
  type Gap,
  type SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { whereAllowed, type Access } from '../../access/access';
import type {
  ClusterCoverage,
  Commit,
  Heartbeat,
  Ledger,
  PushEntry,
  PushUnit,
  SessionOpening,
  SessionState,
} from '../Ledger';
import {
  bulkUpsert,
  readInteger,
  readOptionalInteger,
  type BulkColumn,
} from './dialect';
import { acceptSequence } from './operations/acceptSequence';
import { advanceSession, fenceSession } from './operations/fenceSession';
import { readCoverage } from './operations/readCoverage';
import { pruneBatches } from './pruneBatches';
import type { DbAgentSessionsRow } from './tables';
import { shareTransaction, transactionOf } from './transaction';

const GAP_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'stream_id', type: 'text' },
  { name: 'from_ms', type: 'bigint' },
  { name: 'to_ms', type: 'bigint' },
  { name: 'reason', type: 'text', onConflict: 'replace' },
  { name: 'recorded_ms', type: 'bigint' },
];

/** The ledger in the plugin's database, whose transaction all stores there share. */
export class DatabaseLedger implements Ledger {
  constructor(private readonly knex: Knex) {}

  async openSession(opening: SessionOpening): Promise<SessionState> {
    return this.knex.transaction(async trx => {
      const [session]: DbAgentSessionsRow[] = await trx('agent_sessions')
        .insert({
          cluster_id: opening.clusterId,
          role: opening.role,
          epoch: 1,
          stream_id: opening.streamId,
          opened_ms: opening.openedMs,
        })
        .onConflict(['cluster_id', 'role'])
        .merge({
          epoch: trx.raw('agent_sessions.epoch + 1'),
          stream_id: opening.streamId,
          opened_ms: opening.openedMs,
        })
        .returning('*');
      await recordKubernetesApi(trx, opening);
      const cluster = await trx('clusters')
        .where({ id: opening.clusterId })
        .first('resource_generation', 'route_generation');
      return {
        epoch: readInteger(session.epoch),
        ackedThroughMs: notAhead(
          readOptionalInteger(session.acked_through_ms),
          opening.openedMs,
        ),
        lastStreamId: session.last_stream_id ?? undefined,
        liveThroughMs: await liveThrough(trx, opening.clusterId),
        resourceGeneration: Math.max(
          readInteger(cluster.resource_generation),
          readInteger(cluster.route_generation),
        ),
      };
    });
  }

  async commit<T>(
    entry: PushEntry,
    write: (unit: PushUnit, isFresh: boolean) => Promise<T>,
  ): Promise<Commit<T>> {
    const { clusterId, streamId, receivedMs, part } = entry;
    return this.knex.transaction(async trx => {
      const session = await fenceSession(trx, entry);
      const isFresh =
        part !== undefined && (await acceptSequence(trx, entry, part, session));
      const unit = {
        ...{ clusterId, streamId, receivedMs },
        sequence: part?.sequence,
        transaction: shareTransaction(trx),
      };
      const written = await write(unit, isFresh);
      const ackedThroughMs =
        part && isFresh
          ? await advanceSession(trx, entry, part, session)
          : session.ackedThroughMs;
      return { isFresh, ackedThroughMs, written };
    });
  }

  async recordGaps(unit: PushUnit, gaps: readonly Gap[]): Promise<void> {
    const rows = new Map(
      gaps.map(gap => [
        `${gap.fromMs}-${gap.toMs}`,
        {
          cluster_id: unit.clusterId,
          stream_id: unit.streamId,
          from_ms: gap.fromMs,
          to_ms: gap.toMs,
          reason: gap.reason,
          recorded_ms: unit.receivedMs,
        },
      ]),
    );
    await bulkUpsert(
      transactionOf(unit),
      {
        table: 'gaps',
        key: ['cluster_id', 'to_ms', 'from_ms', 'stream_id'],
        columns: GAP_COLUMNS,
      },
      [...rows.values()],
    );
  }

  async recordSources(
    unit: PushUnit,
    sources: readonly SourceState[],
  ): Promise<void> {
    await transactionOf(unit)('agents')
      .where({ cluster_id: unit.clusterId, stream_id: unit.streamId })
      .update({ sources_json: JSON.stringify(sources) });
  }

  async recordHeartbeat(
    heartbeat: Heartbeat,
  ): Promise<{ ackedThroughMs?: number }> {
    const state = {
      hostname: heartbeat.agent.hostname,
      version: heartbeat.agent.version,
      leader: heartbeat.agent.leader,
      started_ms: heartbeat.agent.startedMs,
      last_heartbeat_ms: heartbeat.receivedMs,
      sources_json: JSON.stringify(heartbeat.sources),
      spool_json: JSON.stringify(heartbeat.spool),
    };
    await this.knex('agents')
      .insert({
        cluster_id: heartbeat.clusterId,
        stream_id: heartbeat.streamId,
        ...state,
      })
      .onConflict(['cluster_id', 'stream_id'])
      .merge(state);
    return {
      ackedThroughMs: await liveThrough(this.knex, heartbeat.clusterId),
    };
  }
  async listSources(query: {
    access: Access<'cluster'>;
    clusterId: string;
  }): Promise<SourceState[]> {
    const agents = this.knex('agents').where({ cluster_id: query.clusterId });
    whereAllowed(agents, query.access, { cluster: 'cluster_id' });
    const agent: { sources_json: string } | undefined = await agents
      .orderBy([
        { column: 'leader', order: 'desc' },
        { column: 'last_heartbeat_ms', order: 'desc' },
      ])
      .first('sources_json');
    return agent ? JSON.parse(agent.sources_json) : [];
  }

  async readCoverage(fromMs: number): Promise<ClusterCoverage[]> {
    return readCoverage(this.knex, fromMs);
  }

  async prune(before: {
    ledgerBeforeMs: number;
    gapsBeforeMs: number;
    agentsBeforeMs: number;
  }): Promise<number> {
    const entries = await this.pruneLedger(before.ledgerBeforeMs);
    const gaps = await pruneBatches(this.knex, 'gaps', {
      key: ['cluster_id', 'to_ms', 'from_ms', 'stream_id'],
      old: rows => rows.where('to_ms', '<', before.gapsBeforeMs),
    });
    return entries + gaps + (await this.pruneAgents(before.agentsBeforeMs));
  }

  /** A stream is remembered for ever, and every agent without a lasting disk begins a new one. */
  private async pruneLedger(beforeMs: number): Promise<number> {
    const streams: { cluster_id: string; stream_id: string }[] =
      await this.knex('push_streams')
        .whereExists(
          this.knex('push_ledger')
            .whereRaw('push_ledger.cluster_id = push_streams.cluster_id')
            .whereRaw('push_ledger.stream_id = push_streams.stream_id')
            .select(this.knex.raw('1')),
        )
        .select('cluster_id', 'stream_id');
    let removed = 0;
    for (const stream of streams) {
      removed += await this.pruneStream(stream, beforeMs);
      await setImmediate();
    }
    return removed;
  }

  private async pruneAgents(beforeMs: number): Promise<number> {
    return this.knex('agents')
      .where('last_heartbeat_ms', '<', beforeMs)
      .whereExists(
        this.knex('agents as newer')
          .whereRaw('newer.cluster_id = agents.cluster_id')
          .whereRaw('newer.last_heartbeat_ms > agents.last_heartbeat_ms')
          .select(this.knex.raw('1')),
      )
      .delete();
  }

  /** `pruned_through` and the rows go together: in between a repeated part would count again. */
  private async pruneStream(
    stream: { cluster_id: string; stream_id: string },
    beforeMs: number,
  ): Promise<number> {
    return this.knex.transaction(async trx => {
      const firstKept = await trx('push_ledger')
        .where(stream)
        .andWhere('received_ms', '>=', beforeMs)
        .orderBy('sequence')
        .first('sequence');
      const old = trx('push_ledger')
        .where(stream)
        .andWhere('received_ms', '<', beforeMs);
      if (firstKept) {
        old.andWhere('sequence', '<', firstKept.sequence);
      }
      const lastOld = await old.orderBy('sequence', 'desc').first('sequence');
      if (!lastOld) {
        return 0;
      }
      const prunedThrough = readInteger(lastOld.sequence);
      await trx('push_streams')
        .where(stream)
        .update({ pruned_through: prunedThrough });
      const removed: number = await trx('push_ledger')
        .where(stream)
        .andWhere('sequence', '<=', prunedThrough)
        .delete();
      return removed;
    });
  }
}

async function liveThrough(
  knex: Knex,
  clusterId: string,
): Promise<number | undefined> {
  const row = await knex<DbAgentSessionsRow>('agent_sessions')
    .where({ cluster_id: clusterId, role: 'live' })
    .first('acked_through_ms');
  return readOptionalInteger(row?.acked_through_ms);
}

/** The live agent's word counts: where it names no address any more, none is known. */
async function recordKubernetesApi(
  trx: Knex.Transaction,
  { role, clusterId, kubernetesApi }: SessionOpening,
): Promise<void> {
  if (role === 'live') {
    await trx('clusters')
      .where({ id: clusterId })
      .update({
        kubernetes_api_json: kubernetesApi
          ? JSON.stringify(kubernetesApi)
          : null,
      });
  }
}

/** Nobody has covered the future, whatever a clock said when it was ahead. */
function notAhead(ms: number | undefined, nowMs: number): number | undefined {
  const latestMs = nowMs + PUSH_LIMITS.maxSlotAheadMs;
  return ms === undefined ? undefined : Math.min(ms, latestMs);
}
