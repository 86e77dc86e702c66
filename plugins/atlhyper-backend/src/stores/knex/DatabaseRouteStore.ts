import type { PushRequest } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  DomainScope,
  SeriesName,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Knex } from 'knex';
import type { Access } from '../../access/access';
import type { PushUnit } from '../Ledger';
import type { RouteStore, StoredRoute } from '../RouteStore';
import { readBoolean } from './dialect';
import { applyRoutes } from './operations/applyRoutes';
import { selectNamed, whereInScope } from './scopes';
import type { DbRoutesRow } from './tables';
import { transactionOf } from './transaction';

/** Routes in the plugin's database. */
export class DatabaseRouteStore implements RouteStore {
  constructor(private readonly knex: Knex) {}

  async apply(
    unit: PushUnit,
    routes: NonNullable<PushRequest['routes']>,
  ): Promise<boolean> {
    return applyRoutes(transactionOf(unit), unit.clusterId, routes);
  }

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
    access: Access<'domain'>,
  ): Promise<StoredRoute[]> {
    const found = await selectNamed<DbRoutesRow>(
      this.knex,
      'routes',
      series,
      access,
    );
    return found.map(toRoute);
  }
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
    services: JSON.parse(row.services_json),
    seriesKey: row.series_key ?? undefined,
    sharedService: row.shared_service ?? undefined,
    problem: row.problem ?? undefined,
  };
}
