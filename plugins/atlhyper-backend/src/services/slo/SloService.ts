import type { SloStores } from './loadScene';
import {
  SLO_WINDOWS,
  type DomainDetailResponse,
  type DomainsResponse,
  type RouteKey,
  type SloHistoryResponse,
  type SloLatencyResponse,
  type SloListQuery,
  type SloStatus,
  type SloSubject,
  type SloTarget,
  type SloView,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  DomainScope,
  DomainSelector,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { isComparable } from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import type { Access } from '../../access/access';
import {
  assembleDomain,
  assembleShared,
  assembleUnmapped,
  domainTotals,
  hostsOf,
  sumTotals,
} from './assembleDomains';
import { hostsOfViews, toDomainRow } from './domainRows';
import { toFigures } from './figures';
import type { Judge } from './Judge';
import type { JudgeFactory } from './JudgeFactory';
import { listRows } from './listRows';
import { loadScene, seriesOfRoute, type SloScene } from './loadScene';
import { rowsCursor } from './pageOf';
import { resolveView, resolveWindow } from './resolveWindow';
import type { RouteGroup } from './routeGroups';
import type { Measured, SloReader } from './SloReader';
import { domainSubject, pathSubject } from './subjects';

const CURSOR = rowsCursor('domains');

/** What every question about domains says: a window, and what narrows it. */
export type SloQuery = {
  access: Access<'domain'>;
  window: SloWindow;
  clusterId?: string;
};

/** Which domains a list is of. */
type ScopeQuery = Omit<SloQuery, 'window'> & {
  window: SloView;
  selectors?: DomainSelector[];
};

/** Answers how domains fare against their targets. */
export class SloService {
  constructor(
    private readonly options: {
      stores: SloStores;
      judges: JudgeFactory;
      reader: SloReader;
      levels: readonly RetainedLevel[];
      clock: () => number;
    },
  ) {}

  /**
   * A page of the domains of the scope, and how many of all are in each status; shared and unmapped
   * services beside them, never within.
   *
   * @throws InputError for a cursor that is none of this list in this order
   */
  async listDomains(
    query: ScopeQuery & SloListQuery,
  ): Promise<DomainsResponse> {
    const { sort, search, status, parts, limit, cursor, ...scope } = query;
    const { rows, views, spans } = await this.judgeDomains(scope);
    const [{ scene }] = views;
    const [span] = spans;
    const { total, items, nextCursor } = listRows(
      rows,
      { sort, search, status, parts, limit, cursor },
      CURSOR,
    );
    return {
      window: query.window,
      fromMs: Math.min(...spans.map(one => one.fromMs)),
      toMs: span.toMs,
      summary: {
        total_domains: rows.length,
        ...countStatuses(rows.map(row => row.judged)),
      },
      total,
      domains: items,
      nextCursor,
      shared: assembleShared(scene, span),
      unmapped: assembleUnmapped(scene, span),
    };
  }

  /** Every domain of the scope, in no order. */
  async judgeDomains({ window, ...scope }: ScopeQuery) {
    const { levels, clock } = this.options;
    const windows = resolveView({ view: window, nowMs: clock(), levels });
    const spans = windows.map(one => one.span);
    const judges = await this.options.judges.createAll(windows);
    const all = await loadScene(this.options.stores, scope, spans);
    const views = judges.map((judge, i) => {
      const scene = { ...all, totals: [all.totals[i]] };
      return { judge, scene, groups: new Map(hostsOf(scene)) };
    });
    const rows = await mapInTurns(hostsOfViews(views), host =>
      toDomainRow(views, host),
    );
    return { rows, views, spans };
  }

  /** @throws NotFoundError for a host that no visible route or series has */
  async getDomain(
    host: string,
    query: Omit<SloQuery, 'window'> & { window: SloView },
  ): Promise<DomainDetailResponse> {
    const { stores, judges, reader, levels, clock } = this.options;
    const window = await this.windowToShow(host, query);
    const span = resolveWindow({ window, nowMs: clock(), levels });
    const scope = await this.scopeOf(host, query);
    const scene = await loadScene(stores, scope, [span, span.previous]);
    const judge = await judges.create(window, span);
    const [, groups] = hostsOf(scene).find(([one]) => one === host) ?? [
      host,
      [],
    ];
    const domain = assembleDomain(scene, host, groups, judge);
    const previous = domainTotals(scene, host, scene.totals[1]);
    const series = scene.seriesByHost.get(host) ?? [];
    const covered = judge.coveredFraction(domain.clusters, span.previous);
    const isBeside = isComparable(covered);
    return {
      ...domain,
      window,
      fromMs: span.fromMs,
      toMs: span.toMs,
      targets: targetsOf(judge, domainSubject(host), domain.clusters),
      previous: isBeside
        ? toFigures(previous, span.previous, domain.target.bad_requests)
        : undefined,
      previous_covered_fraction: covered,
      distribution: await reader.readDistribution(series, span),
      previous_distribution: isBeside
        ? await reader.readDistribution(series, span.previous)
        : undefined,
      routes: domain.routes.map((route, i) => ({
        ...route,
        ...detailsOf(groups[i], scene, {
          judge,
          route,
          before: isBeside ? span.previous : undefined,
        }),
      })),
    };
  }

  /** @throws NotFoundError for a host or route that is not visible */
  async getHistory(
    host: string,
    query: SloQuery & {
      route?: Pick<RouteKey, 'path' | 'pathMatch' | 'condition'>;
      period?: 'current' | 'previous';
    },
  ): Promise<SloHistoryResponse> {
    const measured = await this.measuredOf(host, query);
    return this.options.reader.readHistory(measured, query);
  }

  /** @throws NotFoundError for a host or route that is not visible */
  async getLatency(
    host: string,
    query: SloQuery & {
      route?: Pick<RouteKey, 'path' | 'pathMatch' | 'condition'>;
    },
  ): Promise<SloLatencyResponse> {
    const measured = await this.measuredOf(host, query);
    return this.options.reader.readLatency(measured, query);
  }

  /** That of the view; of `own` the one in whose list the domain is judged. */
  private async windowToShow(
    host: string,
    { window, ...scope }: Omit<SloQuery, 'window'> & { window: SloView },
  ): Promise<SloWindow> {
    if (window !== 'own') {
      return window;
    }
    const selectors = [{ host: { kind: 'exact', host } as const }];
    const own = await this.listDomains({ ...scope, window, selectors });
    return own.domains[0]?.worst_window ?? '1d';
  }

  /**
   * The series of a domain or of one of its routes, those of old times included.
   *
   * @throws NotFoundError for a host or route that is not visible
   */
  async measuredOf(
    host: string,
    query: Omit<SloQuery, 'window'> & {
      route?: Pick<RouteKey, 'path' | 'pathMatch' | 'condition'>;
    },
  ): Promise<Measured> {
    const scope = await this.scopeOf(host, query);
    const scene = await loadScene(this.options.stores, scope, [
      { fromMs: 0, toMs: 0, ranges: [] },
    ]);
    const { route } = query;
    if (!route) {
      const clusters = scene.groups.flatMap(group => group.clusters);
      return {
        subject: domainSubject(host),
        clusters: [...new Set(clusters)],
        series: scene.seriesByHost.get(host) ?? [],
      };
    }
    const group = scene.groups.find(
      ({ key }) =>
        key.path === route.path &&
        key.pathMatch === route.pathMatch &&
        key.condition === route.condition,
    );
    if (!group) {
      throw new NotFoundError(
        `Domain '${host}' has no route with path '${route.path}' (${route.pathMatch})`,
      );
    }
    return {
      subject: pathSubject(group.key),
      clusters: group.clusters,
      series: seriesOfRoute(group, scene),
    };
  }

  private async scopeOf(
    host: string,
    query: Omit<SloQuery, 'window'>,
  ): Promise<DomainScope> {
    const scope = {
      access: query.access,
      clusterId: query.clusterId,
      selectors: [{ host: { kind: 'exact', host } as const }],
    };
    const known =
      (await this.options.stores.routes.listRoutes(scope)).length > 0 ||
      (await this.options.stores.samples.listSeries(scope)).length > 0;
    if (!known) {
      throw new NotFoundError(
        query.clusterId === undefined
          ? `No domain '${host}'`
          : `No domain '${host}' in cluster '${query.clusterId}'`,
      );
    }
    return scope;
  }
}

/** The target of each window. */
export function targetsOf(
  judge: Judge,
  subject: SloSubject,
  clusters: readonly string[],
): Record<SloWindow, SloTarget> {
  return Object.fromEntries(
    SLO_WINDOWS.map(window => [
      window,
      judge.targetOf(subject, clusters, window).shown,
    ]),
  ) as Record<SloWindow, SloTarget>;
}

function detailsOf(
  group: RouteGroup,
  scene: SloScene,
  at: {
    judge: Judge;
    /** Absent where it is no comparison. */
    before?: { fromMs: number; toMs: number };
    route: { target: SloTarget };
  },
) {
  const sources = group.sources.map(({ clusterId, source }) => ({
    cluster: clusterId,
    kind: source.kind,
    namespace: source.namespace,
    ingress_name: source.name,
  }));
  const previous = sumTotals(seriesOfRoute(group, scene), scene.totals[1]);
  return {
    sources,
    namespace: sources[0]?.namespace,
    ingress_name: sources[0]?.ingress_name,
    previous:
      at.before && toFigures(previous, at.before, at.route.target.bad_requests),
    targets: targetsOf(at.judge, pathSubject(group.key), group.clusters),
  };
}

/** How many are in each status. */
export function countStatuses(judged: readonly { status: SloStatus }[]) {
  const count = (status: SloStatus) =>
    judged.filter(one => one.status === status).length;
  return {
    healthy_count: count('healthy'),
    at_risk_count: count('at_risk'),
    warning_count: count('warning'),
    critical_count: count('critical'),
    no_data_count: count('no_data'),
  };
}
