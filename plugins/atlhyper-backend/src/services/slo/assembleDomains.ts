import type {
  Domain,
  DomainRoute,
  SharedService as SharedServiceAnswer,
  SloJudgement,
  SloReason,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import { pathTitle } from '@atlhyper/core';
import {
  addTotals,
  NO_REQUESTS,
  responsesOf,
  toFigures,
  type RequestTotals,
} from './figures';
import type { Judge } from './Judge';
import { bringTogether, type JudgedThing } from './judgedThing';
import { pushAll, seriesOfRoute, type SloScene } from './loadScene';
import { routeKeyOf, type RouteGroup } from './routeGroups';
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

/** What is written of a domain beside its judgement. */
type DomainFacts = Pick<
  Domain,
  'domain' | 'routes_in_all' | 'tls' | 'clusters' | 'summary'
>;

export type JudgedDomain = JudgedThing<DomainFacts, DomainRoute>;

/** A domain with all its routes, in one window. */
export function assembleDomain(
  ...asked: Parameters<typeof judgeDomain>
): Domain {
  const { whole, parts } = bringTogether([judgeDomain(...asked)]);
  return { ...whole, routes: parts.map(part => part.write()) };
}

/**
 * Judges a domain and its routes in one window.
 *
 * Its figures are the sums of its routes, of those that are gone but had traffic in the window, and
 * of the services that only routes of this domain share.
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
  const routesInAll = scene.routesInAll?.get(host) ?? groups.length;
  const isNarrowed = routesInAll > groups.length;
  return {
    // The domain's own target is for all of it: of some of its routes the worst one speaks.
    own: isNarrowed
      ? undefined
      : withShared(judge.judge(subject, totals, clusters), groups),
    parts: groups.map(group => judgePart(group, scene, judge)),
    sinceMs: status => judge.sinceMs(subject, status),
    writeWith: target => ({
      domain: host,
      ...(isNarrowed && { routes_in_all: routesInAll }),
      tls: groups.some(group => group.tls),
      clusters,
      summary: toFigures(totals, judge.span, target.bad_requests),
    }),
  };
}

function judgePart(
  group: RouteGroup,
  scene: SloScene,
  judge: Judge,
): JudgedDomain['parts'][number] {
  const { key } = group;
  const judgement = judgeRoute(group, scene, judge);
  const [totalsOf] = scene.totals;
  return {
    key: routeKeyOf(key),
    name: pathTitle(key),
    names: [key.host + pathTitle(key)],
    judgement,
    write: () => toRoute(group, judgement, { totalsOf, span: judge.span }),
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
