import { entryPointsSeen } from './gatewayNames';
import { grpcRouteUnits, httpRouteUnits } from './gatewayRouteUnits';
import { ingressProviders } from './ingressClasses';
import { ingressRouteUnits } from './ingressRouteUnits';
import { ingressUnits } from './ingressUnits';
import { knativeUnits } from './knativeUnits';
import { NameIndex, nameText } from './NameIndex';
import { createParentRules } from './parentRules';
import { boundRoute } from './routeLimits';
import { RouterNames } from './RouterNames';
import type { RouteUnit } from './routeUnits';
import { createServicePorts } from './servicePorts';
import { PROVIDERS } from './traefikNames';
import { createTraefikServices } from './traefikServices';
import { joinNames, UnitTable, type RouteTable, type Seen } from './UnitTable';
import type {
  GatewayObject,
  GrpcRouteObject,
  HttpRouteObject,
  IngressClassObject,
  IngressObject,
  IngressRouteObject,
  KnativeIngressObject,
  NamespaceObject,
  Route,
  ServiceObject,
  Sha256Hex,
  TraefikServiceObject,
} from './types';

export type RouteTableInput = {
  ingressRoutes: readonly IngressRouteObject[];
  ingresses: readonly IngressObject[];
  ingressClasses?: readonly IngressClassObject[];
  traefikServices?: readonly TraefikServiceObject[];
  httpRoutes?: readonly HttpRouteObject[];
  grpcRoutes?: readonly GrpcRouteObject[];
  knativeIngresses?: readonly KnativeIngressObject[];
  gateways?: readonly GatewayObject[];
  namespaces?: readonly NamespaceObject[];
  services: readonly ServiceObject[];
  sha256Hex: Sha256Hex;
  /** Names of the router series in the scrape, if Traefik exposes any. */
  routersSeen?: ReadonlySet<string>;
  /** Names of the service series in the scrape. */
  servicesSeen?: ReadonlySet<string>;
};

function boundUnit(unit: RouteUnit, sha256Hex: Sha256Hex): RouteUnit {
  const bound = unit.keys.map(key => boundRoute(key, sha256Hex));
  const services = unit.services.filter(service => fitsWire(service));
  const problems = [
    unit.problem,
    bound.some(b => b.cut) ? 'the rule is too long and was cut' : undefined,
    services.length < unit.services.length
      ? 'no Service can have a name that long'
      : undefined,
  ].filter(text => text !== undefined);
  return {
    ...unit,
    keys: bound.map(b => b.key),
    services,
    problem: problems.length > 0 ? problems.join('; ') : undefined,
  };
}

/** What the wire takes of a Service. */
function fitsWire({ namespace, name, port }: Route['services'][number]) {
  const isName = (text: string) => text.length > 0 && text.length <= 253;
  const isPort =
    typeof port === 'number'
      ? Number.isInteger(port) && port >= 0 && port <= 65_535
      : (port?.length ?? 0) <= 253;
  return isName(namespace) && isName(name) && isPort;
}

/** Units whose services count copies along with their own requests are marked so. */
function markMirrored(units: readonly RouteUnit[]): RouteUnit[] {
  const mirrors = new Set(units.flatMap(unit => unit.mirrorNames ?? []));
  if (mirrors.size === 0) return [...units];
  return units.map(unit => {
    const mirrored = unit.counted
      .flatMap(({ names }) => names.map(nameText))
      .filter(name => mirrors.has(name));
    if (mirrored.length === 0) return unit;
    const problem = `copies that mirroring sends to ${joinNames(
      mirrored,
    )} are counted with its requests, unless router series are exposed`;
    return {
      ...unit,
      incomplete: true,
      problem: [unit.problem, problem].filter(Boolean).join('; '),
    };
  });
}

/**
 * Joins routes and Traefik's series, which is a relation of many to many.
 *
 * A route object gives routers; a router stands for one route or, if its rule names several hosts
 * or paths, for several. Routers that have a service series in common belong together:
 *
 * | routers that belong together         | router series seen | counted by                 | kind                                        |
 * |--------------------------------------|--------------------|----------------------------|---------------------------------------------|
 * | one                                  | any                | its service series, summed | `route`; `shared` if it is several routes   |
 * | one, a service of it without a name  | yes                | its router series          | the same                                    |
 * | one, a service of it mirrored to too | yes                | its router series          | the same                                    |
 * | several (Ingresses, weighted)        | any of theirs      | each its own router series | the same                                    |
 * | several (Ingresses, weighted)        | none of theirs     | all their services         | `shared`, once for all of them              |
 *
 * So every request is counted once: either the service series of such a group or its router
 * series. What comes in through a router that no route explains, to a service that is counted by
 * routers, is `unmapped` under that service. A router may appear as `<entrypoint>-<name>`, which is
 * allowed for the entry points its IngressRoute lists, and for any where none are listed (then the
 * longest name that is known wins).
 *
 * `shared.service` names a set, which is one router's several routes, by those routes, and services
 * behind several routers by what Traefik calls them, several joined by ` + `. Every route says where it
 * is counted, so a set is found from each of its hosts.
 *
 * Releases of Traefik name one thing differently. All names are known, each scheme of names on its
 * own, and the routes tell the series of the scheme that is seen.
 *
 * Two objects may hold the same route (same host, path and condition). Traefik gives it to the one
 * with the higher priority, which may change with the objects; both have the same key, so whichever
 * answers, the counts are those of the route.
 *
 * A rule that is not understood stays a route with a `problem`.
 */
export function buildRouteTable(input: RouteTableInput): RouteTable {
  const { sha256Hex, servicesSeen = new Set<string>() } = input;
  const units = markMirrored(unitsOf(input)).map(unit =>
    boundUnit(unit, sha256Hex),
  );
  const routers = new RouterNames(units);
  const seenUnits = new Set<RouteUnit>();
  for (const name of input.routersSeen ?? []) {
    for (const unit of routers.find(name)) seenUnits.add(unit);
  }
  const seen: Seen = {
    routers: seenUnits,
    services: servicesSeen,
    schemes: schemesSeen(units, servicesSeen),
  };
  return new UnitTable(routers, sha256Hex, { units, seen });
}

/** Schemes after which a series of the scrape is named. */
function schemesSeen(
  units: readonly RouteUnit[],
  servicesSeen: ReadonlySet<string>,
): Set<string> {
  const schemes = new NameIndex<string>();
  for (const { scheme, names } of units.flatMap(unit => unit.counted)) {
    names.forEach(name => schemes.add(name, scheme));
  }
  return new Set([...servicesSeen].flatMap(name => schemes.find(name)));
}

function unitsOf({ sha256Hex, ...input }: RouteTableInput): RouteUnit[] {
  const ports = createServicePorts(input.services);
  const cluster = {
    ports,
    traefikServices: createTraefikServices(input.traefikServices ?? [], ports),
    gateways: input.gateways ?? [],
    namespaces: input.namespaces ?? [],
    entryPoints: entryPointsSeen(input.routersSeen, input.servicesSeen),
    parentRules: createParentRules(input.ingressRoutes),
  };
  return [
    ...input.ingressRoutes.flatMap(object =>
      ingressRouteUnits(object, cluster, sha256Hex),
    ),
    ...input.ingresses.flatMap(object =>
      ingressUnits(
        object,
        { ports, providers: providersOf(object, input) },
        sha256Hex,
      ),
    ),
    ...(input.httpRoutes ?? []).flatMap(object =>
      httpRouteUnits(object, cluster, sha256Hex),
    ),
    ...(input.grpcRoutes ?? []).flatMap(object =>
      grpcRouteUnits(object, cluster, sha256Hex),
    ),
    ...(input.knativeIngresses ?? []).flatMap(object =>
      knativeUnits(object, {
        ports,
        servicesSeen: input.servicesSeen ?? new Set(),
      }),
    ),
  ];
}

/** An Ingress of ingress-nginx is Traefik's where Traefik has that provider: it then says so. */
function providersOf(
  object: IngressObject,
  {
    ingressClasses = [],
    servicesSeen = new Set(),
  }: Omit<RouteTableInput, 'sha256Hex'>,
) {
  const providers = ingressProviders(object, ingressClasses);
  if (!providers.includes('nginx')) return providers;
  const hasNginx = [...servicesSeen].some(name =>
    name.endsWith(PROVIDERS.nginx),
  );
  return hasNginx ? providers : providers.filter(one => one !== 'nginx');
}
