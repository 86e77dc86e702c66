import { expandRule, wholeRule } from './expandRule';
import { parseTraefikRule } from './parseTraefikRule';
import type { RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import { ingressRouteName } from './traefikNames';
import type { ServiceLeaves, TraefikServices } from './traefikServices';
import type { IngressRouteObject, RouteKey, Sha256Hex } from './types';

type RouteOfObject = IngressRouteObject['routes'][number];

/** The routers that Traefik makes of one IngressRoute. */
export function ingressRouteUnits(
  object: IngressRouteObject,
  cluster: { ports: ServicePorts; traefikServices: TraefikServices },
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  const { namespace, name, entryPoints } = object;
  return object.routes.map(route => {
    const ownName = ingressRouteName(
      { namespace, name, match: route.match },
      sha256Hex,
    );
    const { keys, problem } = readRule(route);
    const leaves = leavesOf(route, namespace, cluster.traefikServices);
    const problems = [
      problem,
      ...leaves.problems,
      ...leaves.services.map(service => cluster.ports.problemOf(service)),
    ].filter((text): text is string => text !== undefined);
    return {
      source: { kind: 'ingressroute', namespace, name },
      keys,
      tls: () => object.tls,
      services: leaves.services,
      problem: problems.length > 0 ? problems.join('; ') : undefined,
      routerNames: [ownName],
      entryPoints: entryPoints.length > 0 ? entryPoints : undefined,
      // A single Service is counted under the router's own name.
      serviceNames: isSingleService(route) ? [ownName] : leaves.serviceNames,
      mirrorNames: leaves.mirrorNames,
      incomplete: leaves.problems.length > 0,
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

function isSingleService({ services }: RouteOfObject): boolean {
  return services.length === 1 && services[0].kind !== 'TraefikService';
}

function leavesOf(
  { services }: RouteOfObject,
  namespace: string,
  traefikServices: TraefikServices,
): ServiceLeaves {
  const leaves = traefikServices.leavesOf(services, namespace);
  if (services.length > 0) return leaves;
  return { ...leaves, problems: ['the route has no service'] };
}
