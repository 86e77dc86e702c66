import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { inChunks, readInteger } from './dialect';
import type { RetentionStore } from '../RetentionStore';

/** Rows that one statement removes at most, where it can tell. */
const ROWS_PER_BATCH = 1_000;

/** Series whose old samples one statement removes: a run every ten minutes finds some twenty each. */
const SERIES_PER_BATCH = 20;

/** Removes old rows from the plugin's database. */
export class DatabaseRetentionStore implements RetentionStore {
  constructor(private readonly knex: Knex) {}

  /** Series by series along the primary key, so that samples need no index of their own by age. */
  async pruneRequestSamples(
    levelMs: number,
    beforeMs: number,
  ): Promise<number> {
    const ids: number[] = await this.knex('slo_series')
      .orderBy('id')
      .pluck('id');
    const removed = await inChunks(ids, SERIES_PER_BATCH, chunk =>
      this.knex('slo_samples')
        .whereIn('series_id', chunk)
        .andWhere({ level_ms: levelMs })
        .andWhere('start_ms', '<', beforeMs)
        .delete(),
    );
    return removed.reduce((sum, count) => sum + count, 0);
  }

  async pruneNodeHistory(levelMs: number, beforeMs: number): Promise<number> {
    return this.pruneBatches('node_history', {
      key: ['cluster_id', 'node', 'level_ms', 'start_ms'],
      old: rows =>
        rows.where({ level_ms: levelMs }).andWhere('start_ms', '<', beforeMs),
    });
  }

  async pruneLedger(beforeMs: number): Promise<number> {
    const streams: { cluster_id: string; stream_id: string }[] =
      await this.knex('push_streams').select('cluster_id', 'stream_id');
    let removed = 0;
    for (const stream of streams) {
      removed += await this.pruneStream(stream, beforeMs);
      await setImmediate();
    }
    return removed;
  }

  async pruneEngineInputs(beforeMs: number): Promise<number> {
    return this.pruneBatches('engine_inputs', {
      key: ['id'],
      old: rows => rows.where('received_ms', '<', beforeMs),
      batch: 100,
    });
  }

  async pruneSloLog(beforeMs: number): Promise<number> {
    const changes = await this.pruneBatches('slo_status_history', {
      key: ['id'],
      old: rows => rows.where('at_ms', '<', beforeMs),
    });
    const alerts = await this.pruneBatches('slo_alerts', {
      key: ['id'],
      old: rows => rows.where('resolved_ms', '<', beforeMs),
    });
    return changes + alerts;
  }

  async pruneEvents(beforeMs: number, keepPerCluster: number): Promise<number> {
    let removed = 0;
    const clusters: string[] = await this.knex('clusters').pluck('id');
    for (const clusterId of clusters) {
      // The first that is one too many: it and all before it go.
      const excess: { last_ms: string | number } | undefined = await this.knex(
        'kubernetes_events',
      )
        .where({ cluster_id: clusterId })
        .orderBy('last_ms', 'desc')
        .offset(keepPerCluster)
        .first('last_ms');
      const untilMs = Math.max(
        beforeMs,
        excess ? readInteger(excess.last_ms) + 1 : 0,
      );
      removed += await this.pruneBatches('kubernetes_events', {
        key: ['cluster_id', 'uid'],
        old: rows =>
          rows
            .where({ cluster_id: clusterId })
            .andWhere('last_ms', '<', untilMs),
      });
    }
    return removed;
  }

  async pruneUsage(beforeMs: number): Promise<number> {
    const tables = {
      pod_usage: ['cluster_id', 'namespace', 'name'],
      node_usage: ['cluster_id', 'node'],
      network_probes: ['cluster_id', 'source_node', 'target_node'],
    };
    let removed = 0;
    for (const [table, key] of Object.entries(tables)) {
      removed += await this.pruneBatches(table, {
        key,
        old: rows => rows.where('timestamp_ms', '<', beforeMs),
      });
    }
    return removed;
  }

  async pruneNodeAlerts(beforeMs: number): Promise<number> {
    return this.pruneBatches('node_alerts', {
      key: ['id'],
      old: rows => rows.where('resolved_ms', '<', beforeMs),
    });
  }

  async pruneGaps(beforeMs: number): Promise<number> {
    return this.pruneBatches('gaps', {
      key: ['cluster_id', 'to_ms', 'from_ms', 'stream_id'],
      old: rows => rows.where('to_ms', '<', beforeMs),
    });
  }

  async pruneAgents(beforeMs: number): Promise<number> {
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

  async pruneNodes(beforeMs: number): Promise<number> {
    return this.knex('node_latest')
      .where('timestamp_ms', '<', beforeMs)
      .whereNotExists(
        this.knex('resources')
          .where({ kind: 'node', namespace: '' })
          .whereRaw('resources.cluster_id = node_latest.cluster_id')
          .whereRaw('resources.name = node_latest.node')
          .select(this.knex.raw('1')),
      )
      .delete();
  }

  async pruneSeries(beforeMs: number): Promise<number> {
    const ids: number[] = await this.knex('slo_series')
      .where('last_ms', '<', beforeMs)
      .pluck('id');
    const removed = await inChunks(ids, SERIES_PER_BATCH, chunk =>
      this.knex('slo_series')
        .whereIn('id', chunk)
        .andWhere('last_ms', '<', beforeMs)
        .delete(),
    );
    return removed.reduce((sum, count) => sum + count, 0);
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

  private async pruneBatches(
    table: string,
    options: {
      key: string[];
      old: (rows: Knex.QueryBuilder) => Knex.QueryBuilder;
      batch?: number;
    },
  ): Promise<number> {
    const batch = options.batch ?? ROWS_PER_BATCH;
    let removed = 0;
    for (;;) {
      const keys = options
        .old(this.knex(table))
        .select(options.key)
        .limit(batch);
      const count = await this.knex(table)
        .whereIn(options.key as any, keys)
        .delete();
      removed += count;
      if (count < batch) {
        return removed;
      }
      await setImmediate();
    }
  }
}
