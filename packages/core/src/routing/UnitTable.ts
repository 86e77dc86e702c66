import { entityTitle } from '../entities';
import { groupUnits, type UnitGroup } from './groupUnits';
import { NameIndex, nameText } from './NameIndex';
import { fitText, MAX_ROUTE_SERVICES } from './routeLimits';
import type { RouterNames } from './RouterNames';
import type { RouteUnit } from './routeUnits';
import type { TraefikName } from './traefikNames';
import type { RequestSeries, Route, RouteKey, Sha256Hex } from './types';

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

/** What the wire takes of a name, with room for what a digest adds. */
const MAX_SHARED = 480;

/** The names while they fit, then the number of the others. */
export function joinNames(names: readonly string[]): string {
  let text = names[0].slice(0, MAX_SHARED);
  for (let i = 1; i < names.length; i++) {
    const next = `${text} + ${names[i]}`;
    if (next.length > MAX_SHARED) return `${text} + ${names.length - i} more`;
    text = next;
  }
  return text;
}

/** What of the names is in the scrape. */
export type Seen = {
  routers: ReadonlySet<RouteUnit>;
  services: ReadonlySet<string>;
  schemes: ReadonlySet<string>;
};

type Counted = { series?: RequestSeries; leftOut: boolean };

/** Counts every group of units by its services or by its routers, and never by both. */
export class UnitTable implements RouteTable {
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
