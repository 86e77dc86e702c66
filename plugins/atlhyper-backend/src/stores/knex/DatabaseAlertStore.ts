import { parseEntity, realmOf, type Alert } from '@atlhyper/core';
import type { Knex } from 'knex';
import { mapInTurns } from '../../mapInTurns';
import { whereAllowed, type AccessColumns } from '../../access/access';
import type {
  AlertAccess,
  AlertFilter,
  AlertStore,
  OutboxMessage,
  Page,
} from '../AlertStore';
import { defineTimeCursor, toTimePage, whereAfterCursor } from '../timeCursor';
import {
  bulkUpsert,
  inChunks,
  readInteger,
  readOptionalInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
  type BulkRow,
} from './dialect';
import { pruneBatches } from './pruneBatches';
import type { DbAlertOutboxRow, DbAlertsRow } from './tables';

const ALERT_COLUMNS: BulkColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'realm', type: 'text' },
  { name: 'rule', type: 'text' },
  { name: 'scope', type: 'text' },
  { name: 'entity', type: 'text' },
  { name: 'part', type: 'text' },
  { name: 'severity', type: 'text', onConflict: 'replace' },
  { name: 'since_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'fired_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'resolved_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'variants_json', type: 'text', onConflict: 'replace' },
  { name: 'access', type: 'text' },
  { name: 'cluster_id', type: 'text' },
  { name: 'host', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'namespace', type: 'text' },
  { name: 'name', type: 'text' },
];

const CURSOR = defineTimeCursor('alerts', /^[\da-f-]{1,36}$/);

/** What each kind of thing is narrowed by. */
const COLUMNS: Record<keyof Required<AlertAccess>, [string, AccessColumns]> = {
  domains: ['domain', { cluster: 'cluster_id', host: 'host' }],
  services: ['service', { cluster: 'cluster_id', namespaces: ['namespace'] }],
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
        alerts.map(toRow),
      );
      await inChunks(droppedIds, ROWS_PER_STATEMENT, chunk =>
        trx('alerts').whereIn('id', chunk).delete(),
      );
      await inChunks(messages, ROWS_PER_STATEMENT, chunk =>
        trx('alert_outbox').insert(
          chunk.map(({ topic, atMs, payload }) => ({
            topic,
            at_ms: atMs,
            payload_json: JSON.stringify(payload),
          })),
        ),
      );
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

  async listUnsent(limit: number): Promise<(OutboxMessage & { id: number })[]> {
    const rows = await this.knex<DbAlertOutboxRow>('alert_outbox')
      .orderBy('id')
      .limit(limit)
      .select();
    return rows.map(row => ({
      id: readInteger(row.id),
      topic: row.topic,
      atMs: readInteger(row.at_ms),
      payload: JSON.parse(row.payload_json),
    }));
  }

  async removeSent(ids: readonly number[]): Promise<void> {
    await inChunks(ids, ROWS_PER_STATEMENT, chunk =>
      this.knex('alert_outbox').whereIn('id', chunk).delete(),
    );
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

function toRow(alert: Alert): BulkRow {
  const { id, rule, scope, entity, part, severity, variants } = alert;
  return {
    id,
    realm: realmOf(rule),
    rule,
    scope,
    entity,
    part,
    severity,
    since_ms: alert.sinceMs,
    fired_ms: alert.firedMs,
    resolved_ms: alert.resolvedMs,
    variants_json: JSON.stringify(variants),
    ...accessRow(alert),
  };
}

/** What reads are narrowed by. */
function accessRow(alert: Alert): BulkRow {
  const entity = parseEntity(alert.entity);
  const cluster_id = entity?.clusterId ?? clusterOf(alert);
  const named = entity as { namespace?: string; name?: string } | undefined;
  switch (entity?.kind) {
    case 'domain':
    case 'route':
      return {
        access: 'domain',
        cluster_id,
        host: (entity as { host: string }).host,
      };
    case 'edge': {
      const { destination } = entity as {
        destination: { namespace?: string; name: string };
      };
      const { namespace, name } = destination;
      return { access: 'service', cluster_id, namespace, name };
    }
    case 'service':
      return {
        access: 'service',
        cluster_id,
        namespace: named?.namespace,
        name: named?.name,
      };
    case 'node':
      return { access: 'node', cluster_id, node: named?.name };
    case undefined:
    case 'cluster':
      return { access: 'cluster', cluster_id };
    default:
      return {
        access: 'object',
        cluster_id,
        namespace: named?.namespace,
        name: named?.name,
      };
  }
}

/** What is judged over all clusters may have its requests in one only. */
function clusterOf({ variants }: Alert): string | undefined {
  const clusters = new Set(
    variants.flatMap(
      one => (one.current.evidence?.clusters as string[] | undefined) ?? [],
    ),
  );
  return clusters.size === 1 ? [...clusters][0] : undefined;
}

/** As `toRow` wrote it: to check thousands of them again would take longer than all the rest. */
function toAlert(row: DbAlertsRow): Alert {
  return {
    id: row.id,
    rule: row.rule,
    scope: row.scope,
    entity: row.entity,
    part: row.part ?? undefined,
    severity: row.severity,
    variants: JSON.parse(row.variants_json),
    sinceMs: readInteger(row.since_ms),
    firedMs: readOptionalInteger(row.fired_ms),
    resolvedMs: readOptionalInteger(row.resolved_ms),
  };
}
