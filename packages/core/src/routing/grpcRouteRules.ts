import {
  httpRouteKeys,
  httpRouterRules,
  type RouterRule,
} from './httpRouteRules';
import type { GrpcRouteMatch, HttpRouteMatch, RouteKey } from './types';

/**
 * What Traefik's gateway provider makes of the matches of a GRPCRoute's rule
 * (pkg/provider/kubernetes/gateway/grpcroute.go, since 3.2.0): a call is a POST to
 * `/<service>/<method>`, so it is an HTTPRoute with a pattern for the path.
 */

/** What stands for a service or method that is not named. */
const ANY = '[^/]+';

/** One router for each match. Releases differ in quotes, and in whether an exact name is escaped. */
export function grpcRouterRules(
  hosts: readonly string[],
  matches: readonly GrpcRouteMatch[],
): RouterRule<GrpcRouteMatch>[] {
  const all: readonly GrpcRouteMatch[] =
    matches.length > 0 ? matches : [{ headers: [] }];
  return all.map(match => {
    const texts = [escapeRegex, asItIs].flatMap(write => {
      const [each] = httpRouterRules(hosts, [toHttpMatch(match, write)]);
      return each.texts;
    });
    return { matches: [match], texts: [...new Set(texts)] };
  });
}

/** The routes of some hosts (none: any) and one match. */
export function grpcRouteKeys(
  hosts: readonly string[],
  match: GrpcRouteMatch,
): RouteKey[] {
  return httpRouteKeys(hosts, {
    path: pathOf(match),
    headers: match.headers,
    queryParams: [],
  });
}

/** As a person would write it: the path of one call, of all calls of a service, else the pattern. */
function pathOf({ method: named }: GrpcRouteMatch): HttpRouteMatch['path'] {
  const { service, method, type = 'Exact' } = named ?? {};
  if (!named || (!service && !method)) return undefined;
  if (type !== 'Exact' || !service) {
    return { type: 'RegularExpression', value: patternOf(named, escapeRegex) };
  }
  return method
    ? { type: 'Exact', value: `/${service}/${method}` }
    : { type: 'PathPrefix', value: `/${service}` };
}

function toHttpMatch(
  { method, headers }: GrpcRouteMatch,
  write: (name: string) => string,
): HttpRouteMatch {
  return {
    path: method && {
      type: 'RegularExpression',
      value: patternOf(method, write),
    },
    headers,
    queryParams: [],
  };
}

function patternOf(
  { type = 'Exact', service, method }: NonNullable<GrpcRouteMatch['method']>,
  write: (name: string) => string,
): string {
  const part = (name: string | undefined) => {
    if (!name) return ANY;
    return type === 'Exact' ? write(name) : name;
  };
  return `/${part(service)}/${part(method)}`;
}

function asItIs(name: string): string {
  return name;
}

/** As Go's `regexp.QuoteMeta`. */
function escapeRegex(name: string): string {
  return name.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
