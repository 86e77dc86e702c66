import {
  sloObjectiveSchema,
  sloSubjectSchema,
  sloWindowSchema,
  type DeleteTargetRequest,
  type StoredTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import {
  bulkUpsert,
  readInteger,
  type BulkColumn,
  type BulkRow,
} from './dialect';
import { subjectHash } from '../identityKeys';
import type { DbSloTargetsRow } from './tables';
import type { CatalogProblem, TargetStore } from '../TargetStore';

const COLUMNS: BulkColumn[] = [
  { name: 'subject_key', type: 'text' },
  { name: 'slo_window', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'subject_json', type: 'text' },
  { name: 'objective_json', type: 'text', onConflict: 'replace' },
  { name: 'entity_ref', type: 'text', onConflict: 'replace' },
  { name: 'updated_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'updated_by', type: 'text', onConflict: 'replace' },
];

/** What the catalog defines is read again and again: only a change moves the time of the change. */
const CHANGED =
  'excluded.objective_json <> slo_targets.objective_json' +
  " or coalesce(excluded.entity_ref, '') <> coalesce(slo_targets.entity_ref, '')" +
  " or excluded.source = 'api'";

/** Keeps targets in the plugin's database. */
export class DatabaseTargetStore implements TargetStore {
  constructor(private readonly knex: Knex) {}

  async listTargets(): Promise<StoredTarget[]> {
    const rows = await this.knex<DbSloTargetsRow>('slo_targets')
      .orderBy(['subject_key', 'slo_window', 'source'])
      .select();
    return rows.map(toTarget);
  }

  async putTargets(targets: readonly StoredTarget[]): Promise<void> {
    await this.knex.transaction(trx => upsertTargets(trx, targets));
  }

  async deleteTarget(target: DeleteTargetRequest): Promise<boolean> {
    const removed: number = await this.knex('slo_targets')
      .where({
        subject_key: subjectHash(target.subject),
        slo_window: target.window,
        source: 'api',
      })
      .delete();
    return removed > 0;
  }

  async listCatalogProblems(): Promise<CatalogProblem[]> {
    return this.knex('slo_catalog_problems')
      .orderBy('entity_ref')
      .select('entity_ref', 'message');
  }

  async replaceCatalogTargets(
    targets: readonly StoredTarget[],
    problems: readonly CatalogProblem[],
  ): Promise<void> {
    await this.knex.transaction(async trx => {
      const known: { subject_key: string; slo_window: string }[] = await trx(
        'slo_targets',
      )
        .where({ source: 'catalog' })
        .select('subject_key', 'slo_window');
      const kept = new Set(
        targets.map(one => `${subjectHash(one.subject)} ${one.window}`),
      );
      for (const row of known) {
        if (!kept.has(`${row.subject_key} ${row.slo_window}`)) {
          await trx('slo_targets')
            .where({ ...row, source: 'catalog' })
            .delete();
        }
      }
      await upsertTargets(trx, targets);
      await trx('slo_catalog_problems').delete();
      await bulkUpsert(
        trx,
        {
          table: 'slo_catalog_problems',
          key: ['entity_ref'],
          columns: [
            { name: 'entity_ref', type: 'text' },
            { name: 'message', type: 'text' },
          ],
        },
        problems,
      );
    });
  }
}

async function upsertTargets(
  trx: Knex.Transaction,
  targets: readonly StoredTarget[],
): Promise<void> {
  await bulkUpsert(
    trx,
    {
      table: 'slo_targets',
      key: ['subject_key', 'slo_window', 'source'],
      columns: COLUMNS,
      updateOnlyIf: CHANGED,
    },
    targets.map(toRow),
  );
}

function toRow(target: StoredTarget): BulkRow {
  return {
    subject_key: subjectHash(target.subject),
    slo_window: target.window,
    source: target.source,
    subject_json: JSON.stringify(target.subject),
    objective_json: JSON.stringify(target.objective),
    entity_ref: target.entity_ref,
    updated_ms: target.updatedMs,
    updated_by: target.updatedBy,
  };
}

function toTarget(row: DbSloTargetsRow): StoredTarget {
  return {
    subject: sloSubjectSchema.parse(JSON.parse(row.subject_json)),
    window: sloWindowSchema.parse(row.slo_window),
    objective: sloObjectiveSchema.parse(JSON.parse(row.objective_json)),
    source: row.source,
    entity_ref: row.entity_ref ?? undefined,
    updatedMs: readInteger(row.updated_ms),
    updatedBy: row.updated_by ?? undefined,
  };
}
