import type {
  NodeAlertMetric,
  NodeAlertRecord,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { pruneBatches } from './pruneBatches';
import { whereAllowed, type Access, type NodeCondition } from '../access';
import {
  bulkUpsert,
  inChunks,
  matchesAny,
  readInteger,
  readOptionalInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
} from './dialect';
import type { NodeAlertStore, StoredNodeAlert } from '../NodeAlertStore';
import type { NodeName } from '../LatestStore';
import type { Page } from '../SloLogStore';
import type { DbNodeAlertsRow } from './tables';
import { defineTimeCursor, toTimePage, whereAfterCursor } from '../timeCursor';

const ALERT_COLUMNS: BulkColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'metric', type: 'text' },
  { name: 'severity', type: 'text' },
  { name: 'holder', type: 'text' },
  { name: 'value', type: 'double precision', onConflict: 'replace' },
  { name: 'limit_value', type: 'double precision', onConflict: 'replace' },
  { name: 'since_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'clear_since_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'measured_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'fired_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'resolved_ms', type: 'bigint', onConflict: 'replace' },
];

const NODE_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
];

const CURSOR = defineTimeCursor('node-alerts', /^[\da-f-]{1,36}$/);

/** Keeps alerts of nodes in the plugin's database. */
export class DatabaseNodeAlertStore implements NodeAlertStore {
  constructor(private readonly knex: Knex) {}

  async listActive(
    query: { clusterId?: string; nodes?: readonly NodeName[] } = {},
  ): Promise<StoredNodeAlert[]> {
    const { clusterId, nodes } = query;
    const select = () => {
      const rows = this.knex<DbNodeAlertsRow>('node_alerts')
        .whereNull('resolved_ms')
        .orderBy(['since_ms', 'id']);
      return clusterId === undefined
        ? rows
        : rows.where({ cluster_id: clusterId });
    };
    if (!nodes) {
      return (await select().select()).map(toAlert);
    }
    const keys = nodes.map(n => ({ cluster_id: n.clusterId, node: n.node }));
    const found = await inChunks(keys, ROWS_PER_STATEMENT, chunk =>
      select().whereRaw(matchesAny(this.knex, NODE_COLUMNS, chunk)).select(),
    );
    return found.flat().map(toAlert);
  }

  async saveRound(round: {
    alerts: readonly StoredNodeAlert[];
    droppedIds: readonly string[];
  }): Promise<void> {
    await this.knex.transaction(async trx => {
      await bulkUpsert(
        trx,
        { table: 'node_alerts', key: ['id'], columns: ALERT_COLUMNS },
        round.alerts.map(alert => ({
          id: alert.id,
          cluster_id: alert.clusterId,
          node: alert.node,
          metric: alert.metric,
          severity: alert.severity,
          holder: alert.holder,
          value: alert.value,
          limit_value: alert.limit,
          since_ms: alert.sinceMs,
          clear_since_ms: alert.clearSinceMs,
          measured_ms: alert.measuredMs,
          fired_ms: alert.firedMs,
          resolved_ms: alert.resolvedMs,
        })),
      );
      await inChunks(round.droppedIds, ROWS_PER_STATEMENT, chunk =>
        trx('node_alerts').whereIn('id', chunk).delete(),
      );
    });
  }

  async listAlerts(query: {
    access?: Access<NodeCondition>;
    clusterId?: string;
    node?: string;
    active?: boolean;
    limit: number;
    cursor?: string;
  }): Promise<Page<NodeAlertRecord>> {
    const { clusterId, node, active, limit, cursor } = query;
    const select =
      this.knex<DbNodeAlertsRow>('node_alerts').whereNotNull('fired_ms');
    whereAllowed(select, query.access, { cluster: 'cluster_id', node: 'node' });
    if (clusterId !== undefined) {
      select.where({ cluster_id: clusterId });
    }
    if (node !== undefined) {
      select.where({ node });
    }
    if (active) {
      select.whereNull('resolved_ms');
    }
    whereAfterCursor(select, cursor, {
      timeColumn: 'fired_ms',
      codec: CURSOR,
    });
    const rows = await select
      .orderBy([
        { column: 'fired_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit + 1)
      .select();
    return toTimePage(rows, {
      limit,
      codec: CURSOR,
      timeOf: row => row.fired_ms!,
      read: toRecord,
    });
  }

  async prune(beforeMs: number): Promise<number> {
    return pruneBatches(this.knex, 'node_alerts', {
      key: ['id'],
      old: rows => rows.where('resolved_ms', '<', beforeMs),
    });
  }
}

function toAlert(row: DbNodeAlertsRow): StoredNodeAlert {
  return {
    id: row.id,
    clusterId: row.cluster_id,
    node: row.node,
    metric: row.metric as NodeAlertMetric,
    severity: row.severity,
    holder: row.holder ?? undefined,
    value: row.value,
    limit: row.limit_value,
    sinceMs: readInteger(row.since_ms),
    clearSinceMs: readOptionalInteger(row.clear_since_ms),
    measuredMs: readInteger(row.measured_ms),
    firedMs: readOptionalInteger(row.fired_ms),
    resolvedMs: readOptionalInteger(row.resolved_ms),
  };
}

function toRecord(row: DbNodeAlertsRow): NodeAlertRecord {
  const { clusterId, clearSinceMs: _, measuredMs: __, ...alert } = toAlert(row);
  return {
    ...alert,
    cluster: clusterId,
    value: Math.max(0, alert.value),
    firedMs: readInteger(row.fired_ms),
  };
}
