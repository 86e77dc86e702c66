import type { RequestSeries } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { whereAllowed, type Access, type DomainCondition } from '../access';
import {
  inChunks,
  matchesAny,
  readBoolean,
  readInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
} from './dialect';
import type { RetainedLevel } from '../../levels';
import { whereHostIs } from '../hostPattern';
import { sumByBucket, sumBySeries } from './operations/sumSamples';
import { checkTotals } from './operations/checkTotals';
import { readCoverage } from './operations/readCoverage';
import { advanceTotals } from './operations/slidingTotals';
import { sumWindow } from './operations/sumWindow';
import type {
  ClusterCoverage,
  DomainScope,
  DomainSelector,
  MeshScope,
  MeshSelector,
  ReadSpan,
  RequestSums,
  SeriesName,
  SloStore,
  StoredRoute,
  StoredSeries,
  SummedParts,
} from '../SloStore';
import type { DbRoutesRow, DbSloSeriesRow } from './tables';

const INGRESS_KINDS = ['route', 'shared', 'unmapped'] as const;

/** Columns of an edge that conditions speak of. */
const EDGE_ACCESS = {
  cluster: 'cluster_id',
  namespaces: ['namespace', 'source_namespace'],
};

const NAME_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'series_key', type: 'text' },
];

/** Reads routes and samples from the plugin's database. */
export class DatabaseSloStore implements SloStore {
  constructor(private readonly knex: Knex) {}

  async listRoutes(scope: DomainScope): Promise<StoredRoute[]> {
    const query = this.knex<DbRoutesRow>('routes');
    whereInScope(query, scope);
    const rows: DbRoutesRow[] = await query
      .orderBy(['cluster_id', 'host', 'path', 'path_match', 'route_key'])
      .select();
    return rows.map(toRoute);
  }

  async listRoutesOfSeries(
    series: readonly SeriesName[],
    access?: Access<DomainCondition>,
  ): Promise<StoredRoute[]> {
    const found = await this.selectNamed<DbRoutesRow>('routes', series, access);
    return found.map(toRoute);
  }

  async listSeries(
    scope: DomainScope & {
      activeFromMs?: number;
      kinds?: readonly RequestSeries['kind'][];
    },
  ): Promise<StoredSeries[]> {
    const { kinds = INGRESS_KINDS, activeFromMs } = scope;
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
    const found = await this.selectNamed<DbSloSeriesRow>('slo_series', series);
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

  async readCoverage(fromMs: number): Promise<ClusterCoverage[]> {
    return readCoverage(this.knex, fromMs);
  }

  async advanceTotals(
    clusterId: string,
    context: { levels: readonly RetainedLevel[]; nowMs: number },
  ): Promise<void> {
    await advanceTotals(this.knex, clusterId, context);
  }

  async checkTotals(
    clusterId: string,
    context: { levels: readonly RetainedLevel[]; nowMs: number },
  ): Promise<number[]> {
    return checkTotals(this.knex, clusterId, context);
  }

  private async selectNamed<TRow>(
    table: string,
    names: readonly SeriesName[],
    access?: Access<DomainCondition>,
  ): Promise<TRow[]> {
    const keys = names.map(name => ({
      cluster_id: name.clusterId,
      series_key: name.seriesKey,
    }));
    const found = await inChunks(keys, ROWS_PER_STATEMENT, chunk => {
      const query = this.knex(table).whereRaw(
        matchesAny(this.knex, NAME_COLUMNS, chunk),
      );
      whereAllowed(query, access, { cluster: 'cluster_id', host: 'host' });
      return query.select<TRow[]>();
    });
    return found.flat() as TRow[];
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

function whereInScope(query: Knex.QueryBuilder, scope: DomainScope): void {
  whereAllowed(query, scope.access, { cluster: 'cluster_id', host: 'host' });
  if (scope.clusterId !== undefined) {
    query.where('cluster_id', scope.clusterId);
  }
  if (scope.selectors) {
    whereSelected(query, scope.selectors);
  }
}

function whereSelected(
  query: Knex.QueryBuilder,
  selectors: readonly DomainSelector[],
): void {
  if (selectors.length === 0) {
    query.whereRaw('1 = 0');
    return;
  }
  query.where(any => {
    for (const selector of selectors) {
      any.orWhere(one => {
        whereHostIs(one, 'host', selector.host);
        whereAtOrBelow(one, selector.path);
      });
    }
  });
}

/** `/api` means `/api` and `/api/…`, not `/apiary`. */
function whereAtOrBelow(query: Knex.QueryBuilder, path?: string): void {
  if (path === undefined || path === '/') {
    return;
  }
  const base = path.replace(/\/+$/, '');
  query.where(inner =>
    inner
      .whereIn('path', [base, `${base}/`])
      .orWhereRaw('substr(path, 1, ?) = ?', [base.length + 1, `${base}/`]),
  );
}

function toRoute(row: DbRoutesRow): StoredRoute {
  return {
    clusterId: row.cluster_id,
    host: row.host,
    path: row.path,
    pathMatch: row.path_match as StoredRoute['pathMatch'],
    condition: row.condition ?? undefined,
    source: {
      kind: row.source_kind as StoredRoute['source']['kind'],
      namespace: row.source_namespace,
      name: row.source_name,
    },
    tls: readBoolean(row.tls),
    seriesKey: row.series_key ?? undefined,
    sharedService: row.shared_service ?? undefined,
    problem: row.problem ?? undefined,
  };
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
