import type {
  Domain,
  DomainRoute,
  SharedService as SharedServiceAnswer,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { worstStatus, type SloTargetFractions } from '@atlhyper/core';
import type { StoredSeries } from '../../stores/SloStore';
import {
  addTotals,
  judge,
  NO_REQUESTS,
  toFigures,
  toTarget,
  type RequestTotals,
} from './figures';
import { pushAll, type SloScene } from './loadScene';
import type { RouteGroup } from './routeGroups';

type Span = { fromMs: number; toMs: number };
type TotalsOf = (series: StoredSeries) => RequestTotals;

/** A domain as it is answered, with the groups behind its routes in the same order. */
export type AssembledDomain = { domain: Domain; groups: RouteGroup[] };

/**
 * The domains of a scene, by name.
 *
 * A domain's figures are the sums of its routes, of those that are gone but had traffic in the
 * window, and of the services that only routes of this domain share. Its status is the worst of
 * its own against the target and its routes' against theirs.
 */
export function assembleDomains(
  scene: SloScene,
  span: Span,
  target: SloTargetFractions,
): AssembledDomain[] {
  const [totalsOf] = scene.totals;
  const hosts = new Map<string, RouteGroup[]>();
  for (const group of scene.groups) {
    if (isShown(group, totalsOf)) {
      pushAll(hosts, group.key.host, [group]);
    }
  }
  const judging = { totalsOf, span, target };
  return [...hosts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([host, groups]) => ({
      groups,
      domain: toDomain(scene, host, groups, judging),
    }));
}

/** Requests of all series of one host, and of services that only its routes share. */
export function domainTotals(
  scene: SloScene,
  host: string,
  totalsOf: TotalsOf,
): RequestTotals {
  const series = scene.seriesByHost.get(host) ?? [];
  return series.map(totalsOf).reduce(addTotals, NO_REQUESTS);
}

/** Requests that are one route's alone. */
export function groupTotals(
  group: RouteGroup,
  totalsOf: TotalsOf,
): RequestTotals {
  return group.series.map(totalsOf).reduce(addTotals, NO_REQUESTS);
}

/** Services that several routes share, of which the caller may see one, or that no route names. */
export function assembleShared(
  scene: SloScene,
  span: Span,
): SharedServiceAnswer[] {
  const [totalsOf] = scene.totals;
  return scene.shared.flatMap(({ series, visibleRoutes }) => {
    const totals = totalsOf(series);
    if (totals.total === 0 && visibleRoutes.length === 0) {
      return [];
    }
    const routes = new Map(
      visibleRoutes.map(({ host, path, pathMatch }) => [
        `${host} ${pathMatch} ${path}`,
        { domain: host, path_prefix: path, path_match: pathMatch },
      ]),
    );
    return [
      {
        cluster: series.clusterId,
        service: serviceOf(series),
        shared_by: [...routes.values()],
        current: toFigures(totals, span),
      },
    ];
  });
}

/** Services with traffic that no route names. */
export function assembleUnmapped(scene: SloScene, span: Span) {
  const [totalsOf] = scene.totals;
  return scene.unmapped.flatMap(series => {
    const totals = totalsOf(series);
    return totals.total === 0
      ? []
      : [
          {
            cluster: series.clusterId,
            service: serviceOf(series),
            current: toFigures(totals, span),
          },
        ];
  });
}

/** A route that exists, or one that is gone but had traffic. */
function isShown(group: RouteGroup, totalsOf: TotalsOf): boolean {
  return group.sources.length > 0 || groupTotals(group, totalsOf).total > 0;
}

/** By what the groups of a scene are measured. */
type Judging = { totalsOf: TotalsOf; span: Span; target: SloTargetFractions };

function toDomain(
  scene: SloScene,
  host: string,
  groups: readonly RouteGroup[],
  judging: Judging,
): Domain {
  const { totalsOf, span, target } = judging;
  const totals = domainTotals(scene, host, totalsOf);
  const own = judge(totals, target);
  const routes = groups.map(group => toRoute(group, judging));
  return {
    domain: host,
    tls: groups.some(group => group.tls),
    clusters: [...new Set(groups.flatMap(group => group.clusters))].sort(),
    status: worstStatus([own.status, ...routes.map(route => route.status)]),
    target: toTarget(target),
    error_budget_remaining: own.errorBudgetRemaining,
    summary: toFigures(totals, span),
    routes,
  };
}

function toRoute(group: RouteGroup, judging: Judging): DomainRoute {
  const { totalsOf, span, target } = judging;
  const totals = groupTotals(group, totalsOf);
  return {
    path_prefix: group.key.path,
    path_match: group.key.pathMatch,
    condition: group.key.condition,
    clusters: group.clusters,
    status: judge(totals, target).status,
    target: toTarget(target),
    current: toFigures(totals, span),
    shared_service: group.shared[0]?.service,
    problem: group.problem,
  };
}

function serviceOf(series: StoredSeries): string {
  return 'service' in series.identity ? series.identity.service : '';
}
