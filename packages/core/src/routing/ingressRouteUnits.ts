import { expandRule, wholeRule } from './expandRule';
import type { ParentRules } from './parentRules';
import { parseTraefikRule, type RuleNode } from './parseTraefikRule';
import type { RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import { ingressRouteName } from './traefikNames';
import type { ServiceLeaves, TraefikServices } from './traefikServices';
import type { IngressRouteObject, RouteKey, Sha256Hex } from './types';

type RouteOfObject = IngressRouteObject['routes'][number];

/** The routers that Traefik makes of one IngressRoute, and that count something. */
export function ingressRouteUnits(
  object: IngressRouteObject,
  cluster: {
    ports: ServicePorts;
    traefikServices: TraefikServices;
    parentRules: ParentRules;
  },
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  const { namespace, name } = object;
  const above = cluster.parentRules.above(object);
  const entryPoints = above.entryPoints ?? object.entryPoints;
  return object.routes.flatMap(route => {
    // One that others hang below sends nothing anywhere itself.
    if (route.services.length === 0 && cluster.parentRules.isParent(object)) {
      return [];
    }
    const ownName = ingressRouteName(
      { namespace, name, match: route.match },
      sha256Hex,
    );
    const { keys, problem } = readRule(route, above.rules);
    const leaves = leavesOf(route, namespace, cluster.traefikServices);
    const problems = [
      problem,
      above.problem,
      ...leaves.problems,
      ...leaves.services.map(service => cluster.ports.problemOf(service)),
    ].filter((text): text is string => text !== undefined);
    // A single Service is counted under the router's own name.
    const names = isSingleService(route) ? [ownName] : leaves.serviceNames;
    return {
      source: { kind: 'ingressroute', namespace, name },
      keys,
      tls: () => object.tls || above.tls,
      services: leaves.services,
      problem: problems.length > 0 ? problems.join('; ') : undefined,
      routerNames: [ownName],
      entryPoints: entryPoints.length > 0 ? entryPoints : undefined,
      counted: [{ scheme: 'crd', names }],
      mirrorNames: leaves.mirrorNames,
      incomplete: leaves.problems.length > 0,
    };
  });
}

/** `above` are the rules that must hold as well, each an alternative; none if nothing is above. */
function readRule(
  route: RouteOfObject,
  above: readonly RuleNode[],
): { keys: RouteKey[]; problem?: string } {
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
  const expanded = expandRule(within(above, parsed.rule));
  return { keys: expanded.routes, problem: kindProblem ?? expanded.problem };
}

/** A rule that holds only where one of those above it holds. */
function within(above: readonly RuleNode[], rule: RuleNode): RuleNode {
  if (above.length === 0) return rule;
  const [only] = above;
  const outer: RuleNode =
    above.length === 1
      ? only
      : {
          kind: 'or',
          children: [...above],
          text: above.map(node => node.text).join(' || '),
        };
  return {
    kind: 'and',
    children: [outer, rule],
    text: `(${outer.text}) && (${rule.text})`,
  };
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
