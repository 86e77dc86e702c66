import type { SloStores } from './loadScene';
import type {
  EdgeKey,
  ServiceDetailResponse,
  ServicesResponse,
  SloHistoryResponse,
  SloLatencyResponse,
  SloListQuery,
  SloView,
  SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  MeshSelector,
  ReadSpan,
  StoredSeries,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { isComparable } from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import type { RetainedLevel } from '../../levels';
import { mapInTurns } from '../../mapInTurns';
import type { Access } from '../../access/access';
import { sumTotals } from './assembleDomains';
import { responsesOf, toFigures, toMeshFigures } from './figures';
import type { JudgeFactory } from './JudgeFactory';
import { listRows } from './listRows';
import { pushAll, totalsReader } from './loadScene';
import { rowsCursor } from './pageOf';
import { resolveView, resolveWindow } from './resolveWindow';
import { countStatuses, targetsOf } from './SloService';
import type { Measured, SloReader } from './SloReader';
import { edgeSubject, serviceSubject } from './subjects';
import {
  assembleService,
  edgeOf,
  groupServices,
  hasRequests,
  judgeService,
  keyOf,
  type JudgedService,
  type ServiceName,
  type ServiceGroup,
} from './assembleServices';
import { toServiceRow } from './serviceRows';

const CURSOR = rowsCursor('services');

/** Which services a list is of. */
type ScopeQuery = {
  access: Access<'service'>;
  window: SloView;
  clusterId?: string;
  services?: MeshSelector[];
};

/** Answers who calls which service, and how that fares against targets. */
export class ServiceSloService {
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
   * A page of the services of the scope, and how many of all are in each status.
   *
   * @throws InputError for a cursor that is none of this list in this order
   */
  async listServices(
    query: ScopeQuery &
      SloListQuery & {
        /** Whose hosts may be named; `none` for nobody's. */
        domains: Access<'domain'>;
      },
  ): Promise<ServicesResponse> {
    const { sort, search, status, parts, limit, cursor, ...scope } = query;
    const { domains, clusterId, services } = scope;
    const { rows, spans } = await this.judgeServices(scope);
    const { total, items, nextCursor } = listRows(
      rows,
      { sort, search, status, parts, limit, cursor },
      CURSOR,
    );
    const [span] = spans;
    return {
      window: query.window,
      fromMs: Math.min(...spans.map(one => one.fromMs)),
      toMs: span.toMs,
      summary: {
        total_services: rows.length,
        ...countStatuses(rows.map(row => row.judged)),
      },
      total,
      services: items,
      nextCursor,
      authorities:
        domains === 'none' || services
          ? []
          : await this.listAuthorities(span, domains, clusterId),
    };
  }

  /** Every service of the scope that was called, in no order. */
  async judgeServices({ access, window, clusterId, services }: ScopeQuery) {
    const { stores, judges, levels, clock } = this.options;
    const windows = resolveView({ view: window, nowMs: clock(), levels });
    const spans = windows.map(one => one.span);
    const edges = await stores.samples.listEdges({
      access,
      clusterId,
      services,
      activeFromMs: Math.min(...spans.map(one => one.fromMs)),
    });
    const byService = new Map<string, JudgedService[]>();
    for (const [i, judge] of (await judges.createAll(windows)).entries()) {
      const sums = await stores.samples.sumSeries(edges, spans[i]);
      const totalsOf = totalsReader(sums);
      await mapInTurns(groupServices(edges, totalsOf), group => {
        const judged = judgeService(group, totalsOf, judge, access);
        pushAll(byService, keyOf(group), [judged]);
      });
    }
    return { rows: [...byService.values()].map(toServiceRow), spans };
  }

  /** @throws NotFoundError for a service that nobody visible ever called */
  async getService(
    name: ServiceName,
    query: { access: Access<'service'>; window: SloView },
  ): Promise<ServiceDetailResponse> {
    const { stores, judges, reader, levels, clock } = this.options;
    const window = await this.windowToShow(name, query);
    const span = resolveWindow({ window, nowMs: clock(), levels });
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
    name: ServiceName,
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
    name: ServiceName,
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
    { clusterId, namespace, service }: ServiceName,
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
    return own.services[0]?.worst_window ?? '1d';
  }

  private async measuredOf(
    name: ServiceName,
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
    name: ServiceName,
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

function isFrom(a: EdgeKey['source'], b: EdgeKey['source']): boolean {
  return (
    a.namespace === b.namespace &&
    a.kind === b.kind &&
    a.workload === b.workload
  );
}
