import {
  gatewayHosts,
  type GatewayHosts,
  type GatewayRouteKind,
} from './gatewayHosts';
import {
  gatewayRouterPatterns,
  gatewayRouterServices,
  gatewayServiceNames,
  grpcServiceNames,
} from './gatewayNames';
import { grpcRouteKeys, grpcRouterRules } from './grpcRouteRules';
import {
  httpRouteKeys,
  httpRouterRules,
  type RouterRule,
} from './httpRouteRules';
import type { CountedServices, RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import type { NamePattern } from './traefikNames';
import type { ServiceLeaves, TraefikServices } from './traefikServices';
import type {
  GatewayObject,
  GatewayRouteObject,
  GrpcRouteMatch,
  GrpcRouteObject,
  HttpRouteMatch,
  HttpRouteObject,
  NamespaceObject,
  Route,
  RouteKey,
  ServiceRef,
  Sha256Hex,
} from './types';

type Cluster = {
  ports: ServicePorts;
  traefikServices: TraefikServices;
  gateways: readonly GatewayObject[];
  namespaces: readonly NamespaceObject[];
  /** Those that stand in the names of the scrape. */
  entryPoints: readonly string[];
};

/** What is different about one kind of route; `M` is a match of it. */
type RouteDialect<M> = {
  kind: GatewayRouteKind;
  source: Extract<Route['source']['kind'], 'httproute' | 'grpcroute'>;
  /** What a rule without matches has. */
  everything: M;
  routers(hosts: readonly string[], matches: readonly M[]): RouterRule<M>[];
  keys(hosts: readonly string[], match: M): RouteKey[];
  serviceNames: typeof gatewayServiceNames;
};

const HTTP: RouteDialect<HttpRouteMatch> = {
  kind: 'HTTPRoute',
  source: 'httproute',
  everything: { headers: [], queryParams: [] },
  routers: httpRouterRules,
  keys: httpRouteKeys,
  serviceNames: gatewayServiceNames,
};

const GRPC: RouteDialect<GrpcRouteMatch> = {
  kind: 'GRPCRoute',
  source: 'grpcroute',
  everything: { headers: [] },
  routers: grpcRouterRules,
  keys: grpcRouteKeys,
  serviceNames: grpcServiceNames,
};

/** The routers that Traefik makes of one HTTPRoute: one for each match and set of hosts. */
export function httpRouteUnits(
  object: HttpRouteObject,
  cluster: Cluster,
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  return unitsOf(object, { dialect: HTTP, cluster, sha256Hex });
}

/** The same of one GRPCRoute. */
export function grpcRouteUnits(
  object: GrpcRouteObject,
  cluster: Cluster,
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  return unitsOf(object, { dialect: GRPC, cluster, sha256Hex });
}

type Context<M> = {
  dialect: RouteDialect<M>;
  cluster: Cluster;
  sha256Hex: Sha256Hex;
};

function unitsOf<M>(
  object: GatewayRouteObject<M>,
  context: Context<M>,
): RouteUnit[] {
  const { dialect, cluster } = context;
  const attached = gatewayHosts(object, { ...cluster, kind: dialect.kind });
  const places: GatewayHosts[] =
    attached.length > 0
      ? attached
      : [{ hosts: object.hostnames, tls: false, gateways: [] }];
  const unattached =
    attached.length > 0 ? [] : ['no listener of a Gateway takes the route'];
  return object.rules.flatMap(({ matches, backends }, ruleIndex) => {
    const leaves = leavesOf(backends, object.namespace, context);
    const problems = [
      ...unattached,
      ...leaves.problems,
      ...leaves.services.flatMap(s => cluster.ports.problemOf(s) ?? []),
    ];
    const alternatives = matches.length > 0 ? matches : [dialect.everything];
    return places.flatMap(place => {
      const routers = dialect.routers(place.hosts, matches);
      return alternatives.map(match => {
        const names = routers
          .filter(
            router => matches.length === 0 || router.matches.includes(match),
          )
          .flatMap(router =>
            patternsOf(object, { place, router, ruleIndex, context }),
          );
        return {
          source: {
            kind: dialect.source,
            namespace: object.namespace,
            name: object.name,
          },
          keys: dialect.keys(place.hosts, match),
          tls: () => place.tls,
          services: leaves.services,
          problem: problems.length > 0 ? problems.join('; ') : undefined,
          routerNames: names,
          counted: countedBy(object, { names, backends, leaves, dialect }),
          mirrorNames: leaves.mirrorNames,
          incomplete: leaves.problems.length > 0,
        };
      });
    });
  });
}

function patternsOf<M>(
  { namespace, name }: GatewayRouteObject<M>,
  {
    place,
    router,
    ruleIndex,
    context: { dialect, cluster, sha256Hex },
  }: {
    place: GatewayHosts;
    router: RouterRule<M>;
    ruleIndex: number;
    context: Context<M>;
  },
): NamePattern[] {
  return place.gateways.flatMap(gateway =>
    router.texts.flatMap(rule =>
      gatewayRouterPatterns(
        {
          kind: dialect.source,
          ...{ namespace, name, gateway, rule, ruleIndex },
          entryPoints: cluster.entryPoints,
        },
        sha256Hex,
      ),
    ),
  );
}

/** Named after the router and the backend's number (since 3.7.6), or after the backend alone. */
function countedBy<M>(
  { namespace }: GatewayRouteObject<M>,
  {
    names,
    backends,
    leaves,
    dialect,
  }: {
    names: readonly NamePattern[];
    backends: readonly ServiceRef[];
    leaves: ServiceLeaves;
    dialect: RouteDialect<M>;
  },
): CountedServices[] {
  const byRouter = names
    .filter(({ before }) => before.startsWith(`${dialect.source}-`))
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

function leavesOf<M>(
  backends: readonly ServiceRef[],
  namespace: string,
  { dialect, cluster: { ports, traefikServices } }: Context<M>,
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
      ...dialect.serviceNames({
        namespace: at.namespace,
        service: at.name,
        port,
        targetPort: ports.targetOf(service),
      }),
    );
  }
  return leaves;
}
