import type { Knex } from 'knex';
import { readInteger, readOptionalInteger } from './dialect';
import type {
  Heartbeat,
  IngestStore,
  PushBatch,
  PushOutcome,
  SessionOpening,
  SessionState,
} from '../IngestStore';
import { acceptSequence } from './operations/acceptSequence';
import { addNodeSamples } from './operations/addNodeSamples';
import { addRequestSamples } from './operations/addRequestSamples';
import { applyResources } from './operations/applyResources';
import { applyRoutes } from './operations/applyRoutes';
import { advanceSession, fenceSession } from './operations/fenceSession';
import { recordEvents } from './operations/recordEvents';
import {
  appendEngineInput,
  recordGaps,
  recordSnapshots,
  recordSources,
} from './operations/recordState';
import { recordUsage } from './operations/recordUsage';
import type { DbAgentSessionsRow } from './tables';

/**
 * Takes pushes into the plugin's database.
 *
 * Within a transaction nothing may use `this.knex`: SQLite has one connection, and a query outside
 * would wait for the transaction that waits for it.
 */
export class DatabaseIngestStore implements IngestStore {
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
        ackedThroughMs: readOptionalInteger(session.acked_through_ms),
        lastStreamId: session.last_stream_id ?? undefined,
        liveThroughMs: await liveThrough(trx, opening.clusterId),
        resourceGeneration: Math.max(
          readInteger(cluster.resource_generation),
          readInteger(cluster.route_generation),
        ),
      };
    });
  }

  async applyPush(batch: PushBatch): Promise<PushOutcome> {
    return this.knex.transaction(async trx => {
      const session = await fenceSession(trx, batch);
      const fresh =
        batch.slots !== undefined &&
        (await acceptSequence(trx, batch, batch.slots, session));
      let { ackedThroughMs } = session;
      if (batch.slots && fresh) {
        await addRequestSamples(trx, batch.clusterId, batch.slots.plan);
        await addNodeSamples(trx, batch.clusterId, batch.slots.plan.nodes);
        ackedThroughMs = await advanceSession(trx, batch, batch.slots, session);
      }
      await recordGaps(trx, batch);
      await recordSources(trx, batch);
      await recordSnapshots(trx, batch);
      await recordEvents(trx, batch);
      await recordUsage(trx, batch);
      const resyncObjects = await applyResources(trx, batch);
      const resyncRoutes = await applyRoutes(trx, batch);
      const duplicate = batch.slots !== undefined && !fresh;
      if (!duplicate) {
        await appendEngineInput(trx, batch);
      }
      return {
        result: duplicate ? 'duplicate' : 'applied',
        ackedThroughMs,
        resync: resyncObjects || resyncRoutes,
      };
    });
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
