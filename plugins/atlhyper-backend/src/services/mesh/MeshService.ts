import type { SloStores } from '../slo/loadScene';
import type {
  EdgeKey,
  MeshService as MeshServiceAnswer,
  ServiceDetailResponse,
  ServiceEdge,
  ServicesResponse,
  SloHistoryResponse,
  SloLatencyResponse,
  SloView,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isComparable, worstStatus } from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import { isAllowed, type Access } from '../../access/access';
import type {
  MeshSelector,
  ReadSpan,
  StoredSeries,
} from '../../stores/SampleStore';
import { sumTotals } from '../slo/assembleDomains';
import { mergeCauses } from '../slo/causes';
import {
  responsesOf,
  toFigures,
  toMeshFigures,
  type RequestTotals,
} from '../slo/figures';
import type { Judge } from '../slo/Judge';
import type { JudgeFactory } from '../slo/JudgeFactory';
import { pushAll, totalsReader } from '../slo/loadScene';
import { hasOwnTarget, windowsOf, worstOwn } from '../slo/ownView';
import { keyCursor, pageOf } from '../slo/pageOf';
import { resolveWindow } from '../slo/resolveWindow';
import { countStatuses, targetsOf } from '../slo/SloService';
import type { Measured, SloReader } from '../slo/SloReader';
import { edgeSubject, serviceSubject } from '../slo/subjects';

const CURSOR = keyCursor('services');

/** A service by cluster, namespace and name. */
export type MeshServiceName = {
  clusterId: string;
  namespace: string;
  service: string;
};

type TotalsOf = (series: StoredSeries) => RequestTotals;

/** A service with the series of its callers. */
export type ServiceGroup = MeshServiceName & { edges: StoredSeries[] };

/** Answers who calls which service, and how that fares against targets. */
export class MeshService {
  constructor(
    private readonly options: {
      stores: SloStores;
      judges: JudgeFactory;
      reader: SloReader;
      levels: readonly RetainedLevel[];
      clock: () => number;
    },
  ) {}

  async listServices(query: {
    access: Access<'service'>;
    /** Whose hosts may be named; `none` for nobody's. */
    domains: Access<'domain'>;
    window: SloView;
    clusterId?: string;
    services?: MeshSelector[];
    limit?: number;
    cursor?: string;
  }): Promise<ServicesResponse> {
    const { stores, judges } = this.options;
    const { window, limit, cursor, domains, ...scope } = query;
    const windows = windowsOf(window).map(one => ({
      window: one,
      span: this.windowOf(one),
    }));
    const spans = windows.map(one => one.span);
    const activeFromMs = Math.min(...spans.map(one => one.fromMs));
    const edges = await stores.samples.listEdges({ ...scope, activeFromMs });
    const byService = new Map<string, MeshServiceAnswer[]>();
    for (const [i, judge] of (await judges.createAll(windows)).entries()) {
      const sums = await stores.samples.sumSeries(edges, spans[i]);
      const totalsOf = totalsReader(sums);
      await mapInTurns(groupServices(edges, totalsOf), group => {
        const judged = assembleService(group, totalsOf, judge, scope.access);
        pushAll(byService, keyOf(group), [judged]);
      });
    }
    const services = [...byService.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, judged]) => ownOf(judged));
    const page = pageOf(services, keyOf, { limit, cursor, codec: CURSOR });
    const [span] = spans;
    return {
      window,
      fromMs: activeFromMs,
      toMs: span.toMs,
      summary: {
        total_services: services.length,
        ...countStatuses(services),
      },
      services: page.items,
      nextCursor: page.nextCursor,
      authorities:
        domains === 'none' || scope.services
          ? []
          : await this.listAuthorities(span, domains, scope.clusterId),
    };
  }

  /** @throws NotFoundError for a service that nobody visible ever called */
  async getService(
    name: MeshServiceName,
    query: { access: Access<'service'>; window: SloView },
  ): Promise<ServiceDetailResponse> {
    const { stores, judges, reader } = this.options;
    const window = await this.windowToShow(name, query);
    const span = this.windowOf(window);
    const { edges } = await this.findService(name, query.access);
    const totalsOf = totalsReader(await stores.samples.sumSeries(edges, span));
    const before = totalsReader(
      await stores.samples.sumSeries(edges, span.previous),
    );
    const active = edges.filter(edge => hasRequests(totalsOf(edge)));
    const judge = await judges.create(window, span);
    const group = { ...name, edges: active };
    const service = assembleService(group, totalsOf, judge, query.access);
    const clusters = [name.clusterId];
    const covered = judge.coveredFraction(clusters, span.previous);
    const isBeside = isComparable(covered);
    const figures = (series: readonly StoredSeries[]) =>
      isBeside
        ? toFigures(
            sumTotals(series, before),
            span.previous,
            service.target.bad_requests,
          )
        : undefined;
    return {
      ...service,
      window,
      fromMs: span.fromMs,
      toMs: span.toMs,
      targets: targetsOf(judge, serviceSubject(name.clusterId, name), clusters),
      previous: figures(edges),
      previous_covered_fraction: covered,
      distribution: await reader.readDistribution(edges, span),
      previous_distribution: isBeside
        ? await reader.readDistribution(edges, span.previous)
        : undefined,
      edges: service.edges.map((edge, i) => ({
        ...edge,
        previous: figures([active[i]]),
        targets: targetsOf(
          judge,
          edgeSubject(name.clusterId, edgeOf(active[i])),
          clusters,
        ),
      })),
    };
  }

  /** @throws NotFoundError for a service or caller that is not visible */
  async getHistory(
    name: MeshServiceName,
    query: {
      access: Access<'service'>;
      window: SloWindow;
      source?: EdgeKey['source'];
      period?: 'current' | 'previous';
    },
  ): Promise<SloHistoryResponse> {
    const measured = await this.measuredOf(name, query);
    return this.options.reader.readHistory(measured, query);
  }

  /** @throws NotFoundError for a service or caller that is not visible */
  async getLatency(
    name: MeshServiceName,
    query: {
      access: Access<'service'>;
      window: SloWindow;
      source?: EdgeKey['source'];
    },
  ): Promise<SloLatencyResponse> {
    const measured = await this.measuredOf(name, query);
    return this.options.reader.readLatency(measured, query);
  }

  /** That of the view; of `own` the one in whose list the service is judged. */
  private async windowToShow(
    { clusterId, namespace, service }: MeshServiceName,
    { access, window }: { access: Access<'service'>; window: SloView },
  ): Promise<SloWindow> {
    if (window !== 'own') {
      return window;
    }
    const own = await this.listServices({
      access,
      domains: 'none',
      window,
      clusterId,
      services: [{ namespace, service }],
    });
    return own.services[0]?.window ?? '1d';
  }

  private windowOf(window: SloWindow) {
    const { levels, clock } = this.options;
    return resolveWindow({ window, nowMs: clock(), levels });
  }

  private async measuredOf(
    name: MeshServiceName,
    query: { access: Access<'service'>; source?: EdgeKey['source'] },
  ): Promise<Measured> {
    const { edges } = await this.findService(name, query.access);
    const clusters = [name.clusterId];
    const { source } = query;
    if (!source) {
      const subject = serviceSubject(name.clusterId, name);
      return { subject, clusters, series: edges };
    }
    const edge = edges.find(one => isFrom(edgeOf(one).source, source));
    if (!edge) {
      throw new NotFoundError(
        `Nobody called '${source.namespace}/${source.kind}/${source.workload}' calls '${name.namespace}/${name.service}' in cluster '${name.clusterId}'`,
      );
    }
    const subject = edgeSubject(name.clusterId, edgeOf(edge));
    return { subject, clusters, series: [edge] };
  }

  private async findService(
    name: MeshServiceName,
    access: Access<'service'>,
  ): Promise<ServiceGroup> {
    const { namespace, service, clusterId } = name;
    const edges = await this.options.stores.samples.listEdges({
      access,
      clusterId,
      services: [{ namespace, service }],
    });
    if (edges.length === 0) {
      throw new NotFoundError(
        `No service '${namespace}/${service}' in cluster '${clusterId}' was ever called in the mesh`,
      );
    }
    return { ...name, edges };
  }

  private async listAuthorities(
    span: ReadSpan,
    access: Access<'domain'>,
    clusterId?: string,
  ): Promise<ServicesResponse['authorities']> {
    const { stores } = this.options;
    const series = await stores.samples.listSeries({
      access,
      clusterId,
      kinds: ['authority'],
      activeFromMs: span.fromMs,
    });
    const totalsOf = totalsReader(await stores.samples.sumSeries(series, span));
    return series.flatMap(one => {
      const totals = totalsOf(one);
      return one.identity.kind !== 'authority' || responsesOf(totals) === 0
        ? []
        : [
            {
              cluster: one.clusterId,
              host: one.identity.host,
              current: toFigures(totals, span, ['5xx']),
              ...toMeshFigures(totals),
            },
          ];
    });
  }
}

/** A service in the one window, or of several in that of its own worst target. */
function ownOf(judged: readonly MeshServiceAnswer[]): MeshServiceAnswer {
  return worstOwn(
    judged.map(judgement => ({
      judgement,
      isOwn: hasOwnTarget(judgement, judgement.edges),
    })),
  )!;
}

/** Services with the callers that had requests; by cluster, namespace and name. */
export function groupServices(
  edges: readonly StoredSeries[],
  totalsOf: TotalsOf,
): ServiceGroup[] {
  const groups = new Map<string, StoredSeries[]>();
  for (const edge of edges) {
    if (hasRequests(totalsOf(edge))) {
      pushAll(groups, keyOf(nameOf(edge)), [edge]);
    }
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => ({ ...nameOf(members[0]), edges: members }));
}

/**
 * A service with its callers; its status is the worst of its own and theirs. Who may see only some of
 * its callers gets a service of those.
 */
export function assembleService(
  group: ServiceGroup,
  totalsOf: TotalsOf,
  judge: Judge,
  access: Access<'service'>,
): MeshServiceAnswer {
  const { clusterId, namespace, service } = group;
  const clusters = [clusterId];
  const subject = serviceSubject(clusterId, group);
  const totals = sumTotals(group.edges, totalsOf);
  const isPart = !isAllowed({ clusterId, namespaces: [namespace] }, access);
  const own = judge.judge(subject, totals, clusters, { isPart });
  const edges = group.edges.map(edge => toEdge(edge, totalsOf(edge), judge));
  const status = worstStatus([own, ...edges].map(one => one.status));
  return {
    window: judge.window,
    cluster: clusterId,
    namespace,
    service,
    ...own,
    status,
    ...mergeCauses(
      status,
      own,
      edges.map(judgement => ({
        name: `${judgement.source.namespace}/${judgement.source.workload}`,
        judgement,
      })),
    ),
    sinceMs: isPart ? undefined : judge.sinceMs(subject, status),
    summary: toFigures(totals, judge.span, own.target.bad_requests),
    ...toMeshFigures(totals),
    edges,
  };
}

/** Requests that nobody answered are requests too. */
function hasRequests(totals: RequestTotals): boolean {
  return responsesOf(totals) > 0 || (totals.mesh?.started ?? 0) > 0;
}

function toEdge(
  series: StoredSeries,
  totals: RequestTotals,
  judge: Judge,
): ServiceEdge {
  const edge = edgeOf(series);
  const judged = judge.judge(edgeSubject(series.clusterId, edge), totals, [
    series.clusterId,
  ]);
  return {
    source: edge.source,
    ...judged,
    current: toFigures(totals, judge.span, judged.target.bad_requests),
    ...toMeshFigures(totals),
  };
}

/** @throws Error for a series of another kind */
export function edgeOf({ identity }: StoredSeries): EdgeKey {
  if (identity.kind !== 'edge') {
    throw new Error(`'${identity.kind}' is no edge`);
  }
  return { source: identity.source, destination: identity.destination };
}

function nameOf(edge: StoredSeries): MeshServiceName {
  return { clusterId: edge.clusterId, ...edgeOf(edge).destination };
}

function keyOf(name: {
  clusterId?: string;
  cluster?: string;
  namespace: string;
  service: string;
}): string {
  return [name.clusterId ?? name.cluster, name.namespace, name.service].join(
    ' ',
  );
}

function isFrom(a: EdgeKey['source'], b: EdgeKey['source']): boolean {
  return (
    a.namespace === b.namespace &&
    a.kind === b.kind &&
    a.workload === b.workload
  );
}
