import { domainKind } from './domain';
import type { EntityKind, PathMatch, RouteEntity, RouteKey } from './types';

const MATCHES: readonly string[] = ['prefix', 'exact', 'regex'];

/** A path as readers know it: `/api` matched as a prefix is `/api/*`, everything is `/*`. */
export function pathTitle(route: Pick<RouteKey, 'path' | 'pathMatch'>): string {
  return route.pathMatch === 'prefix'
    ? `${route.path.replace(/\/+$/, '')}/*`
    : route.path;
}

export const routeKind: EntityKind<RouteEntity> = {
  layer: 'ingress',
  toName: ({ host, path, pathMatch, condition }) => ({
    segments: [
      host,
      path,
      pathMatch,
      ...(condition === undefined ? [] : [condition]),
    ],
  }),
  parse: ({ clusterId, segments }) => {
    const [host, path, pathMatch, condition] = segments;
    if (!host || !path || segments.length > 4) return undefined;
    if (!MATCHES.includes(pathMatch) || condition === '') return undefined;
    return {
      kind: 'route',
      clusterId,
      host,
      path,
      pathMatch: pathMatch as PathMatch,
      condition,
    };
  },
  title: route =>
    route.host +
    pathTitle(route) +
    (route.condition === undefined ? '' : ` ${route.condition}`),
  text: ({ host, path }) => `path '${path}' of domain '${host}'`,
  page: ({ clusterId, host }) =>
    domainKind.page({ kind: 'domain', clusterId, host }),
};

/** By host, then path, so that a longer path follows a shorter one of the same beginning. */
export function compareRoutes(a: RouteKey, b: RouteKey): number {
  return (
    compareTexts(a.host, b.host) ||
    compareTexts(a.path, b.path) ||
    compareTexts(a.pathMatch, b.pathMatch) ||
    compareTexts(a.condition ?? '', b.condition ?? '')
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
