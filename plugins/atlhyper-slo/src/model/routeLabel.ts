import type { DomainRoute } from '@atlhyper/backstage-plugin-atlhyper-common';

/** A path as a reader expects it: `/api` matched as a prefix is `/api/*`, everything is `/*`. */
export function pathLabel(
  route: Pick<DomainRoute, 'path_prefix' | 'path_match'>,
): string {
  return route.path_match === 'prefix'
    ? `${route.path_prefix.replace(/\/+$/, '')}/*`
    : route.path_prefix;
}

/** Identity of a route within its domain. */
export function routeId(
  route: Pick<DomainRoute, 'path_prefix' | 'path_match' | 'condition'>,
): string {
  return JSON.stringify([route.path_prefix, route.path_match, route.condition]);
}
