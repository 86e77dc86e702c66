import {
  SLO_WINDOWS,
  type Domain,
  type DomainDetailResponse,
  type DomainHistoryResponse,
  type DomainsResponse,
  type SloStatus,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { SloTargetFractions } from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import type { RetainedLevel } from '../../levels';
import type { Access, DomainCondition } from '../../stores/access';
import type {
  DomainScope,
  DomainSelector,
  SloStore,
} from '../../stores/SloStore';
import {
  assembleDomains,
  assembleShared,
  assembleUnmapped,
  domainTotals,
  groupTotals,
  type AssembledDomain,
} from './assembleDomains';
import { NO_REQUESTS, toFigures, toTarget, toTotals } from './figures';
import { loadScene, type SloScene } from './loadScene';
import { resolveHistory, resolveWindow } from './resolveWindow';
import type { RouteGroup } from './routeGroups';

/** What every question about domains says: a window, and what narrows it. */
export type SloQuery = {
  access?: Access<DomainCondition>;
  window: SloWindow;
  clusterId?: string;
};

/** Answers how domains fare against their targets. */
export class SloService {
  constructor(
    private readonly options: {
      store: SloStore;
      levels: readonly RetainedLevel[];
      targets: Record<SloWindow, SloTargetFractions>;
      clock: () => number;
    },
  ) {}

  /** All domains of the scope; shared and unmapped services beside them, never within. */
  async listDomains(
    query: SloQuery & { selectors?: DomainSelector[] },
  ): Promise<DomainsResponse> {
    const { window, ...scope } = query;
    const span = this.windowOf(window);
    const scene = await loadScene(this.options.store, scope, [span]);
    const assembled = assembleDomains(scene, span, this.targetOf(window));
    const domains = assembled.map(({ domain }) => domain);
    return {
      window,
      fromMs: span.fromMs,
      toMs: span.toMs,
      summary: summarise(domains),
      domains,
      shared: assembleShared(scene, span),
      unmapped: assembleUnmapped(scene, span),
    };
  }

  /** @throws NotFoundError for a host that no visible route or series has */
  async getDomain(
    host: string,
    query: SloQuery,
  ): Promise<DomainDetailResponse> {
    const { window } = query;
    const span = this.windowOf(window);
    const scope = await this.scopeOf(host, query);
    const scene = await loadScene(this.options.store, scope, [
      span,
      span.previous,
    ]);
    const target = this.targetOf(window);
    const found = assembleDomains(scene, span, target).find(
      ({ domain }) => domain.domain === host,
    );
    const { domain, groups } = found ?? quietDomain(host, target, span);
    const previous = domainTotals(scene, host, scene.totals[1]);
    return {
      ...domain,
      window,
      fromMs: span.fromMs,
      toMs: span.toMs,
      previous: toFigures(previous, span.previous),
      routes: domain.routes.map((route, i) => ({
        ...route,
        ...this.detailsOf(groups[i], scene, span.previous),
      })),
    };
  }

  /** @throws NotFoundError for a host that no visible route or series has */
  async getHistory(
    host: string,
    query: SloQuery & { path?: string },
  ): Promise<DomainHistoryResponse> {
    const { store, levels, clock } = this.options;
    const { window } = query;
    const nowMs = clock();
    const span = resolveHistory({ window, nowMs, levels });
    const scope = await this.scopeOf(host, query);
    const scene = await loadScene(store, scope, [{ ...span, ranges: [] }]);
    const series = seriesOf(scene, host, query.path);
    const sums = await store.sumBuckets(
      series.map(one => one.id),
      span.range,
      span.bucketMs,
    );
    const firstMs = Math.min(...series.map(one => one.firstMs));
    const points: DomainHistoryResponse['points'] = [];
    for (let at = span.fromMs; at < span.toMs; at += span.bucketMs) {
      const bucket = {
        fromMs: at,
        toMs: Math.min(at + span.bucketMs, span.toMs),
      };
      const found = sums.get(at);
      const totals = found ? toTotals(found, firstMs) : NO_REQUESTS;
      points.push({ startMs: at, ...toFigures(totals, bucket) });
    }
    return {
      domain: host,
      window,
      fromMs: span.fromMs,
      toMs: span.toMs,
      bucketMs: span.bucketMs,
      target: toTarget(this.targetOf(window)),
      points,
    };
  }

  private windowOf(window: SloWindow) {
    const { levels, clock } = this.options;
    return resolveWindow({ window, nowMs: clock(), levels });
  }

  private targetOf(window: SloWindow): SloTargetFractions {
    return this.options.targets[window];
  }

  private async scopeOf(host: string, query: SloQuery): Promise<DomainScope> {
    const scope = {
      access: query.access,
      clusterId: query.clusterId,
      selectors: [{ host: { kind: 'exact', host } as const }],
    };
    const known =
      (await this.options.store.listRoutes(scope)).length > 0 ||
      (await this.options.store.listSeries(scope)).length > 0;
    if (!known) {
      throw new NotFoundError(
        query.clusterId === undefined
          ? `No domain '${host}'`
          : `No domain '${host}' in cluster '${query.clusterId}'`,
      );
    }
    return scope;
  }

  private detailsOf(
    group: RouteGroup,
    scene: SloScene,
    span: { fromMs: number; toMs: number },
  ) {
    const sources = group.sources.map(({ clusterId, source }) => ({
      cluster: clusterId,
      kind: source.kind,
      namespace: source.namespace,
      ingress_name: source.name,
    }));
    return {
      sources,
      namespace: sources[0]?.namespace,
      ingress_name: sources[0]?.ingress_name,
      previous: toFigures(groupTotals(group, scene.totals[1]), span),
      targets: Object.fromEntries(
        SLO_WINDOWS.map(window => [window, toTarget(this.targetOf(window))]),
      ),
    };
  }
}

/** A host that was known once, without a route or a request now. */
function quietDomain(
  host: string,
  target: SloTargetFractions,
  span: { fromMs: number; toMs: number },
): AssembledDomain {
  return {
    groups: [],
    domain: {
      domain: host,
      tls: false,
      clusters: [],
      status: 'no_data',
      target: toTarget(target),
      summary: toFigures(NO_REQUESTS, span),
      routes: [],
    },
  };
}

/** Series behind a domain, or behind those of its routes that have this path. */
function seriesOf(scene: SloScene, host: string, path?: string) {
  return path === undefined
    ? scene.seriesByHost.get(host) ?? []
    : scene.groups
        .filter(group => group.key.path === path)
        .flatMap(group => group.series);
}

function summarise(domains: readonly Domain[]): DomainsResponse['summary'] {
  const count = (status: SloStatus) =>
    domains.filter(domain => domain.status === status).length;
  return {
    total_domains: domains.length,
    healthy_count: count('healthy'),
    warning_count: count('warning'),
    critical_count: count('critical'),
    no_data_count: count('no_data'),
  };
}
