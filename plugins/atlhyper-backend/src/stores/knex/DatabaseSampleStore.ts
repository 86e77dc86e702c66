import type { RequestSeries } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  DomainScope,
  KeptLevels,
  MeshScope,
  MeshSelector,
  ReadSpan,
  RequestPlan,
  RequestSums,
  SampleStore,
  SeriesName,
  StoredSeries,
  SummedParts,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { whereAllowed } from '../../access/access';
import type { PushUnit } from '../Ledger';
import { inChunks, readInteger } from './dialect';
import { addRequestSamples } from './operations/addRequestSamples';
import { checkTotals } from './operations/checkTotals';
import { advanceTotals } from './operations/slidingTotals';
import { sumByBucket, sumBySeries } from './operations/sumSamples';
import { sumWindow } from './operations/sumWindow';
import { selectNamed, whereInScope } from './scopes';
import type { DbSloSeriesRow } from './tables';
import { transactionOf } from './transaction';

const DOMAIN_KINDS = ['route', 'shared', 'unmapped', 'authority'] as const;

/** Columns of an edge that conditions speak of. */
const EDGE_ACCESS = {
  cluster: 'cluster_id',
  namespaces: ['namespace', 'source_namespace'],
};

/** Series whose old samples one statement removes: a run every ten minutes finds some twenty each. */
const SERIES_PER_BATCH = 20;

/** Counts of requests in the plugin's database. */
export class DatabaseSampleStore implements SampleStore {
  constructor(private readonly knex: Knex) {}

  async add(unit: PushUnit, plan: RequestPlan): Promise<void> {
    await addRequestSamples(transactionOf(unit), unit.clusterId, plan);
  }

  async listSeries(
    scope: DomainScope & {
      activeFromMs?: number;
      kinds?: readonly RequestSeries['kind'][];
    },
  ): Promise<StoredSeries[]> {
    const { kinds = DOMAIN_KINDS, activeFromMs } = scope;
    const query = this.knex<DbSloSeriesRow>('slo_series').whereIn('kind', [
      ...kinds,
    ]);
    whereInScope(query, scope);
    if (activeFromMs !== undefined) {
      query.where('last_ms', '>', activeFromMs);
    }
    const rows: DbSloSeriesRow[] = await query.orderBy('id').select();
    return rows.map(toSeries);
  }

  async listEdges(
    scope: MeshScope & { activeFromMs?: number },
  ): Promise<StoredSeries[]> {
    const query = this.knex<DbSloSeriesRow>('slo_series').where({
      kind: 'edge',
    });
    whereAllowed(query, scope.access, EDGE_ACCESS);
    if (scope.clusterId !== undefined) {
      query.where('cluster_id', scope.clusterId);
    }
    if (scope.services) {
      whereServiceIs(query, scope.services);
    }
    if (scope.activeFromMs !== undefined) {
      query.where('last_ms', '>', scope.activeFromMs);
    }
    const rows: DbSloSeriesRow[] = await query
      .orderBy(['cluster_id', 'namespace', 'service', 'id'])
      .select();
    return rows.map(toSeries);
  }

  async findSeries(series: readonly SeriesName[]): Promise<StoredSeries[]> {
    const found = await selectNamed<DbSloSeriesRow>(
      this.knex,
      'slo_series',
      series,
      'all',
    );
    return found.map(toSeries);
  }

  async sumSeries(
    series: readonly Pick<StoredSeries, 'id' | 'clusterId'>[],
    span: ReadSpan,
    parts: SummedParts = 'latencies',
  ): Promise<Map<number, RequestSums>> {
    return span.windowMs === undefined || parts === 'methods'
      ? sumBySeries(
          this.knex,
          series.map(one => one.id),
          span.ranges,
          parts,
        )
      : sumWindow(this.knex, series, { ...span, windowMs: span.windowMs });
  }

  async sumBuckets(
    seriesIds: readonly number[],
    options: { range: LevelRange; bucketMs: number; parts?: SummedParts },
  ): Promise<Map<number, RequestSums>> {
    return sumByBucket(this.knex, seriesIds, options);
  }

  async keepUp(clusterId: string, context: KeptLevels): Promise<number[]> {
    await advanceTotals(this.knex, clusterId, context);
    const wrong = await checkTotals(this.knex, clusterId, context);
    if (wrong.length > 0) {
      await advanceTotals(this.knex, clusterId, context);
    }
    return wrong;
  }

  async prune({ levels, nowMs }: KeptLevels): Promise<number> {
    let removed = 0;
    for (const { levelMs, keepMs } of levels) {
      removed += await this.pruneLevel(levelMs, nowMs - keepMs);
    }
    const longestMs = Math.max(...levels.map(level => level.keepMs));
    return removed + (await this.pruneSeries(nowMs - longestMs));
  }

  /** Series by series along the primary key, so that samples need no index of their own by age. */
  private async pruneLevel(levelMs: number, beforeMs: number): Promise<number> {
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

  private async pruneSeries(beforeMs: number): Promise<number> {
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
}

function whereServiceIs(
  query: Knex.QueryBuilder,
  services: readonly MeshSelector[],
): void {
  query.where(any => {
    any.whereRaw('1 = 0');
    for (const { clusterId, namespace, service } of services) {
      any.orWhere({
        namespace,
        service,
        ...(clusterId !== undefined && { cluster_id: clusterId }),
      });
    }
  });
}

function toSeries(row: DbSloSeriesRow): StoredSeries {
  return {
    id: readInteger(row.id),
    clusterId: row.cluster_id,
    key: row.series_key,
    identity: toIdentity(row),
    firstMs: readInteger(row.first_ms),
  };
}

function toIdentity(row: DbSloSeriesRow): StoredSeries['identity'] {
  switch (row.kind) {
    case 'route':
      return {
        kind: 'route',
        host: row.host!,
        path: row.path!,
        pathMatch: row.path_match!,
        condition: row.condition ?? undefined,
      };
    case 'edge':
      return {
        kind: 'edge',
        source: {
          namespace: row.source_namespace!,
          kind: row.source_kind!,
          workload: row.source_workload!,
        },
        destination: { namespace: row.namespace!, service: row.service! },
      };
    case 'authority':
      return { kind: 'authority', host: row.host! };
    default:
      return { kind: row.kind, service: row.service! };
  }
}
