import {
  subjectKey,
  statusChangeSchema,
  type SloStatus,
  type SloSubject,
  type SloWindow,
  type StatusChange,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { pruneBatches } from './pruneBatches';
import { whereAllowed } from '../../access/access';
import {
  bulkUpsert,
  inChunks,
  matchesAny,
  readInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
  type BulkRow,
} from './dialect';
import { subjectHash } from '../identityKeys';
import type { Page } from '../AlertStore';
import type { JudgedStatus, SloLogScope, SloLogStore } from '../SloLogStore';
import type { DbSloStatusesRow, DbSloStatusHistoryRow } from './tables';
import { defineTimeCursor, toTimePage, whereAfterCursor } from '../timeCursor';

const STATUS_COLUMNS: BulkColumn[] = [
  { name: 'subject_key', type: 'text' },
  { name: 'slo_window', type: 'text' },
  { name: 'subject_text', type: 'text' },
  { name: 'status', type: 'text', onConflict: 'replace' },
  { name: 'since_ms', type: 'bigint', onConflict: 'replace' },
];

const KEY_COLUMNS = STATUS_COLUMNS.slice(0, 2);

const CURSOR = defineTimeCursor('status-history', /^\d{1,16}$/);

/** Keeps statuses and their changes in the plugin's database. */
export class DatabaseSloLogStore implements SloLogStore {
  constructor(private readonly knex: Knex) {}

  async readStatuses(window: SloWindow) {
    const rows = await this.knex<DbSloStatusesRow>('slo_statuses')
      .where({ slo_window: window })
      .select('subject_text', 'status', 'since_ms');
    return new Map(
      rows.map(row => [
        row.subject_text,
        {
          status: row.status as SloStatus,
          sinceMs: readInteger(row.since_ms),
        },
      ]),
    );
  }

  async saveStatuses(
    statuses: readonly JudgedStatus[],
    options: { atMs: number },
  ): Promise<void> {
    await this.knex.transaction(trx =>
      saveStatuses(trx, { statuses, ...options }),
    );
  }

  async listChanges(scope: SloLogScope): Promise<Page<StatusChange>> {
    const query = this.knex<DbSloStatusHistoryRow>('slo_status_history');
    whereInScope(query, scope);
    const rows = await query
      .orderBy([
        { column: 'at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(scope.limit + 1)
      .select();
    return toTimePage(rows, {
      limit: scope.limit,
      codec: CURSOR,
      timeOf: row => row.at_ms,
      read: toChange,
    });
  }

  async prune(beforeMs: number): Promise<number> {
    return pruneBatches(this.knex, 'slo_status_history', {
      key: ['id'],
      old: rows => rows.where('at_ms', '<', beforeMs),
    });
  }
}

/**
 * Keeps what changed; a subject that is judged for the first time begins its history. What is judged
 * no more, because its route is gone, has no status any more.
 */
async function saveStatuses(
  trx: Knex.Transaction,
  { statuses, atMs }: { statuses: readonly JudgedStatus[]; atMs: number },
): Promise<void> {
  const known = await readKnown(trx, statuses);
  const keys = statuses.map(keyOf);
  const changed = statuses.filter(
    (one, i) => known.get(keys[i])?.status !== one.status,
  );
  await inChunks(changed, ROWS_PER_STATEMENT, chunk =>
    trx('slo_status_history').insert(
      chunk.map(one => ({
        ...subjectRow(one.subject, one.window, one.clusters),
        at_ms: atMs,
        from_status: known.get(keyOf(one))?.status ?? null,
        to_status: one.status,
        reasons_json: JSON.stringify(one.reasons),
      })),
    ),
  );
  await bulkUpsert(
    trx,
    {
      table: 'slo_statuses',
      key: ['subject_key', 'slo_window'],
      columns: STATUS_COLUMNS,
    },
    changed.map(one => ({
      subject_key: subjectHash(one.subject),
      slo_window: one.window,
      subject_text: subjectKey(one.subject),
      status: one.status,
      since_ms: atMs,
    })),
  );
  keys.forEach(key => known.delete(key));
  const gone = [...known.values()];
  await inChunks(gone, ROWS_PER_STATEMENT, chunk =>
    trx('slo_statuses')
      .whereRaw(
        matchesAny(
          trx,
          KEY_COLUMNS,
          chunk.map(({ subject_key, slo_window }) => ({
            subject_key,
            slo_window,
          })),
        ),
      )
      .delete(),
  );
}

async function readKnown(
  trx: Knex.Transaction,
  statuses: readonly JudgedStatus[],
): Promise<Map<string, DbSloStatusesRow>> {
  const windows = [...new Set(statuses.map(one => one.window))];
  const rows = await trx<DbSloStatusesRow>('slo_statuses')
    .whereIn('slo_window', windows)
    .select();
  return new Map(
    rows.map(row => [`${row.slo_window} ${row.subject_text}`, row]),
  );
}

/** By its text: to hash that of each would take longer than all the rest. */
function keyOf({ subject, window }: JudgedStatus): string {
  return `${window} ${subjectKey(subject)}`;
}

function subjectRow(
  subject: SloSubject,
  window: SloWindow,
  clusters: readonly string[],
): BulkRow {
  return {
    subject_key: subjectHash(subject),
    slo_window: window,
    subject_json: JSON.stringify(subject),
    clusters_json: JSON.stringify(clusters),
    cluster_id: clusters.length === 1 ? clusters[0] : undefined,
    host: 'domain' in subject ? subject.domain : undefined,
    namespace: 'namespace' in subject ? subject.namespace : undefined,
    source_namespace: sourceNamespaceOf(subject),
    service: 'service' in subject ? subject.service : undefined,
  };
}

/** Of a service its own: without a value a negated condition would hide it. */
function sourceNamespaceOf(subject: SloSubject): string | undefined {
  if ('source' in subject) return subject.source.namespace;
  return 'namespace' in subject ? subject.namespace : undefined;
}

function toChange(row: DbSloStatusHistoryRow): StatusChange {
  return statusChangeSchema.parse({
    atMs: readInteger(row.at_ms),
    subject: JSON.parse(row.subject_json),
    window: row.slo_window,
    from: row.from_status ?? undefined,
    to: row.to_status,
    reasons: JSON.parse(row.reasons_json),
  });
}

function whereInScope(query: Knex.QueryBuilder, scope: SloLogScope): void {
  query.where(either => {
    either.where(one => {
      one.whereNotNull('host');
      whereAllowed(one, scope.domains, { cluster: 'cluster_id', host: 'host' });
    });
    either.orWhere(one => {
      one.whereNotNull('service');
      whereAllowed(one, scope.services, {
        cluster: 'cluster_id',
        namespaces: ['namespace', 'source_namespace'],
      });
    });
  });
  if (scope.clusterId !== undefined) {
    query.where('cluster_id', scope.clusterId);
  }
  if (scope.host !== undefined) {
    query.where('host', scope.host);
  }
  if (scope.service) {
    const { clusterId, namespace, service } = scope.service;
    query.where({ namespace, service });
    if (clusterId !== undefined) {
      query.where('cluster_id', clusterId);
    }
  }
  if (scope.window) {
    query.where('slo_window', scope.window);
  }
  if (scope.fromMs !== undefined) {
    query.where('at_ms', '>=', scope.fromMs);
  }
  whereAfterCursor(query, scope.cursor, { timeColumn: 'at_ms', codec: CURSOR });
}
