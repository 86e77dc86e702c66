import { toEntityKey } from '../entities';
import { httpRouteUnits } from './httpRouteUnits';
import { ingressRouteUnits } from './ingressRouteUnits';
import { ingressUnits } from './ingressUnits';
import type { RouteUnit } from './routeUnits';
import { boundRoute, MAX_ROUTE_SERVICES } from './routeLimits';
import { RouterNames } from './RouterNames';
import { createServicePorts } from './servicePorts';
import { groupUnits } from './groupUnits';
import { createTraefikServices } from './traefikServices';
import type {
  GatewayObject,
  HttpRouteObject,
  IngressObject,
  IngressRouteObject,
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
  traefikServices?: readonly TraefikServiceObject[];
  httpRoutes?: readonly HttpRouteObject[];
  gateways?: readonly GatewayObject[];
  services: readonly ServiceObject[];
  sha256Hex: Sha256Hex;
  /** Names of the router series in the scrape, if Traefik exposes any. */
  routersSeen?: ReadonlySet<string>;
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
   * Whose requests a router series holds; `undefined` if they are counted by a service series, or
   * if no route has this router: leave it out either way.
   */
  seriesOfRouter(traefikRouterName: string): RequestSeries | undefined;
};

function boundUnit(unit: RouteUnit, sha256Hex: Sha256Hex): RouteUnit {
  const bound = unit.keys.map(key => boundRoute(key, sha256Hex));
  const problem = bound.some(b => b.cut)
    ? [unit.problem, 'the rule is too long and was cut']
        .filter(Boolean)
        .join('; ')
    : unit.problem;
  return { ...unit, keys: bound.map(b => b.key), problem };
}

function seriesFor(keys: readonly RouteKey[], service: string): RequestSeries {
  const distinct = new Set(
    keys.map(key => toEntityKey({ kind: 'route', ...key })),
  );
  return distinct.size === 1
    ? { kind: 'route', ...keys[0] }
    : { kind: 'shared', service };
}

/** A name for the router of a unit; where its middle is not known the two ends. */
function routerNameOf({ routerNames, routerPatterns }: RouteUnit): string {
  const [pattern] = routerPatterns ?? [];
  return routerNames[0] ?? `${pattern.before}…${pattern.after}`;
}

/** Units whose services count copies along with their own requests are marked so. */
function markMirrored(units: readonly RouteUnit[]): RouteUnit[] {
  const mirrors = new Set(units.flatMap(unit => unit.mirrorNames ?? []));
  return units.map(unit => {
    const mirrored = unit.serviceNames.filter(name => mirrors.has(name));
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

/** The names while they fit the 512 characters of the wire, then the number of the others. */
function joinNames(names: readonly string[]): string {
  let text = names[0].slice(0, 480);
  for (let i = 1; i < names.length; i++) {
    const next = `${text} + ${names[i]}`;
    if (next.length > 480) return `${text} + ${names.length - i} more`;
    text = next;
  }
  return text;
}

class Table implements RouteTable {
  readonly routes: Route[] = [];
  private readonly byService = new Map<string, RequestSeries>();
  private readonly byUnit = new Map<RouteUnit, RequestSeries>();
  private readonly leftOut = new Set<string>();

  constructor(
    units: readonly RouteUnit[],
    private readonly routers: RouterNames,
    seenUnits: ReadonlySet<RouteUnit>,
  ) {
    for (const group of groupUnits(units)) {
      const seen = group.some(unit => seenUnits.has(unit));
      const needsRouters = group.length > 1 || group[0].incomplete === true;
      if (seen && needsRouters) this.addByRouter(group);
      else this.addByService(group);
    }
    for (const unit of units) {
      for (const name of unit.mirrorNames ?? []) {
        if (!this.byService.has(name)) this.leftOut.add(name);
      }
    }
  }

  seriesOfService(name: string): RequestSeries | undefined {
    return this.byService.get(name);
  }

  isLeftOut(name: string): boolean {
    return this.leftOut.has(name);
  }

  seriesOfRouter(name: string): RequestSeries | undefined {
    for (const unit of this.routers.find(name)) {
      const series = this.byUnit.get(unit);
      if (series) return series;
    }
    return undefined;
  }

  private addByRouter(group: readonly RouteUnit[]): void {
    for (const unit of group) {
      const series = seriesFor(unit.keys, joinNames([routerNameOf(unit)]));
      this.byUnit.set(unit, series);
      unit.serviceNames.forEach(name => this.leftOut.add(name));
      this.addRoutes(unit, series);
    }
  }

  private addByService(group: readonly RouteUnit[]): void {
    const names = [...new Set(group.flatMap(unit => unit.serviceNames))].sort();
    const keys = group.flatMap(unit => unit.keys);
    const series =
      names.length > 0 ? seriesFor(keys, joinNames(names)) : undefined;
    if (series) names.forEach(name => this.byService.set(name, series));
    group.forEach(unit => this.addRoutes(unit, series));
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
 * series. `shared.service` is the Traefik name, several joined by ` + `. A router may appear as
 * `<entrypoint>-<name>`, which is allowed for the entry points its IngressRoute lists, and for any
 * where none are listed (then the longest name that is known wins).
 *
 * Two objects may hold the same route (same host, path and condition). Traefik gives it to the one
 * with the higher priority, which may change with the objects; both have the same key, so whichever
 * answers, the counts are those of the route.
 *
 * A rule that is not understood stays a route with a `problem`.
 */
export function buildRouteTable(input: RouteTableInput): RouteTable {
  const units = markMirrored(unitsOf(input)).map(unit =>
    boundUnit(unit, input.sha256Hex),
  );
  const routers = new RouterNames(units);
  const seenUnits = new Set<RouteUnit>();
  for (const name of input.routersSeen ?? []) {
    for (const unit of routers.find(name)) seenUnits.add(unit);
  }
  return new Table(units, routers, seenUnits);
}

function unitsOf({ sha256Hex, ...input }: RouteTableInput): RouteUnit[] {
  const ports = createServicePorts(input.services);
  const cluster = {
    ports,
    traefikServices: createTraefikServices(input.traefikServices ?? [], ports),
    gateways: input.gateways ?? [],
  };
  return [
    ...input.ingressRoutes.flatMap(object =>
      ingressRouteUnits(object, cluster, sha256Hex),
    ),
    ...input.ingresses.flatMap(object =>
      ingressUnits(object, ports, sha256Hex),
    ),
    ...(input.httpRoutes ?? []).flatMap(object =>
      httpRouteUnits(object, cluster, sha256Hex),
    ),
  ];
}
