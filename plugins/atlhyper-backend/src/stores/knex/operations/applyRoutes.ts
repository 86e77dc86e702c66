import type {
  PushRequest,
  Route,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import {
  bulkUpsert,
  readInteger,
  type BulkColumn,
  type BulkRow,
} from '../dialect';
import { routeHash, seriesHash } from '../../identityKeys';

const ROUTE_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'route_key', type: 'text' },
  { name: 'host', type: 'text' },
  { name: 'path', type: 'text' },
  { name: 'path_match', type: 'text' },
  { name: 'condition', type: 'text' },
  { name: 'source_kind', type: 'text' },
  { name: 'source_namespace', type: 'text' },
  { name: 'source_name', type: 'text' },
  { name: 'tls', type: 'boolean', onConflict: 'replace' },
  { name: 'services_json', type: 'text', onConflict: 'replace' },
  { name: 'series_key', type: 'text', onConflict: 'replace' },
  { name: 'shared_service', type: 'text', onConflict: 'replace' },
  { name: 'problem', type: 'text', onConflict: 'replace' },
  { name: 'generation', type: 'bigint', onConflict: 'replace' },
];

/** See `RouteStore.apply`. */
export async function applyRoutes(
  trx: Knex.Transaction,
  clusterId: string,
  routes: NonNullable<PushRequest['routes']>,
): Promise<boolean> {
  const cluster = await trx('clusters')
    .where({ id: clusterId })
    .first('route_generation');
  if (routes.generation < readInteger(cluster.route_generation)) {
    return true;
  }
  const rows = new Map(
    routes.upserts.map(route => {
      const key = routeHash(clusterId, route);
      return [key, toRow(clusterId, key, route, routes.generation)];
    }),
  );
  await bulkUpsert(
    trx,
    {
      table: 'routes',
      key: ['cluster_id', 'route_key'],
      columns: ROUTE_COLUMNS,
    },
    [...rows.values()],
  );
  if (routes.complete) {
    await trx('routes')
      .where({ cluster_id: clusterId })
      .andWhere('generation', '<', routes.generation)
      .delete();
  }
  await trx('clusters')
    .where({ id: clusterId })
    .update({ route_generation: routes.generation });
  return false;
}

function toRow(
  clusterId: string,
  key: string,
  route: Route,
  generation: number,
): BulkRow {
  return {
    cluster_id: clusterId,
    route_key: key,
    host: route.host,
    path: route.path,
    path_match: route.pathMatch,
    condition: route.condition,
    source_kind: route.source.kind,
    source_namespace: route.source.namespace,
    source_name: route.source.name,
    tls: route.tls,
    services_json: JSON.stringify(route.services),
    series_key: route.series && seriesHash(clusterId, route.series),
    shared_service:
      route.series?.kind === 'shared' ? route.series.service : undefined,
    problem: route.problem,
    generation,
  };
}
