import { expandRule, wholeRule } from './expandRule';
import { parseTraefikRule } from './parseTraefikRule';
import type { RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import { ingressRouteName, weightedServiceName } from './traefikNames';
import type { IngressRouteObject, RouteKey, Sha256Hex } from './types';

type RouteOfObject = IngressRouteObject['routes'][number];
type ServiceRef = RouteOfObject['services'][number];

/** The routers that Traefik makes of one IngressRoute. */
export function ingressRouteUnits(
  object: IngressRouteObject,
  ports: ServicePorts,
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  return object.routes.map(route => {
    const { namespace, name } = object;
    const ownName = ingressRouteName(
      { namespace, name, match: route.match },
      sha256Hex,
    );
    const { keys, problem } = readRule(route);
    const named = nameServices(route, namespace, ownName);
    const services = route.services
      .filter(ref => ref.kind !== 'TraefikService')
      .map(ref =>
        ports.resolve({ ...ref, namespace: ref.namespace ?? namespace }),
      );
    const problems = [
      problem,
      named.problem,
      ...services.map(service => ports.problemOf(service)),
    ].filter((text): text is string => text !== undefined);
    return {
      source: { kind: 'ingressroute', namespace, name },
      keys,
      tls: () => object.tls,
      services,
      problem: problems.length > 0 ? problems.join('; ') : undefined,
      routerNames: [ownName],
      entryPoints:
        object.entryPoints.length > 0 ? object.entryPoints : undefined,
      serviceNames: named.serviceNames,
      incomplete: named.problem !== undefined,
    };
  });
}

function readRule(route: RouteOfObject): {
  keys: RouteKey[];
  problem?: string;
} {
  const kindProblem =
    route.kind !== undefined && route.kind !== '' && route.kind !== 'Rule'
      ? `the route kind "${route.kind}" is not known`
      : undefined;
  const parsed = parseTraefikRule(route.match);
  if (!parsed.ok) {
    const problem = `${parsed.message} at position ${parsed.position} of the rule`;
    const text = route.match === '' ? '(no rule)' : route.match;
    return { keys: [wholeRule(text)], problem };
  }
  const expanded = expandRule(parsed.rule);
  return { keys: expanded.routes, problem: kindProblem ?? expanded.problem };
}

/**
 * A single Service is counted under the router's own name; every other reference under a name
 * that routes may have in common. A TraefikService has children of its own, which are not read.
 */
function nameServices(
  route: RouteOfObject,
  namespace: string,
  ownName: string,
): { serviceNames: string[]; problem?: string } {
  const isGroup = (ref: ServiceRef) => ref.kind === 'TraefikService';
  const [first] = route.services;
  if (!first) return { serviceNames: [], problem: 'the route has no service' };
  if (route.services.length === 1 && !isGroup(first))
    return { serviceNames: [ownName] };
  const serviceNames = route.services.map(ref =>
    weightedServiceName({
      namespace: ref.namespace ?? namespace,
      name: ref.name,
      port: isGroup(ref) ? undefined : ref.port,
    }),
  );
  const groups = route.services.filter(isGroup).map(ref => ref.name);
  const problem =
    groups.length > 0
      ? `the services behind TraefikService "${groups.join(
          '", "',
        )}" are not read`
      : undefined;
  return { serviceNames: [...new Set(serviceNames)], problem };
}
