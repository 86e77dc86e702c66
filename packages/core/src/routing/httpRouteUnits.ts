import { gatewayHosts, type GatewayHosts } from './gatewayHosts';
import { httpRouteKeys, routerRules, type RouterRule } from './httpRouteRules';
import type { CountedServices, RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import {
  gatewayRouterPatterns,
  gatewayRouterServices,
  gatewayServiceNames,
  type NamePattern,
} from './traefikNames';
import type { ServiceLeaves, TraefikServices } from './traefikServices';
import type {
  GatewayObject,
  HttpRouteMatch,
  HttpRouteObject,
  NamespaceObject,
  ServiceRef,
  Sha256Hex,
} from './types';

type Cluster = {
  ports: ServicePorts;
  traefikServices: TraefikServices;
  gateways: readonly GatewayObject[];
  namespaces: readonly NamespaceObject[];
};

const EVERYTHING: HttpRouteMatch = { headers: [], queryParams: [] };

/** The routers that Traefik makes of one HTTPRoute: one for each match and set of hosts. */
export function httpRouteUnits(
  object: HttpRouteObject,
  cluster: Cluster,
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  const attached = gatewayHosts(object, cluster);
  const places: GatewayHosts[] =
    attached.length > 0
      ? attached
      : [{ hosts: object.hostnames, tls: false, gateways: [] }];
  const unattached =
    attached.length > 0 ? [] : ['no listener of a Gateway takes the route'];
  return object.rules.flatMap(({ matches, backends }) => {
    const leaves = leavesOf(backends, object.namespace, cluster);
    const problems = [
      ...unattached,
      ...leaves.problems,
      ...leaves.services.flatMap(s => cluster.ports.problemOf(s) ?? []),
    ];
    const alternatives = matches.length > 0 ? matches : [EVERYTHING];
    return places.flatMap(place => {
      const routers = routerRules(place.hosts, matches);
      return alternatives.map(match => {
        const names = routers
          .filter(router => router.matches.some(one => isSame(one, match)))
          .flatMap(router => patternsOf(object, { place, router }, sha256Hex));
        return {
          source: {
            kind: 'httproute' as const,
            namespace: object.namespace,
            name: object.name,
          },
          keys: httpRouteKeys(place.hosts, match),
          tls: () => place.tls,
          services: leaves.services,
          problem: problems.length > 0 ? problems.join('; ') : undefined,
          routerNames: names,
          counted: countedBy(object, { names, backends, leaves }),
          mirrorNames: leaves.mirrorNames,
          incomplete: leaves.problems.length > 0,
        };
      });
    });
  });
}

/** A rule without matches has one that takes everything, which is no object of the route's. */
function isSame(one: HttpRouteMatch, other: HttpRouteMatch): boolean {
  return one === other || (other === EVERYTHING && one.path === undefined);
}

function patternsOf(
  { namespace, name }: HttpRouteObject,
  { place, router }: { place: GatewayHosts; router: RouterRule },
  sha256Hex: Sha256Hex,
): NamePattern[] {
  return place.gateways.flatMap(gateway =>
    router.texts.flatMap(rule =>
      gatewayRouterPatterns({ namespace, name, gateway, rule }, sha256Hex),
    ),
  );
}

/** Named after the router and the backend's number (since 3.7.6), or after the backend alone. */
function countedBy(
  { namespace }: HttpRouteObject,
  {
    names,
    backends,
    leaves,
  }: {
    names: readonly NamePattern[];
    backends: readonly ServiceRef[];
    leaves: ServiceLeaves;
  },
): CountedServices[] {
  const byRouter = names
    .filter(({ before }) => before.startsWith('httproute-'))
    .flatMap(router =>
      backends.flatMap((backend, index) =>
        (backend.kind ?? 'Service') === 'Service'
          ? gatewayRouterServices(router, {
              namespace: backend.namespace ?? namespace,
              service: backend.name,
              index,
            })
          : [],
      ),
    );
  return [
    { scheme: 'gateway', names: leaves.serviceNames },
    ...(byRouter.length > 0
      ? [{ scheme: 'gateway 3.7.6', names: byRouter }]
      : []),
  ];
}

function leavesOf(
  backends: readonly ServiceRef[],
  namespace: string,
  { ports, traefikServices }: Cluster,
): ServiceLeaves {
  const leaves = traefikServices.leavesOf(
    backends.filter(({ kind }) => kind === 'TraefikService'),
    namespace,
  );
  if (backends.length === 0) leaves.problems.push('the rule has no backend');
  for (const backend of backends) {
    const kind = backend.kind ?? 'Service';
    const at = {
      namespace: backend.namespace ?? namespace,
      name: backend.name,
    };
    if (kind === 'TraefikService') continue;
    if (kind !== 'Service' || backend.port === undefined) {
      leaves.problems.push(
        kind === 'Service'
          ? `the backend "${backend.name}" has no port`
          : `the backend kind "${kind}" is not known`,
      );
      continue;
    }
    const { port } = backend;
    const service = { ...at, port };
    leaves.services.push(ports.resolve(service));
    leaves.serviceNames.push(
      ...gatewayServiceNames({
        namespace: at.namespace,
        service: at.name,
        port,
        targetPort: ports.targetOf(service),
      }),
    );
  }
  return leaves;
}
