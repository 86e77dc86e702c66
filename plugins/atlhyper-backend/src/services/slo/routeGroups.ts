import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import { compareRoutes, toEntityKey, type RouteKey } from '@atlhyper/core';
import type { StoredRoute } from '../../stores/RouteStore';

/** One route over all clusters: where it is defined and what counts it. */
export type RouteGroup = {
  key: RouteKey;
  /** Sorted, each once. */
  clusters: string[];
  sources: { clusterId: string; source: StoredRoute['source'] }[];
  tls: boolean;
  /** Services behind it as `namespace/name`, sorted, each once. */
  services: string[];
  /** Series of this route alone. */
  series: StoredSeries[];
  /** Services that count it together with other routes. */
  shared: { clusterId: string; seriesKey: string; service: string }[];
  problem?: string;
};

/**
 * Brings together what belongs to one route: its definitions in all clusters and all objects, and
 * its series. A series whose route is gone makes a route of its own, so that its traffic stays
 * visible; so does a host that no route has and only the mesh sees: all of it is one path. By host and
 * path, longer paths after shorter ones of the same beginning.
 */
export function groupRoutes(
  routes: readonly StoredRoute[],
  series: readonly StoredSeries[],
): RouteGroup[] {
  const groups = new Map<string, RouteGroup>();
  for (const route of routes) {
    addDefinition(groupOf(groups, route), route);
  }
  for (const one of series) {
    if (one.identity.kind === 'route') {
      const group = groupOf(groups, one.identity);
      group.series.push(one);
      addCluster(group, one.clusterId);
    }
  }
  addMeshHosts(groups, series);
  return [...groups.values()].sort((a, b) => compareRoutes(a.key, b.key));
}

/** What the ingress counts the mesh sees too, and it would count twice. */
function addMeshHosts(
  groups: Map<string, RouteGroup>,
  series: readonly StoredSeries[],
): void {
  const known = new Set([...groups.values()].map(group => group.key.host));
  for (const one of series) {
    if (one.identity.kind === 'authority' && !known.has(one.identity.host)) {
      const { host } = one.identity;
      const group = groupOf(groups, { host, path: '/', pathMatch: 'prefix' });
      group.series.push(one);
      addCluster(group, one.clusterId);
    }
  }
}

function groupOf(groups: Map<string, RouteGroup>, route: RouteKey): RouteGroup {
  const identity = routeKeyOf(route);
  const known = groups.get(identity);
  if (known) {
    return known;
  }
  const { host, path, pathMatch, condition } = route;
  const group: RouteGroup = {
    key: { host, path, pathMatch, condition },
    clusters: [],
    sources: [],
    tls: false,
    services: [],
    series: [],
    shared: [],
  };
  groups.set(identity, group);
  return group;
}

function addDefinition(group: RouteGroup, route: StoredRoute): void {
  const { clusterId, source, seriesKey, sharedService } = route;
  addCluster(group, clusterId);
  group.sources.push({ clusterId, source });
  group.tls ||= route.tls;
  const behind = route.services.map(one => `${one.namespace}/${one.name}`);
  group.services = [...new Set([...group.services, ...behind])].sort();
  group.problem ??= route.problem;
  if (
    seriesKey &&
    sharedService &&
    !group.shared.some(
      s => s.clusterId === clusterId && s.seriesKey === seriesKey,
    )
  ) {
    group.shared.push({ clusterId, seriesKey, service: sharedService });
  }
}

function addCluster(group: RouteGroup, clusterId: string): void {
  if (!group.clusters.includes(clusterId)) {
    group.clusters.push(clusterId);
    group.clusters.sort();
  }
}

/** The same for one route of all clusters. */
export function routeKeyOf(route: RouteKey): string {
  const { host, path, pathMatch, condition } = route;
  return toEntityKey({ kind: 'route', host, path, pathMatch, condition });
}
