import type { SloStores } from './loadScene';
import type {
  ClusterSloDetailResponse,
  ClusterSloOverviewResponse,
  EdgeKey,
  SloFigures,
  SloJudgement,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown, alignUp } from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import { LEVELS_MS, type RetainedLevel } from '../../levels';
import type { SubjectAccess } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { StoredSeries } from '../../stores/SampleStore';
import { edgeOf, type MeshService } from '../mesh/MeshService';
import { NO_REQUESTS, toFigures, toTotals } from './figures';
import type { SloService } from './SloService';

/** The ranges of the source documents, each with the buckets it is drawn in. */
const RANGES = {
  '1h': { lengthMs: 3_600_000, bucketMs: LEVELS_MS.raw },
  '24h': { lengthMs: LEVELS_MS.oneDay, bucketMs: LEVELS_MS.fiveMinutes },
  '7d': { lengthMs: 7 * LEVELS_MS.oneDay, bucketMs: LEVELS_MS.oneHour },
};

type Item = ClusterSloOverviewResponse['ingress'][number];

/** What counts against availability in these two tables. */
const KINDS = ['5xx'] as const;

/** The two tables of one cluster, as the source documents draw them. */
export class ClusterSloService {
  constructor(
    private readonly options: {
      stores: SloStores;
      clusters: ClusterStore;
      slo: SloService;
      mesh: MeshService;
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
        : await slo.listDomains({ access: access.domains, window, clusterId });
    const calls =
      access.services === 'none'
        ? undefined
        : await mesh.listServices({
            access: access.services,
            domains: 'none',
            window,
            clusterId,
          });
    const nowMs = this.options.clock();
    return {
      cluster: clusterId,
      fromMs: ingress?.fromMs ?? calls?.fromMs ?? nowMs,
      toMs: ingress?.toMs ?? calls?.toMs ?? nowMs,
      ingress: (ingress?.domains ?? []).map(domain =>
        toItem({ source: domain.domain }, domain, domain.summary),
      ),
      services: (calls?.services ?? []).flatMap(service =>
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

  /** @throws NotFoundError for a domain or edge that the cluster does not have */
  async getDetail(
    clusterId: string,
    query: {
      access: SubjectAccess;
      type: 'ingress' | 'service';
      source: string;
      target?: string;
      range: '1h' | '24h' | '7d';
    },
  ): Promise<ClusterSloDetailResponse> {
    const { stores, levels, clock } = this.options;
    await this.refuseUnknown(clusterId, query.access);
    const { lengthMs, bucketMs } = RANGES[query.range];
    const toMs = alignUp(clock(), levels[0].levelMs);
    const fromMs = alignDown(toMs - lengthMs, bucketMs);
    const series = await this.seriesOf(clusterId, query);
    const sums = await stores.samples.sumBuckets(
      series.map(one => one.id),
      {
        range: { levelMs: bucketMs, fromMs, toMs: alignUp(toMs, bucketMs) },
        bucketMs,
      },
    );
    const points: ClusterSloDetailResponse['points'] = [];
    for (let at = fromMs; at < toMs; at += bucketMs) {
      const found = sums.get(at);
      const bucket = { fromMs: at, toMs: Math.min(at + bucketMs, toMs) };
      const totals = found ? toTotals(found, series[0]) : NO_REQUESTS;
      const { success_requests: _, ...figures } = toRates(
        toFigures({ ...totals, firstMs: undefined }, bucket, KINDS),
      );
      points.push({ timestamp: at, ...figures });
    }
    return {
      cluster: clusterId,
      type: query.type,
      fromMs,
      toMs,
      bucketMs,
      item: await this.itemOf(clusterId, query),
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

  /** The row of the overview that the detail is of. */
  private async itemOf(
    clusterId: string,
    query: Parameters<ClusterSloService['getDetail']>[1],
  ): Promise<Item> {
    const { ingress, services } = await this.getOverview(
      clusterId,
      query.access,
    );
    const found =
      query.type === 'ingress'
        ? ingress.find(item => item.source === query.source)
        : services.find(
            item =>
              isNamed(query.source, item.source) &&
              isNamed(query.target, `${item.namespace}/${item.target}`),
          );
    return (
      found ?? {
        source: query.source,
        target: query.target,
        status: 'no_data',
        request_rate: 0,
        total_requests: 0,
        success_requests: 0,
      }
    );
  }

  private async seriesOf(
    clusterId: string,
    query: Parameters<ClusterSloService['getDetail']>[1],
  ): Promise<readonly StoredSeries[]> {
    const { type, source, target, access } = query;
    const { stores, slo } = this.options;
    if (type === 'ingress') {
      if (access.domains === 'none') {
        throw new NotFoundError(
          `No domain '${source}' in cluster '${clusterId}'`,
        );
      }
      const domains = { access: access.domains, clusterId };
      return (await slo.measuredOf(source, domains)).series;
    }
    const edges =
      access.services === 'none'
        ? []
        : await stores.samples.listEdges({
            access: access.services,
            clusterId,
          });
    const found = edges.filter(one => isEdge(edgeOf(one), source, target));
    if (found.length === 0) {
      throw new NotFoundError(
        `'${source}' does not call '${target ?? ''}' in cluster '${clusterId}'`,
      );
    }
    return found;
  }
}

function isEdge(edge: EdgeKey, source: string, target?: string): boolean {
  const { namespace, workload } = edge.source;
  const { destination } = edge;
  return (
    isNamed(source, `${namespace}/${workload}`) &&
    isNamed(target, `${destination.namespace}/${destination.service}`)
  );
}

/** `namespace/name`, or the name alone; anything where nothing is asked for. */
function isNamed(asked: string | undefined, full: string): boolean {
  return asked === undefined || full === asked || full.split('/')[1] === asked;
}

function toItem(
  names: Pick<Item, 'source' | 'target' | 'namespace'>,
  judged: SloJudgement,
  figures: SloFigures,
): Item {
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
