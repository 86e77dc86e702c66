import type { Alert } from '@atlhyper/core';
import type { Knex } from 'knex';
import { mapInTurns } from '../../mapInTurns';
import { whereAllowed, type AccessColumns } from '../../access/access';
import type { AlertAccess, AlertFilter, AlertStore, Page } from '../AlertStore';
import { defineTimeCursor, toTimePage, whereAfterCursor } from '../timeCursor';
import { ALERT_COLUMNS, toAlert, toAlertRow } from './alertRows';
import { bulkUpsert, inChunks, ROWS_PER_STATEMENT } from './dialect';
import { addMessages } from './DatabaseOutbox';
import { pruneBatches } from './pruneBatches';
import type { DbAlertsRow } from './tables';

const CURSOR = defineTimeCursor('alerts', /^[\da-f-]{1,36}$/);

/** What each kind of thing is narrowed by. */
const COLUMNS: Record<keyof Required<AlertAccess>, [string, AccessColumns]> = {
  domains: ['domain', { cluster: 'cluster_id', host: 'host' }],
  services: [
    'service',
    { cluster: 'cluster_id', namespaces: ['namespace', 'source_namespace'] },
  ],
  nodes: ['node', { cluster: 'cluster_id', node: 'node' }],
  objects: ['object', { cluster: 'cluster_id', namespaces: ['namespace'] }],
  clusters: ['cluster', { cluster: 'cluster_id' }],
};

/** Keeps alerts in the plugin's database. */
export class DatabaseAlertStore implements AlertStore {
  constructor(private readonly knex: Knex) {}

  async listActive(
    query: Parameters<AlertStore['listActive']>[0],
  ): Promise<Alert[]> {
    const { realm, clusterId, entities, resolvedSinceMs } = query;
    const select = () => {
      const rows: Knex.QueryBuilder<DbAlertsRow, DbAlertsRow[]> = this.knex(
        'alerts',
      ).orderBy(['since_ms', 'id']);
      rows.where(ended => {
        ended.whereNull('resolved_ms');
        if (resolvedSinceMs !== undefined) {
          ended.orWhere('resolved_ms', '>=', resolvedSinceMs);
        }
      });
      if (realm !== undefined) rows.where('realm', realm);
      if (clusterId !== undefined) rows.where('cluster_id', clusterId);
      return rows;
    };
    const rows = entities
      ? (
          await inChunks(entities, ROWS_PER_STATEMENT, chunk =>
            select().whereIn('entity', chunk).select(),
          )
        ).flat()
      : await select().select();
    // All of them fire at once when an ingress is down, which is when people look.
    return mapInTurns(rows, toAlert);
  }

  async saveRound(
    round: Parameters<AlertStore['saveRound']>[0],
  ): Promise<void> {
    const { alerts, droppedIds, messages } = round;
    if (alerts.length + droppedIds.length + messages.length === 0) {
      return;
    }
    await this.knex.transaction(async trx => {
      await bulkUpsert(
        trx,
        { table: 'alerts', key: ['id'], columns: ALERT_COLUMNS },
        alerts.map(toAlertRow),
      );
      await inChunks(droppedIds, ROWS_PER_STATEMENT, chunk =>
        trx('alerts').whereIn('id', chunk).delete(),
      );
      await addMessages(trx, messages);
    });
  }

  async listAlerts(
    query: AlertFilter & {
      access: AlertAccess;
      limit: number;
      cursor?: string;
    },
  ): Promise<Page<Alert>> {
    const { limit, cursor } = query;
    const select = this.knex<DbAlertsRow>('alerts').whereNotNull('fired_ms');
    whereVisible(select, query.access);
    whereFiltered(select, query);
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
      read: toAlert,
    });
  }

  async prune(beforeMs: number): Promise<number> {
    return pruneBatches(this.knex, 'alerts', {
      key: ['id'],
      old: rows => rows.where('resolved_ms', '<', beforeMs),
    });
  }
}

/** Each kind of thing by what the caller may see of that kind. */
function whereVisible(query: Knex.QueryBuilder, access: AlertAccess): void {
  query.where(either => {
    either.whereRaw('1 = 0');
    for (const [kind, [name, columns]] of Object.entries(COLUMNS)) {
      const ofKind = access[kind as keyof AlertAccess];
      if (ofKind !== 'none') {
        either.orWhere(one => {
          one.where('access', name);
          whereAllowed(one, ofKind, columns);
        });
      }
    }
  });
}

function whereFiltered(query: Knex.QueryBuilder, filter: AlertFilter): void {
  const { realm, clusterId, entity, rule, severity, host, node } = filter;
  const exact = {
    realm,
    cluster_id: clusterId,
    entity,
    rule,
    severity,
    host,
    node,
  };
  for (const [column, value] of Object.entries(exact)) {
    if (value !== undefined) query.where(column, value);
  }
  if (filter.service) {
    const { clusterId: cluster, namespace, service } = filter.service;
    query.where({ access: 'service', namespace, name: service });
    if (cluster !== undefined) query.where('cluster_id', cluster);
  }
  if (filter.active) query.whereNull('resolved_ms');
  if (filter.fromMs !== undefined) query.where('fired_ms', '>=', filter.fromMs);
}
