import { canonicalHost } from './canonicalHost';
import type { RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import { knativeRouterNames, knativeServiceName } from './traefikNames';
import type { KnativeIngressObject, RouteKey } from './types';

type Rule = KnativeIngressObject['rules'][number];

/** The routers that Traefik makes of one Ingress of Knative. */
export function knativeUnits(
  object: KnativeIngressObject,
  {
    ports,
    servicesSeen,
  }: { ports: ServicePorts; servicesSeen: ReadonlySet<string> },
): RouteUnit[] {
  const { namespace, name } = object;
  return object.rules.flatMap((rule, ruleIndex) =>
    rule.paths.flatMap((path, pathIndex): RouteUnit[] => {
      const at = { namespace, name, rule: ruleIndex, path: pathIndex };
      const names = path.splits.map((_, split) =>
        knativeServiceName({ ...at, split }),
      );
      // Traefik leaves it out, unless it has entry points for such calls.
      if (rule.isLocal && !names.some(one => servicesSeen.has(one))) return [];
      const services = path.splits.map(split =>
        ports.resolve({ ...split, namespace: split.namespace ?? namespace }),
      );
      const problems = services.flatMap(one => ports.problemOf(one) ?? []);
      return [
        {
          source: { kind: 'knativeingress', namespace, name },
          keys: keysOf(rule, path),
          tls: () => object.tls && !rule.isLocal,
          services,
          problem: problems.length > 0 ? problems.join('; ') : undefined,
          routerNames: knativeRouterNames(at),
          counted: [{ scheme: 'knative', names }],
        },
      ];
    }),
  );
}

function keysOf(
  { hosts }: Rule,
  { path, headers }: Rule['paths'][number],
): RouteKey[] {
  const condition = Object.keys(headers)
    .sort()
    .map(key => `Header(\`${key}\`,\`${headers[key]}\`)`)
    .join(' && ');
  const names = hosts.length > 0 ? hosts.map(canonicalHost) : ['*'];
  return [...new Set(names)].map(host => ({
    host,
    path: path || '/',
    pathMatch: 'prefix',
    ...(condition ? { condition } : {}),
  }));
}
