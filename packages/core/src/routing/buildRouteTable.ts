import { entityTitle } from '../entities';
import { groupUnits, type UnitGroup } from './groupUnits';
import { httpRouteUnits } from './httpRouteUnits';
import { ingressProviders } from './ingressClasses';
import { ingressRouteUnits } from './ingressRouteUnits';
import { ingressUnits } from './ingressUnits';
import { NameIndex, nameText } from './NameIndex';
import { createParentRules } from './parentRules';
import { boundRoute, fitText, MAX_ROUTE_SERVICES } from './routeLimits';
import { RouterNames } from './RouterNames';
import type { RouteUnit } from './routeUnits';
import { createServicePorts } from './servicePorts';
import { PROVIDERS, type TraefikName } from './traefikNames';
import { createTraefikServices } from './traefikServices';
import type {
  GatewayObject,
  HttpRouteObject,
  IngressClassObject,
  IngressObject,
  IngressRouteObject,
  NamespaceObject,
  RequestSeries,
  Route,
  RouteKey,
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
  gateways?: readonly GatewayObject[];
  namespaces?: readonly NamespaceObject[];
  services: readonly ServiceObject[];
  sha256Hex: Sha256Hex;
  /** Names of the router series in the scrape, if Traefik exposes any. */
  routersSeen?: ReadonlySet<string>;
  /** Names of the service series in the scrape. */
  servicesSeen?: ReadonlySet<string>;
};

/** The routes of a cluster, and whose requests each Traefik series holds. */
export type RouteTable = {
  routes: Route[];
  /**
   * Whose requests a service series holds; `undefined` if no route names the service. Ask
   * `isLeftOut` first: such a service has no series of its own.
   */
  seriesOfService(traefikServiceName: string): RequestSeries | undefined;
  /**
   * Leave this service series out: its requests are counted by router series, or it holds nothing
   * but copies that mirroring sends, which no user waits for and its original is counted for.
   */
  isLeftOut(traefikServiceName: string): boolean;
  /**
   * Whose requests a router series holds; `undefined` if they are counted by a service series: leave
   * it out. `traefikServiceName` is the service it sends to, to which what comes through a router that
   * no route explains belongs as `unmapped`.
   */
  seriesOfRouter(
    traefikRouterName: string,
    traefikServiceName?: string,
  ): RequestSeries | undefined;
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

/** What the wire takes of a name, with room for what a digest adds. */
const MAX_SHARED = 480;

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

/** The names while they fit, then the number of the others. */
function joinNames(names: readonly string[]): string {
  let text = names[0].slice(0, MAX_SHARED);
  for (let i = 1; i < names.length; i++) {
    const next = `${text} + ${names[i]}`;
    if (next.length > MAX_SHARED) return `${text} + ${names.length - i} more`;
    text = next;
  }
  return text;
}

type Seen = {
  routers: ReadonlySet<RouteUnit>;
  services: ReadonlySet<string>;
  schemes: ReadonlySet<string>;
};

type Counted = { series?: RequestSeries; leftOut: boolean };

class Table implements RouteTable {
  readonly routes: Route[] = [];
  private readonly services = new NameIndex<Counted>();
  /** Units that are counted by their routers in one of their schemes. */
  private readonly byRouter = new Set<RouteUnit>();

  constructor(
    private readonly routers: RouterNames,
    private readonly sha256Hex: Sha256Hex,
    { units, seen }: { units: readonly RouteUnit[]; seen: Seen },
  ) {
    const shown = new Map<
      RouteUnit,
      { scheme: string; series?: RequestSeries }
    >();
    for (const group of groupUnits(units)) {
      const seriesOf = this.count(group, seen);
      for (const unit of group.units) {
        const before = shown.get(unit)?.scheme;
        const isBetter =
          before === undefined ||
          (!seen.schemes.has(before) && seen.schemes.has(group.scheme));
        if (isBetter) {
          shown.set(unit, { scheme: group.scheme, series: seriesOf(unit) });
        }
      }
    }
    for (const unit of units) {
      for (const name of unit.mirrorNames ?? []) {
        if (this.services.find(name).length === 0) {
          this.services.add(name, { leftOut: true });
        }
      }
      this.addRoutes(unit, shown.get(unit)?.series);
    }
  }

  seriesOfService(name: string): RequestSeries | undefined {
    return this.services.find(name).find(({ series }) => series)?.series;
  }

  isLeftOut(name: string): boolean {
    return this.services.find(name).some(({ leftOut }) => leftOut);
  }

  seriesOfRouter(name: string, service = ''): RequestSeries | undefined {
    const isCounted =
      !this.isLeftOut(service) && this.seriesOfService(service) !== undefined;
    if (isCounted) return undefined;
    const units = this.routers
      .find(name)
      .filter(unit => this.byRouter.has(unit));
    if (units.length > 0) {
      return this.seriesFor(units.flatMap(({ keys }) => keys));
    }
    return this.isLeftOut(service)
      ? { kind: 'unmapped', service: service.slice(0, 512) }
      : undefined;
  }

  /** Decides how a group is counted; gives the series of each of its units. */
  private count(
    { units, names }: UnitGroup,
    seen: Seen,
  ): (unit: RouteUnit) => RequestSeries | undefined {
    const needsRouters = units.length > 1 || units[0].incomplete === true;
    if (needsRouters && units.some(unit => seen.routers.has(unit))) {
      units.forEach(unit => this.byRouter.add(unit));
      names.forEach(name => this.services.add(name, { leftOut: true }));
      return unit => this.seriesFor(unit.keys);
    }
    const keys = units.flatMap(unit => unit.keys);
    const series =
      names.length === 0
        ? undefined
        : this.seriesFor(
            keys,
            units.length > 1 ? serviceTitle(names, seen) : undefined,
          );
    names.forEach(name => this.services.add(name, { series, leftOut: false }));
    return () => series;
  }

  /** That of the only key, else one of all of them, by its name or by what it is made of. */
  private seriesFor(
    keys: readonly RouteKey[],
    service?: string,
  ): RequestSeries {
    const titles = [...new Set(keys.map(titleOf))].sort();
    return titles.length === 1
      ? { kind: 'route', ...keys[0] }
      : {
          kind: 'shared',
          service:
            service ?? fitText(titles.join(' + '), MAX_SHARED, this.sha256Hex),
        };
  }

  private addRoutes(unit: RouteUnit, series: RequestSeries | undefined): void {
    for (const key of unit.keys) {
      this.routes.push({
        ...key,
        source: unit.source,
        tls: unit.tls(key.host),
        services: unit.services.slice(0, MAX_ROUTE_SERVICES),
        ...(series ? { series } : {}),
        ...(unit.problem ? { problem: unit.problem.slice(0, 1024) } : {}),
      });
    }
  }
}

function titleOf(key: RouteKey): string {
  return entityTitle({ kind: 'route', ...key });
}

/** What Traefik calls them: those that are in the scrape, if any of them is. */
function serviceTitle(names: readonly TraefikName[], seen: Seen): string {
  const all = names.map(nameText).sort();
  const present = all.filter(name => seen.services.has(name));
  return joinNames(present.length > 0 ? present : all);
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
  return new Table(routers, sha256Hex, { units, seen });
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
