import { gatewayHosts, type GatewayHosts } from './gatewayHosts';
import { httpRouteKeys, httpRouteRule } from './httpRouteRules';
import type { RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import { gatewayRouterPatterns, gatewayServiceNames } from './traefikNames';
import type { ServiceLeaves, TraefikServices } from './traefikServices';
import type {
  GatewayObject,
  HttpRouteMatch,
  HttpRouteObject,
  ServiceRef,
  Sha256Hex,
} from './types';

type Cluster = {
  ports: ServicePorts;
  traefikServices: TraefikServices;
  gateways: readonly GatewayObject[];
};

const EVERYTHING: HttpRouteMatch = { headers: [], queryParams: [] };

/** The routers that Traefik makes of one HTTPRoute: one for each match and set of hosts. */
export function httpRouteUnits(
  object: HttpRouteObject,
  cluster: Cluster,
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  const attached = gatewayHosts(object, cluster.gateways);
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
    return alternatives.flatMap(match =>
      places.map(place => ({
        ...unitAt(object, { place, match }, sha256Hex),
        ...leaves,
        problem: problems.length > 0 ? problems.join('; ') : undefined,
        incomplete: leaves.problems.length > 0,
      })),
    );
  });
}

function unitAt(
  { namespace, name }: HttpRouteObject,
  { place, match }: { place: GatewayHosts; match: HttpRouteMatch },
  sha256Hex: Sha256Hex,
): Omit<RouteUnit, 'services' | 'serviceNames'> {
  // Some versions sort the hosts before they write the rule.
  const rules = new Set(
    [place.hosts, [...place.hosts].sort()].map(hosts =>
      httpRouteRule(hosts, match),
    ),
  );
  return {
    source: { kind: 'httproute', namespace, name },
    keys: httpRouteKeys(place.hosts, match),
    tls: () => place.tls,
    routerNames: [],
    routerPatterns: place.gateways.flatMap(gateway =>
      [...rules].flatMap(rule =>
        gatewayRouterPatterns({ namespace, name, gateway, rule }, sha256Hex),
      ),
    ),
  };
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
    leaves.services.push(ports.resolve({ ...at, port }));
    leaves.serviceNames.push(
      ...gatewayServiceNames({ ...at, service: at.name, port }),
    );
  }
  return leaves;
}
