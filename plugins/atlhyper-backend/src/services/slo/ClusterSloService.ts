import type { SloStores } from './loadScene';
import type {
  ClusterSloDetailResponse,
  ClusterSloOverviewResponse,
  Domain,
  EdgeKey,
  SloFigures,
  SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StoredSeries } from '@atlhyper/backstage-plugin-atlhyper-node';
import { alignDown, alignUp } from '@atlhyper/core';
import { InputError, NotFoundError } from '@backstage/errors';
import { LEVELS_MS, type RetainedLevel } from '../../levels';
import type { SubjectAccess } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import { edgeOf } from './assembleServices';
import type { ServiceSloService } from './ServiceSloService';
import { addTotals, NO_REQUESTS, toFigures, toTotals } from './figures';
import type { JudgeFactory } from './JudgeFactory';
import type { ListRow } from './listRows';
import type { Measured } from './SloReader';
import type { SloService } from './SloService';
import { edgeSubject } from './subjects';

/** The ranges of the source documents, each with the buckets it is drawn in and the window of its target. */
const RANGES = {
  '1h': { lengthMs: 3_600_000, bucketMs: LEVELS_MS.raw, window: '1d' },
  '24h': {
    lengthMs: LEVELS_MS.oneDay,
    bucketMs: LEVELS_MS.fiveMinutes,
    window: '1d',
  },
  '7d': {
    lengthMs: 7 * LEVELS_MS.oneDay,
    bucketMs: LEVELS_MS.oneHour,
    window: '7d',
  },
} as const;

type DetailQuery = {
  access: SubjectAccess;
  type: 'ingress' | 'service';
  source: string;
  target?: string;
  range: keyof typeof RANGES;
};

type Item = ClusterSloOverviewResponse['ingress'][number];
type Names = Pick<Item, 'source' | 'target' | 'namespace'>;

/** All of a list by key, with every part. */
function writeAll<T>(rows: readonly ListRow<T>[] = []): T[] {
  return [...rows]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(row => row.write(row.parts.map((_, i) => i)));
}

/** The two tables of one cluster, as the source documents draw them. */
export class ClusterSloService {
  constructor(
    private readonly options: {
      stores: SloStores;
      clusters: ClusterStore;
      slo: SloService;
      mesh: ServiceSloService;
      judges: JudgeFactory;
      levels: readonly RetainedLevel[];
      clock: () => number;
    },
  ) {}

  /**
   * Domains, and who calls whom, over the last 24 hours.
   *
   * @throws NotAllowedError for who may see neither
   * @throws NotFoundError for a cluster that is not registered, which only those are told who may
   * see everything
   */
  async getOverview(
    clusterId: string,
    access: SubjectAccess,
  ): Promise<ClusterSloOverviewResponse> {
    const { slo, mesh } = this.options;
    await this.refuseUnknown(clusterId, access);
    const window = '1d';
    const ingress =
      access.domains === 'none'
        ? undefined
        : await slo.judgeDomains({ access: access.domains, window, clusterId });
    const calls =
      access.services === 'none'
        ? undefined
        : await mesh.judgeServices({
            access: access.services,
            window,
            clusterId,
          });
    const nowMs = this.options.clock();
    const [span = { fromMs: nowMs, toMs: nowMs }] =
      ingress?.spans ?? calls?.spans ?? [];
    return {
      cluster: clusterId,
      fromMs: span.fromMs,
      toMs: span.toMs,
      ingress: writeAll(ingress?.rows).map(domain =>
        toItem(namesOf(domain), domain, domain.summary),
      ),
      services: writeAll(calls?.rows).flatMap(service =>
        service.edges.map(edge =>
          toItem(
            {
              source: `${edge.source.namespace}/${edge.source.workload}`,
              target: service.service,
              namespace: service.namespace,
            },
            edge,
            edge.current,
          ),
        ),
      ),
    };
  }

  /**
   * Everything is of the range that was asked for, and counted by the policy of the target in force.
   *
   * @throws InputError for a name without namespace that several have
   * @throws NotFoundError for a domain or edge that the cluster does not have
   */
  async getDetail(
    clusterId: string,
    query: DetailQuery,
  ): Promise<ClusterSloDetailResponse> {
    const { stores, levels, judges, clock } = this.options;
    await this.refuseUnknown(clusterId, query.access);
    const { lengthMs, bucketMs, window } = RANGES[query.range];
    const toMs = alignUp(clock(), levels[0].levelMs);
    const fromMs = alignDown(toMs - lengthMs, bucketMs);
    const { measured, names } = await this.measure(clusterId, query);
    const { subject, clusters, series } = measured;
    const judge = await judges.create(window, { fromMs, toMs });
    const { badRequests } = judge.targetOf(subject, clusters);
    const endMs = alignUp(toMs, bucketMs);
    const range = { levelMs: bucketMs, fromMs, toMs: endMs };
    const sums = await stores.samples.sumBuckets(
      series.map(one => one.id),
      { range, bucketMs },
    );
    const points: ClusterSloDetailResponse['points'] = [];
    let all = NO_REQUESTS;
    for (let at = fromMs; at < toMs; at += bucketMs) {
      const found = sums.get(at);
      const bucket = { fromMs: at, toMs: Math.min(at + bucketMs, toMs) };
      const totals = found ? toTotals(found, series[0]) : NO_REQUESTS;
      all = addTotals(all, totals);
      const { success_requests: _, ...figures } = toRates(
        toFigures({ ...totals, firstMs: undefined }, bucket, badRequests),
      );
      points.push({ timestamp: at, ...figures });
    }
    const judged = judge.judge(subject, all, clusters);
    const figures = toFigures(all, { fromMs, toMs }, badRequests);
    return {
      cluster: clusterId,
      type: query.type,
      fromMs,
      toMs,
      bucketMs,
      item: toItem(names, judged, figures),
      points,
    };
  }

  private async refuseUnknown(
    clusterId: string,
    access: SubjectAccess,
  ): Promise<void> {
    const seesAll = access.domains === 'all' && access.services === 'all';
    if (
      seesAll &&
      !(await this.options.clusters.hasCluster(clusterId, 'all'))
    ) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
  }

  /** What is asked for, by its whole name. */
  private async measure(
    clusterId: string,
    query: DetailQuery,
  ): Promise<{ measured: Measured; names: Names }> {
    const { type, source, target, access } = query;
    if (type === 'service') {
      const edges = await this.findEdges(clusterId, query);
      const edge = edgeOf(edges[0]);
      const { namespace, service } = edge.destination;
      const subject = edgeSubject(clusterId, edge);
      return {
        measured: { subject, clusters: [clusterId], series: edges },
        names: { source: sourceOf(edge), target: service, namespace },
      };
    }
    if (access.domains === 'none') {
      throw new NotFoundError(
        `No domain '${source}' in cluster '${clusterId}'`,
      );
    }
    const domains = { access: access.domains, clusterId };
    return {
      measured: await this.options.slo.measuredOf(source, domains),
      names: { source, target },
    };
  }

  /** Edges of one caller and one service. */
  private async findEdges(
    clusterId: string,
    { source, target, access }: DetailQuery,
  ): Promise<readonly StoredSeries[]> {
    const edges =
      access.services === 'none'
        ? []
        : await this.options.stores.samples.listEdges({
            access: access.services,
            clusterId,
          });
    const found = edges.filter(one => isEdge(edgeOf(one), source, target));
    if (found.length === 0) {
      throw new NotFoundError(
        `'${source}' does not call '${target ?? ''}' in cluster '${clusterId}'`,
      );
    }
    refuseSeveral(
      'source',
      source,
      found.map(one => sourceOf(edgeOf(one))),
    );
    refuseSeveral(
      'target',
      target,
      found.map(one => targetOf(edgeOf(one))),
    );
    return found;
  }
}

/** A domain with the services behind its routes. */
function namesOf({ domain, routes }: Domain): Names {
  const services = new Set(routes.flatMap(route => route.services));
  const namespaces = new Set([...services].map(one => one.split('/')[0]));
  return {
    source: domain,
    target: [...services].sort().join(', ') || undefined,
    namespace: [...namespaces].sort().join(', ') || undefined,
  };
}

function sourceOf({ source }: EdgeKey): string {
  return `${source.namespace}/${source.workload}`;
}

function targetOf({ destination }: EdgeKey): string {
  return `${destination.namespace}/${destination.service}`;
}

/** @throws InputError that names all of them */
function refuseSeveral(
  parameter: string,
  asked: string | undefined,
  names: readonly string[],
): void {
  const distinct = [...new Set(names)].sort();
  if (distinct.length > 1) {
    throw new InputError(
      `'${parameter}' ${
        asked === undefined ? 'must be given' : `'${asked}' means several`
      }: ${distinct.map(name => `'${name}'`).join(', ')}`,
    );
  }
}

function isEdge(edge: EdgeKey, source: string, target?: string): boolean {
  return isNamed(source, sourceOf(edge)) && isNamed(target, targetOf(edge));
}

/** `namespace/name`, or the name alone; anything where nothing is asked for. */
function isNamed(asked: string | undefined, full: string): boolean {
  return asked === undefined || full === asked || full.split('/')[1] === asked;
}

function toItem(names: Names, judged: SloJudgement, figures: SloFigures): Item {
  return { ...names, status: judged.status, ...toRates(figures) };
}

/** Percent, milliseconds and requests per second under the names of the source documents. */
function toRates(figures: SloFigures) {
  const { total_requests, availability } = figures;
  return {
    success_rate: availability,
    latency_p50: figures.p50_latency,
    latency_p99: figures.p99_latency,
    request_rate: figures.requests_per_sec,
    total_requests,
    success_requests: Math.round((total_requests * (availability ?? 0)) / 100),
  };
}
