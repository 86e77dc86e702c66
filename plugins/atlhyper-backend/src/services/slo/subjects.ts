import type {
  EdgeKey,
  RouteKey,
  SloSubject,
} from '@atlhyper/backstage-plugin-atlhyper-common';

export function domainSubject(domain: string): SloSubject {
  return { kind: 'domain', domain };
}

export function pathSubject(route: RouteKey): SloSubject {
  return {
    kind: 'path',
    domain: route.host,
    path: route.path,
    path_match: route.pathMatch,
    condition: route.condition,
  };
}

/** Services of one name in two clusters are two services. */
export function serviceSubject(
  cluster: string,
  { namespace, service }: EdgeKey['destination'],
): SloSubject {
  return { kind: 'service', cluster, namespace, service };
}

export function edgeSubject(cluster: string, edge: EdgeKey): SloSubject {
  return {
    kind: 'edge',
    cluster,
    ...edge.destination,
    source: edge.source,
  };
}
