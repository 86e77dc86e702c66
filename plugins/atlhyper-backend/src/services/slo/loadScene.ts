import type {
  DomainScope,
  ReadSpan,
  RequestSums,
  SeriesName,
  StoredSeries,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { createUnmappedReasons, type UnmappedReason } from '@atlhyper/core';
import { setImmediate } from 'node:timers/promises';
import type { Stores } from '../../stores/Stores';
import type { StoredRoute } from '../../stores/RouteStore';
import { groupRoutes, routeKeyOf, type RouteGroup } from './routeGroups';
import { toTotals, type RequestTotals } from './figures';

/** Where SLOs are read from. */
export type SloStores = Pick<Stores, 'samples' | 'routes' | 'ledger'>;

/** A service that is counted once for several routes. */
export type SharedService = {
  series: StoredSeries;
  /** Those of its routes that the caller may see. */
  visibleRoutes: StoredRoute[];
  /** The host, where all its routes are of one host and within the scope. */
  ownedByHost?: string;
};

/** What was found in a scope, with the requests of each series in every span. */
export type SloScene = {
  groups: RouteGroup[];
  shared: SharedService[];
  unmapped: { series: StoredSeries; reason?: UnmappedReason }[];
  /**
   * What counts for each host: the series of its routes, and services that only those share; where
   * there is none, services that it shares with other hosts.
   */
  seriesByHost: Map<string, StoredSeries[]>;
  /** Routes of each host, where the scope was narrowed to some of them. */
  routesInAll?: ReadonlyMap<string, number>;
  /** One reader per span, in their order. */
  totals: ((series: StoredSeries) => RequestTotals)[];
};

/**
 * Reads routes, series and sums of a scope: a fixed number of queries per hundred series. On SQLite no
 * query gives a turn to other work, so the steps do: of thousands of routes each takes some ms.
 */
export async function loadScene(
  stores: SloStores,
  scope: DomainScope,
  spans: readonly ReadSpan[],
): Promise<SloScene> {
  const activeFromMs = Math.min(...spans.map(span => span.fromMs));
  const routes = await stores.routes.listRoutes(scope);
  await setImmediate();
  const found = await stores.samples.listSeries({ ...scope, activeFromMs });
  await setImmediate();
  const groups = groupRoutes(routes, found);
  await setImmediate();
  const sharedSeries = await findSharedSeries(stores, routes, found);
  const shared = await describeShared(stores, scope, groups, sharedSeries);
  const unmapped = describeUnmapped(found, routes);

  const counted = [
    ...groups.flatMap(group => group.series),
    ...sharedSeries,
    ...unmapped.map(({ series }) => series),
  ];
  const totals = [];
  for (const span of spans) {
    totals.push(totalsReader(await stores.samples.sumSeries(counted, span)));
    await setImmediate();
  }
  const seriesByHost = indexByHost(groups, shared);
  const routesInAll = await countRoutes(stores, scope);
  return { groups, shared, unmapped, seriesByHost, totals, routesInAll };
}

/** Each with why no route of its cluster names it. */
function describeUnmapped(
  found: readonly StoredSeries[],
  routes: readonly StoredRoute[],
): SloScene['unmapped'] {
  const reasons = new Map<string, ReturnType<typeof createUnmappedReasons>>();
  return found.flatMap(series => {
    const { clusterId, identity } = series;
    if (identity.kind !== 'unmapped') return [];
    if (!reasons.has(clusterId)) {
      const own = routes.filter(route => route.clusterId === clusterId);
      reasons.set(clusterId, createUnmappedReasons(own));
    }
    return [{ series, reason: reasons.get(clusterId)!(identity.service) }];
  });
}

/** `undefined` where the scope is narrowed to no path. */
async function countRoutes(
  stores: SloStores,
  scope: DomainScope,
): Promise<ReadonlyMap<string, number> | undefined> {
  if (!scope.selectors?.some(({ path = '/' }) => path !== '/')) {
    return undefined;
  }
  const selectors = scope.selectors.map(({ host }) => ({ host }));
  const routes = await stores.routes.listRoutes({ ...scope, selectors });
  const byHost = new Map<string, Set<string>>();
  for (const route of routes) {
    const known = byHost.get(route.host) ?? new Set();
    byHost.set(route.host, known.add(routeKeyOf(route)));
  }
  return new Map([...byHost].map(([host, keys]) => [host, keys.size]));
}

/**
 * A host that nothing counts alone is judged by what counts it together with others: a rule with
 * several hosts on one service is down for all of them.
 */
function indexByHost(
  groups: readonly RouteGroup[],
  shared: readonly SharedService[],
): Map<string, StoredSeries[]> {
  const byHost = new Map<string, StoredSeries[]>();
  for (const { key, series } of groups) {
    pushAll(byHost, key.host, series);
  }
  for (const { ownedByHost, series } of shared) {
    if (ownedByHost !== undefined) {
      pushAll(byHost, ownedByHost, [series]);
    }
  }
  const uncounted = [...byHost.keys()].filter(
    host => byHost.get(host)!.length === 0,
  );
  for (const host of uncounted) {
    const together = shared.filter(({ visibleRoutes }) =>
      visibleRoutes.some(route => route.host === host),
    );
    byHost.set(
      host,
      together.map(one => one.series),
    );
  }
  return byHost;
}

/** What counts a route: its own series, else those that count it together with others. */
export function seriesOfRoute(
  { series, shared }: RouteGroup,
  scene: Pick<SloScene, 'shared'>,
): readonly StoredSeries[] {
  return series.length > 0
    ? series
    : scene.shared
        .map(one => one.series)
        .filter(one =>
          shared.some(
            ({ clusterId, seriesKey }) =>
              one.clusterId === clusterId && one.key === seriesKey,
          ),
        );
}

/** Adds to the list of a key, which a copy per item would make quadratic. */
export function pushAll<T>(
  lists: Map<string, T[]>,
  key: string,
  items: readonly T[],
): void {
  const list = lists.get(key) ?? [];
  list.push(...items);
  lists.set(key, list);
}

/** Reads the totals of a series from sums by its id. */
export function totalsReader(sums: ReadonlyMap<number, RequestSums>) {
  return (series: StoredSeries) => toTotals(sums.get(series.id), series);
}

/** Shared series that routes of the scope name, and those that no route names any more. */
async function findSharedSeries(
  stores: SloStores,
  routes: readonly StoredRoute[],
  found: readonly StoredSeries[],
): Promise<StoredSeries[]> {
  const names = routes.flatMap(route =>
    route.sharedService && route.seriesKey
      ? [{ clusterId: route.clusterId, seriesKey: route.seriesKey }]
      : [],
  );
  const named = await stores.samples.findSeries(uniqueNames(names));
  const orphans = found.filter(one => one.identity.kind === 'shared');
  const byId = new Map([...orphans, ...named].map(one => [one.id, one]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

async function describeShared(
  stores: SloStores,
  scope: DomainScope,
  groups: readonly RouteGroup[],
  series: readonly StoredSeries[],
): Promise<SharedService[]> {
  const names = series.map(one => ({
    clusterId: one.clusterId,
    seriesKey: one.key,
  }));
  const all = byName(await stores.routes.listRoutesOfSeries(names, 'all'));
  const visible =
    scope.access === 'all'
      ? all
      : byName(await stores.routes.listRoutesOfSeries(names, scope.access));
  const inScope = new Set(groups.map(group => routeKeyOf(group.key)));
  return series.map((one, i) => {
    const routes = all.get(nameText(names[i])) ?? [];
    const owned =
      routes.length > 0 &&
      routes.every(
        route =>
          route.host === routes[0].host && inScope.has(routeKeyOf(route)),
      );
    return {
      series: one,
      visibleRoutes: visible.get(nameText(names[i])) ?? [],
      ownedByHost: owned ? routes[0].host : undefined,
    };
  });
}

function byName(routes: readonly StoredRoute[]): Map<string, StoredRoute[]> {
  const groups = new Map<string, StoredRoute[]>();
  for (const route of routes) {
    const name = nameText({
      clusterId: route.clusterId,
      seriesKey: route.seriesKey!,
    });
    pushAll(groups, name, [route]);
  }
  return groups;
}

function uniqueNames(names: readonly SeriesName[]): SeriesName[] {
  return [...new Map(names.map(name => [nameText(name), name])).values()];
}

function nameText(name: SeriesName): string {
  return `${name.clusterId} ${name.seriesKey}`;
}
