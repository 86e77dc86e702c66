import type {
  Domain,
  DomainRoute,
  SharedService as SharedServiceAnswer,
  SloJudgement,
  SloReason,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import { pathTitle, worstStatus } from '@atlhyper/core';
import { mergeCauses } from './causes';
import {
  addTotals,
  NO_REQUESTS,
  responsesOf,
  toFigures,
  type RequestTotals,
} from './figures';
import type { Judge } from './Judge';
import { pushAll, seriesOfRoute, type SloScene } from './loadScene';
import { worseOf } from './ownView';
import type { RouteGroup } from './routeGroups';
import { domainSubject, pathSubject } from './subjects';

type Span = { fromMs: number; toMs: number };
type TotalsOf = (series: StoredSeries) => RequestTotals;

/** What traffic counts against that no target is for. */
const PLAIN_KINDS = ['5xx'] as const;

/** The groups behind each host of a scene, by name; those that are gone and had no traffic left out. */
export function hostsOf(scene: SloScene): [string, RouteGroup[]][] {
  const [totalsOf] = scene.totals;
  const hosts = new Map<string, RouteGroup[]>();
  for (const group of scene.groups) {
    if (isShown(group, totalsOf)) {
      pushAll(hosts, group.key.host, [group]);
    }
  }
  return [...hosts.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A domain as it was judged; its routes are written out where they are asked for. */
export type JudgedDomain = {
  domain: Omit<Domain, 'routes' | 'routes_left_out'>;
  groups: readonly RouteGroup[];
  /** The judgement of each group. */
  judged: readonly SloJudgement[];
  writeRoute: (index: number) => DomainRoute;
};

/** A domain with all its routes, as `judgeDomain` has it. */
export function assembleDomain(
  scene: SloScene,
  host: string,
  groups: readonly RouteGroup[],
  judge: Judge,
): Domain {
  const { domain, writeRoute } = judgeDomain(scene, host, groups, judge);
  return { ...domain, routes: groups.map((_, i) => writeRoute(i)) };
}

/**
 * Judges a domain and its routes.
 *
 * Its figures are the sums of its routes, of those that are gone but had traffic in the window, and
 * of the services that only routes of this domain share. Its status is the worst of its own against
 * the target and its routes' against theirs, and its reasons are those of whatever is that bad.
 */
export function judgeDomain(
  scene: SloScene,
  host: string,
  groups: readonly RouteGroup[],
  judge: Judge,
): JudgedDomain {
  const [totalsOf] = scene.totals;
  const clusters = [...new Set(groups.flatMap(group => group.clusters))].sort();
  const subject = domainSubject(host);
  const totals = domainTotals(scene, host, totalsOf);
  const judged = groups.map(group => judgeRoute(group, scene, judge));
  const routesInAll = scene.routesInAll?.get(host) ?? groups.length;
  const isNarrowed = routesInAll > groups.length;
  // The domain's own target is for all of it: of some of its routes the worst one speaks.
  const own = isNarrowed
    ? judged.reduce(worseOf)
    : withShared(judge.judge(subject, totals, clusters), groups);
  const status = worstStatus([own, ...judged].map(one => one.status));
  const parts = judged.map((judgement, i) => ({
    name: pathTitle(groups[i].key),
    judgement,
  }));
  return {
    domain: {
      window: judge.window,
      domain: host,
      ...(isNarrowed && { routes_in_all: routesInAll }),
      tls: groups.some(group => group.tls),
      clusters,
      ...own,
      status,
      ...mergeCauses(status, isNarrowed ? undefined : own, parts),
      sinceMs: isNarrowed ? own.sinceMs : judge.sinceMs(subject, status),
      summary: toFigures(totals, judge.span, own.target.bad_requests),
    },
    groups,
    judged,
    writeRoute: i =>
      toRoute(groups[i], judged[i], { totalsOf, span: judge.span }),
  };
}

/** Where all requests are counted together with other routes', there are none of its own to be missed. */
function withShared(
  judged: SloJudgement,
  groups: readonly RouteGroup[],
): SloJudgement {
  const isShared = groups.some(group => group.shared.length > 0);
  return isShared && judged.reasons.includes('no_requests')
    ? {
        ...judged,
        reasons: judged.reasons.map(toShared),
        causes: judged.causes.map(cause => ({
          ...cause,
          reason: toShared(cause.reason),
        })),
      }
    : judged;
}

function toShared(reason: SloReason): SloReason {
  return reason === 'no_requests' ? 'shared' : reason;
}

/** Requests of all series of one host, and of services that only its routes share. */
export function domainTotals(
  scene: SloScene,
  host: string,
  totalsOf: TotalsOf,
): RequestTotals {
  const series = scene.seriesByHost.get(host) ?? [];
  return sumTotals(series, totalsOf);
}

/** Requests of several series together. */
export function sumTotals(
  series: readonly StoredSeries[],
  totalsOf: TotalsOf,
): RequestTotals {
  return series.length === 1
    ? totalsOf(series[0])
    : series.map(totalsOf).reduce(addTotals, NO_REQUESTS);
}

/** Services that several routes share, of which the caller may see one, or that no route names. */
export function assembleShared(
  scene: SloScene,
  span: Span,
): SharedServiceAnswer[] {
  const [totalsOf] = scene.totals;
  return scene.shared.flatMap(({ series, visibleRoutes }) => {
    const totals = totalsOf(series);
    if (responsesOf(totals) === 0 && visibleRoutes.length === 0) {
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
        current: toFigures(totals, span, PLAIN_KINDS),
      },
    ];
  });
}

/** Services with traffic that no route names. */
export function assembleUnmapped(scene: SloScene, span: Span) {
  const [totalsOf] = scene.totals;
  return scene.unmapped.flatMap(({ series, reason }) => {
    const totals = totalsOf(series);
    return responsesOf(totals) === 0
      ? []
      : [
          {
            cluster: series.clusterId,
            service: serviceOf(series),
            ...(reason && { reason }),
            current: toFigures(totals, span, PLAIN_KINDS),
          },
        ];
  });
}

/** A route that exists, or one that is gone but had traffic. */
function isShown(group: RouteGroup, totalsOf: TotalsOf): boolean {
  return (
    group.sources.length > 0 ||
    responsesOf(sumTotals(group.series, totalsOf)) > 0
  );
}

function judgeRoute(
  group: RouteGroup,
  scene: SloScene,
  judge: Judge,
): SloJudgement {
  const totals = sumTotals(seriesOfRoute(group, scene), scene.totals[0]);
  const subject = pathSubject(group.key);
  return withShared(judge.judge(subject, totals, group.clusters), [group]);
}

function toRoute(
  group: RouteGroup,
  judged: SloJudgement,
  { totalsOf, span }: { totalsOf: TotalsOf; span: Span },
): DomainRoute {
  const totals = sumTotals(group.series, totalsOf);
  return {
    path_prefix: group.key.path,
    path_match: group.key.pathMatch,
    condition: group.key.condition,
    clusters: group.clusters,
    services: group.services,
    ...judged,
    current: toFigures(totals, span, judged.target.bad_requests),
    shared_service: group.shared[0]?.service,
    problem: group.problem,
  };
}

function serviceOf(series: StoredSeries): string {
  return 'service' in series.identity ? series.identity.service : '';
}
