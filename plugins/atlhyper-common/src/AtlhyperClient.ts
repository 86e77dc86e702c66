import { ResponseError } from '@backstage/errors';
import type { z } from 'zod';
import {
  alertsResponseSchema,
  podMetricsSchema,
  podMetricsResponseSchema,
  nodeAlertsResponseSchema,
  metricsSnapshotSchema,
  kubernetesNodesResponseSchema,
  kubernetesNodeMetricsSchema,
  eventsResponseSchema,
  clusterMetricsSchema,
  capacityResponseSchema,
  clusterSloDetailResponseSchema,
  clusterSloOverviewResponseSchema,
  clustersResponseSchema,
  domainDetailResponseSchema,
  domainsResponseSchema,
  importTargetsResponseSchema,
  issuedTokenSchema,
  nodeHistoryResponseSchema,
  nodeMetricsResponseSchema,
  registerClusterResponseSchema,
  resourceKindsResponseSchema,
  resourceResponseSchema,
  resourcesResponseSchema,
  serviceDetailResponseSchema,
  servicesResponseSchema,
  sloHistoryResponseSchema,
  sloLatencyResponseSchema,
  statusHistoryResponseSchema,
  storedTargetSchema,
  targetsResponseSchema,
  workloadNodesResponseSchema,
  type DeleteTargetRequest,
  type PutTargetRequest,
  type RegisterClusterRequest,
  type SloWindow,
} from './api';
import type {
  AtlhyperApi,
  DomainsQuery,
  EventsQuery,
  KubernetesNodesQuery,
  PodsQuery,
  PeriodQuery,
  RequestOptions,
  ResourcesQuery,
  RouteSelector,
  ServiceName,
  ServicesQuery,
  SloLogQuery,
  SloQuery,
  WorkloadQuery,
} from './AtlhyperApi';
import type { EdgeKey, ResourceId, ResourceKind } from './wire';

/** Parameters of a query; those that are `undefined` are left out. */
type Parameters = Record<string, string | number | boolean | undefined>;

type Sending = RequestOptions & {
  method?: 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON; a string is sent as YAML. */
  body?: unknown;
};

/**
 * Talks to the backend over HTTP and parses what it answers.
 *
 * `fetchApi` and `discoveryApi` are those of Backstage, or for a program outside it a `fetch` that
 * adds a token and a `getBaseUrl` that returns `<backend>/api/atlhyper`.
 */
export class AtlhyperClient implements AtlhyperApi {
  constructor(
    private readonly options: {
      fetchApi: { fetch: typeof fetch };
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    },
  ) {}

  getClusters(options?: RequestOptions) {
    return this.request(clustersResponseSchema, 'v2/clusters', {}, options);
  }

  getDomains(query: DomainsQuery, options?: RequestOptions) {
    return this.request(
      domainsResponseSchema,
      'v2/slo/domains',
      { ...query, domains: query.domains?.join(',') },
      options,
    );
  }

  getDomain(domain: string, query: SloQuery, options?: RequestOptions) {
    return this.request(
      domainDetailResponseSchema,
      domainPath(domain),
      query,
      options,
    );
  }

  getDomainHistory(
    domain: string,
    query: SloQuery & PeriodQuery & { route?: RouteSelector },
    options?: RequestOptions,
  ) {
    return this.request(
      sloHistoryResponseSchema,
      `${domainPath(domain)}/history`,
      withRoute(query),
      options,
    );
  }

  getDomainLatency(
    domain: string,
    query: SloQuery & { route?: RouteSelector },
    options?: RequestOptions,
  ) {
    return this.request(
      sloLatencyResponseSchema,
      `${domainPath(domain)}/latency`,
      withRoute(query),
      options,
    );
  }

  getServices(query: ServicesQuery, options?: RequestOptions) {
    return this.request(
      servicesResponseSchema,
      'v2/slo/services',
      { ...query, services: query.services?.join(',') },
      options,
    );
  }

  getService(
    service: ServiceName,
    query: { window: SloWindow },
    options?: RequestOptions,
  ) {
    return this.request(
      serviceDetailResponseSchema,
      servicePath(service),
      query,
      options,
    );
  }

  getServiceHistory(
    service: ServiceName,
    query: { window: SloWindow } & PeriodQuery & {
        source?: EdgeKey['source'];
      },
    options?: RequestOptions,
  ) {
    return this.request(
      sloHistoryResponseSchema,
      `${servicePath(service)}/history`,
      withSource(query),
      options,
    );
  }

  getServiceLatency(
    service: ServiceName,
    query: { window: SloWindow; source?: EdgeKey['source'] },
    options?: RequestOptions,
  ) {
    return this.request(
      sloLatencyResponseSchema,
      `${servicePath(service)}/latency`,
      withSource(query),
      options,
    );
  }

  getSloTargets(options?: RequestOptions) {
    return this.request(targetsResponseSchema, 'v2/slo/targets', {}, options);
  }

  putSloTarget(request: PutTargetRequest) {
    return this.request(
      storedTargetSchema,
      'v2/slo/targets',
      {},
      { method: 'PUT', body: request },
    );
  }

  async deleteSloTarget(request: DeleteTargetRequest) {
    await this.send('v2/slo/targets', {}, { method: 'DELETE', body: request });
  }

  async exportOpenSlo(options?: RequestOptions) {
    const response = await this.send('v2/slo/targets/openslo', {}, options);
    return response.text();
  }

  importOpenSlo(yaml: string, options: { dryRun?: boolean } = {}) {
    return this.request(
      importTargetsResponseSchema,
      'v2/slo/targets/openslo',
      { dryRun: options.dryRun },
      { method: 'POST', body: yaml },
    );
  }

  getStatusHistory(query: SloLogQuery, options?: RequestOptions) {
    return this.request(
      statusHistoryResponseSchema,
      'v2/slo/status-history',
      query,
      options,
    );
  }

  getSloAlerts(
    query: SloLogQuery & { active?: boolean },
    options?: RequestOptions,
  ) {
    return this.request(alertsResponseSchema, 'v2/slo/alerts', query, options);
  }

  getClusterSloOverview(cluster: string, options?: RequestOptions) {
    return this.request(
      clusterSloOverviewResponseSchema,
      `${clusterPath(cluster)}/slo/overview`,
      {},
      options,
    );
  }

  getClusterSloDetail(
    cluster: string,
    query: {
      type: 'ingress' | 'service';
      source: string;
      target?: string;
      range: '1h' | '24h' | '7d';
    },
    options?: RequestOptions,
  ) {
    return this.request(
      clusterSloDetailResponseSchema,
      `${clusterPath(cluster)}/slo/detail`,
      query,
      options,
    );
  }

  getNodeMetrics(cluster: string, options?: RequestOptions) {
    return this.request(
      nodeMetricsResponseSchema,
      `${clusterPath(cluster)}/node-metrics`,
      {},
      options,
    );
  }

  getNodeHistory(
    cluster: string,
    node: string,
    query: { hours: number },
    options?: RequestOptions,
  ) {
    return this.request(
      nodeHistoryResponseSchema,
      `${clusterPath(cluster)}/node-metrics/${encodeURIComponent(
        node,
      )}/history`,
      query,
      options,
    );
  }

  getWorkloadNodes(query: WorkloadQuery, options?: RequestOptions) {
    return this.request(
      workloadNodesResponseSchema,
      'v2/nodes',
      {
        cluster: query.cluster,
        services: query.services?.join(','),
        namespace: query.namespace,
        label_selector: query.labelSelector,
      },
      options,
    );
  }

  getResourceKinds(cluster: string, options?: RequestOptions) {
    return this.request(
      resourceKindsResponseSchema,
      `${clusterPath(cluster)}/resources`,
      {},
      options,
    );
  }

  getResources(
    cluster: string,
    kind: ResourceKind,
    query: ResourcesQuery,
    options?: RequestOptions,
  ) {
    return this.request(
      resourcesResponseSchema,
      `${clusterPath(cluster)}/resources/${encodeURIComponent(kind)}`,
      query,
      options,
    );
  }

  getResource(cluster: string, id: ResourceId, options?: RequestOptions) {
    const { kind, namespace = '_', name } = id;
    return this.request(
      resourceResponseSchema,
      `${clusterPath(cluster)}/resources/${[kind, namespace, name]
        .map(encodeURIComponent)
        .join('/')}`,
      {},
      options,
    );
  }

  getEvents(cluster: string, query: EventsQuery, options?: RequestOptions) {
    const { fromMs, ...rest } = query;
    return this.request(
      eventsResponseSchema,
      `${clusterPath(cluster)}/events`,
      { ...rest, from_ms: fromMs },
      options,
    );
  }

  getNodeAlerts(
    query: {
      cluster?: string;
      node?: string;
      active?: boolean;
      limit?: number;
      cursor?: string;
    },
    options?: RequestOptions,
  ) {
    return this.request(
      nodeAlertsResponseSchema,
      'v2/nodes/alerts',
      query,
      options,
    );
  }

  getCapacity(cluster: string, options?: RequestOptions) {
    return this.request(
      capacityResponseSchema,
      `${clusterPath(cluster)}/capacity`,
      {},
      options,
    );
  }

  getClusterMetrics(cluster: string, options?: RequestOptions) {
    return this.request(
      clusterMetricsSchema,
      'v1/metrics/cluster',
      { cluster },
      options,
    );
  }

  getKubernetesNodes(query: KubernetesNodesQuery, options?: RequestOptions) {
    const { labelSelector, minCpu, minMemory, ...rest } = query;
    return this.request(
      kubernetesNodesResponseSchema,
      'v1/metrics/nodes',
      {
        ...rest,
        label_selector: labelSelector,
        min_cpu: minCpu,
        min_memory: minMemory,
      },
      options,
    );
  }

  getKubernetesNode(cluster: string, node: string, options?: RequestOptions) {
    return this.request(
      kubernetesNodeMetricsSchema,
      `v1/metrics/nodes/${encodeURIComponent(node)}`,
      { cluster },
      options,
    );
  }

  getPodMetrics(query: PodsQuery, options?: RequestOptions) {
    const { closeToLimit, minMemoryOfLimit, minCpuOfLimit, ...rest } = query;
    return this.request(
      podMetricsResponseSchema,
      'v1/metrics/pods',
      {
        ...rest,
        close_to_limit: closeToLimit,
        min_memory_of_limit: minMemoryOfLimit,
        min_cpu_of_limit: minCpuOfLimit,
      },
      options,
    );
  }

  getPod(
    cluster: string,
    pod: { namespace: string; name: string },
    options?: RequestOptions,
  ) {
    return this.request(
      podMetricsSchema,
      `v1/metrics/pods/${encodeURIComponent(
        pod.namespace,
      )}/${encodeURIComponent(pod.name)}`,
      { cluster },
      options,
    );
  }

  getMetricsSnapshot(cluster: string, options?: RequestOptions) {
    return this.request(
      metricsSnapshotSchema,
      'v1/metrics/snapshot',
      { cluster },
      options,
    );
  }

  registerCluster(request: RegisterClusterRequest) {
    return this.request(
      registerClusterResponseSchema,
      'v2/clusters',
      {},
      { method: 'POST', body: request },
    );
  }

  issueToken(cluster: string, request: { backfill?: boolean }) {
    return this.request(
      issuedTokenSchema,
      `${clusterPath(cluster)}/tokens`,
      {},
      { method: 'POST', body: request },
    );
  }

  private async request<S extends z.ZodType>(
    schema: S,
    path: string,
    query: Parameters,
    sending?: Sending,
  ): Promise<z.output<S>> {
    const response = await this.send(path, query, sending);
    return schema.parse(await response.json());
  }

  private async send(
    path: string,
    query: Parameters,
    sending: Sending = {},
  ): Promise<Response> {
    const baseUrl = await this.options.discoveryApi.getBaseUrl('atlhyper');
    const url = new URL(`${baseUrl}/${path}`);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(key, String(value));
      }
    }
    const response = await this.options.fetchApi.fetch(url.toString(), {
      signal: sending.signal,
      ...toBody(sending),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function toBody({ method, body }: Sending) {
  if (body === undefined) {
    return {};
  }
  return typeof body === 'string'
    ? { method, headers: { 'Content-Type': 'application/yaml' }, body }
    : {
        method,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      };
}

function clusterPath(cluster: string): string {
  return `v2/clusters/${encodeURIComponent(cluster)}`;
}

function domainPath(domain: string): string {
  return `v2/slo/domains/${encodeURIComponent(domain)}`;
}

function servicePath({ cluster, namespace, service }: ServiceName): string {
  return `v2/slo/services/${[cluster, namespace, service]
    .map(encodeURIComponent)
    .join('/')}`;
}

function withRoute<Q extends object>(
  query: Q & { route?: RouteSelector },
): Parameters {
  const { route, ...rest } = query;
  return {
    ...rest,
    path: route?.path,
    path_match: route?.pathMatch,
    condition: route?.condition,
  };
}

/** A source travels as `namespace/kind/workload`. */
function withSource<Q extends object>(
  query: Q & { source?: EdgeKey['source'] },
): Parameters {
  const { source, ...rest } = query;
  return {
    ...rest,
    source: source && `${source.namespace}/${source.kind}/${source.workload}`,
  };
}
