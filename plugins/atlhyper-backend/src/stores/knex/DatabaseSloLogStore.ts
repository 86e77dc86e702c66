import {
  subjectKey,
  statusChangeSchema,
  type SloAlert,
  type SloStatus,
  type SloSubject,
  type SloWindow,
  type StatusChange,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { pruneBatches } from './pruneBatches';
import { mapInTurns } from '../../mapInTurns';
import { whereAllowed } from '../access';
import {
  bulkUpsert,
  inChunks,
  matchesAny,
  readInteger,
  readOptionalInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
  type BulkRow,
} from './dialect';
import { subjectHash } from '../identityKeys';
import {
  ruleKey,
  type JudgedAlert,
  type JudgedRound,
  type JudgedStatus,
  type Page,
  type SloLogScope,
  type SloLogStore,
} from '../SloLogStore';
import type {
  DbSloAlertsRow,
  DbSloStatusesRow,
  DbSloStatusHistoryRow,
} from './tables';
import { defineTimeCursor, toTimePage, whereAfterCursor } from '../timeCursor';

const STATUS_COLUMNS: BulkColumn[] = [
  { name: 'subject_key', type: 'text' },
  { name: 'slo_window', type: 'text' },
  { name: 'subject_text', type: 'text' },
  { name: 'status', type: 'text', onConflict: 'replace' },
  { name: 'since_ms', type: 'bigint', onConflict: 'replace' },
];

const KEY_COLUMNS = STATUS_COLUMNS.slice(0, 2);

/** Changes have numbers, alerts UUIDs. */
const CURSORS = {
  at_ms: defineTimeCursor('status-history', /^\d{1,16}$/),
  fired_ms: defineTimeCursor('slo-alerts', /^[\da-f-]{1,36}$/),
};

/** Keeps statuses, their changes and alerts in the plugin's database. */
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

  async listFiring(): Promise<JudgedAlert[]> {
    const rows = await this.knex<DbSloAlertsRow>('slo_alerts')
      .whereNull('resolved_ms')
      .orderBy(['fired_ms', 'id'])
      .select();
    // All of them fire at once when an ingress is down, which is when people look.
    return mapInTurns(rows, row => ({
      alert: toAlert(row),
      clusters: JSON.parse(row.clusters_json),
    }));
  }

  async saveRound(round: JudgedRound): Promise<void> {
    await this.knex.transaction(async trx => {
      await saveStatuses(trx, round);
      await inChunks(round.fired, ROWS_PER_STATEMENT, chunk =>
        trx('slo_alerts').insert(chunk.map(toAlertRow)),
      );
      await inChunks(round.resolvedIds, ROWS_PER_STATEMENT, chunk =>
        trx('slo_alerts')
          .whereIn('id', chunk)
          .update({ resolved_ms: round.atMs }),
      );
    });
  }

  async listChanges(scope: SloLogScope): Promise<Page<StatusChange>> {
    const query = this.knex<DbSloStatusHistoryRow>('slo_status_history');
    whereInScope(query, scope, 'at_ms');
    const rows = await query
      .orderBy([
        { column: 'at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(scope.limit + 1)
      .select();
    return toTimePage(rows, {
      limit: scope.limit,
      codec: CURSORS.at_ms,
      timeOf: row => row.at_ms,
      read: toChange,
    });
  }

  async listAlerts(
    scope: SloLogScope & { active?: boolean },
  ): Promise<Page<SloAlert>> {
    const query = this.knex<DbSloAlertsRow>('slo_alerts');
    whereInScope(query, scope, 'fired_ms');
    if (scope.active) {
      query.whereNull('resolved_ms');
    }
    const rows = await query
      .orderBy([
        { column: 'fired_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(scope.limit + 1)
      .select();
    return toTimePage(rows, {
      limit: scope.limit,
      codec: CURSORS.fired_ms,
      timeOf: row => row.fired_ms,
      read: toAlert,
    });
  }

  async prune(beforeMs: number): Promise<number> {
    const changes = await pruneBatches(this.knex, 'slo_status_history', {
      key: ['id'],
      old: rows => rows.where('at_ms', '<', beforeMs),
    });
    const alerts = await pruneBatches(this.knex, 'slo_alerts', {
      key: ['id'],
      old: rows => rows.where('resolved_ms', '<', beforeMs),
    });
    return changes + alerts;
  }
}

/**
 * Keeps what changed; a subject that is judged for the first time begins its history. What is judged
 * no more, because its route is gone, has no status any more.
 */
async function saveStatuses(
  trx: Knex.Transaction,
  { statuses, atMs }: JudgedRound,
): Promise<void> {
  const known = await readKnown(trx, statuses);
  const changed = statuses.filter(one => known.get(keyOf(one)) !== one.status);
  await inChunks(changed, ROWS_PER_STATEMENT, chunk =>
    trx('slo_status_history').insert(
      chunk.map(one => ({
        ...subjectRow(one.subject, one.window, one.clusters),
        at_ms: atMs,
        from_status: known.get(keyOf(one)) ?? null,
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
  const judged = new Set(statuses.map(keyOf));
  const gone = [...known.keys()].filter(key => !judged.has(key));
  await inChunks(gone, ROWS_PER_STATEMENT, chunk =>
    trx('slo_statuses')
      .whereRaw(
        matchesAny(
          trx,
          KEY_COLUMNS,
          chunk.map(key => ({
            subject_key: key.split(' ')[0],
            slo_window: key.split(' ')[1],
          })),
        ),
      )
      .delete(),
  );
}

async function readKnown(
  trx: Knex.Transaction,
  statuses: readonly JudgedStatus[],
): Promise<Map<string, string>> {
  const windows = [...new Set(statuses.map(one => one.window))];
  const rows = await trx<DbSloStatusesRow>('slo_statuses')
    .whereIn('slo_window', windows)
    .select('subject_key', 'slo_window', 'status');
  return new Map(
    rows.map(row => [`${row.subject_key} ${row.slo_window}`, row.status]),
  );
}

function keyOf({ subject, window }: JudgedStatus): string {
  return `${subjectHash(subject)} ${window}`;
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
    service: 'service' in subject ? subject.service : undefined,
  };
}

/** What of an alert has a column of its own. */
type AlertColumn =
  | 'id'
  | 'kind'
  | 'subject'
  | 'window'
  | 'severity'
  | 'firedMs'
  | 'resolvedMs';

function toAlertRow({ alert, clusters }: JudgedAlert): BulkRow {
  const { id, subject, window, kind, severity, firedMs, ...details } = alert;
  return {
    id,
    ...subjectRow(subject, window, clusters),
    rule_key: ruleKey(alert),
    kind,
    severity,
    details_json: JSON.stringify(details),
    fired_ms: firedMs,
  };
}

/** As `toAlertRow` wrote it: to check thousands of them again would take longer than all the rest. */
function toAlert(row: DbSloAlertsRow): SloAlert {
  const details: Omit<SloAlert, AlertColumn> = JSON.parse(row.details_json);
  return {
    ...details,
    id: row.id,
    kind: row.kind as SloAlert['kind'],
    subject: JSON.parse(row.subject_json),
    window: row.slo_window as SloWindow,
    severity: row.severity as SloAlert['severity'],
    firedMs: readInteger(row.fired_ms),
    resolvedMs: readOptionalInteger(row.resolved_ms),
  };
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

function whereInScope(
  query: Knex.QueryBuilder,
  scope: SloLogScope,
  timeColumn: 'at_ms' | 'fired_ms',
): void {
  query.where(either => {
    either.whereRaw('1 = 0');
    if (scope.domains !== 'none') {
      const access = scope.domains;
      either.orWhere(one => {
        one.whereNotNull('host');
        whereAllowed(one, access, { cluster: 'cluster_id', host: 'host' });
      });
    }
    if (scope.services !== 'none') {
      const access = scope.services;
      either.orWhere(one => {
        one.whereNotNull('service');
        whereAllowed(one, access, {
          cluster: 'cluster_id',
          namespaces: ['namespace'],
        });
      });
    }
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
    query.where(timeColumn, '>=', scope.fromMs);
  }
  const codec = CURSORS[timeColumn];
  whereAfterCursor(query, scope.cursor, { timeColumn, codec });
}
