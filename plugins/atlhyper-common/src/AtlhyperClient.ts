import { ResponseError } from '@backstage/errors';
import { z } from 'zod';
import {
  clustersResponseSchema,
  domainDetailResponseSchema,
  domainHistoryResponseSchema,
  domainsResponseSchema,
  nodeHistoryResponseSchema,
  nodeMetricsResponseSchema,
  registerClusterResponseSchema,
  issuedTokenSchema,
  workloadNodesResponseSchema,
  type ClustersResponse,
  type DomainDetailResponse,
  type DomainHistoryResponse,
  type DomainsResponse,
  type IssuedToken,
  type NodeHistoryResponse,
  type NodeMetricsResponse,
  type RegisterClusterRequest,
  type RegisterClusterResponse,
  type SloWindow,
  type WorkloadNodesResponse,
} from './api';

/** What narrows a list of domains. */
export type DomainsQuery = {
  window: SloWindow;
  cluster?: string;
  /** Hosts as in the annotation: `host`, `host/path`, `*.example.com`. All domains where absent. */
  domains?: string[];
};

/** Which pods are meant: those of services, or those with labels. */
export type WorkloadQuery = {
  cluster?: string;
  /** `namespace/name` or `cluster/namespace/name`. */
  services?: string[];
  namespace?: string;
  labelSelector?: string;
};

export type RequestOptions = { signal?: AbortSignal };

/** The questions a page or a program asks the `atlhyper` backend. */
export interface AtlhyperApi {
  getClusters(options?: RequestOptions): Promise<ClustersResponse>;
  getDomains(
    query: DomainsQuery,
    options?: RequestOptions,
  ): Promise<DomainsResponse>;
  getDomain(
    domain: string,
    query: { window: SloWindow; cluster?: string },
    options?: RequestOptions,
  ): Promise<DomainDetailResponse>;
  getDomainHistory(
    domain: string,
    query: { window: SloWindow; cluster?: string; path?: string },
    options?: RequestOptions,
  ): Promise<DomainHistoryResponse>;
  getNodeMetrics(
    cluster: string,
    options?: RequestOptions,
  ): Promise<NodeMetricsResponse>;
  getNodeHistory(
    cluster: string,
    node: string,
    query: { hours: number },
    options?: RequestOptions,
  ): Promise<NodeHistoryResponse>;
  getWorkloadNodes(
    query: WorkloadQuery,
    options?: RequestOptions,
  ): Promise<WorkloadNodesResponse>;
  registerCluster(
    request: RegisterClusterRequest,
  ): Promise<RegisterClusterResponse>;
  issueToken(
    cluster: string,
    request: { backfill?: boolean },
  ): Promise<IssuedToken>;
}

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
    const { domains, ...rest } = query;
    return this.request(
      domainsResponseSchema,
      'v2/slo/domains',
      { ...rest, domains: domains?.join(',') },
      options,
    );
  }

  getDomain(
    domain: string,
    query: { window: SloWindow; cluster?: string },
    options?: RequestOptions,
  ) {
    return this.request(
      domainDetailResponseSchema,
      `v2/slo/domains/${encodeURIComponent(domain)}`,
      query,
      options,
    );
  }

  getDomainHistory(
    domain: string,
    query: { window: SloWindow; cluster?: string; path?: string },
    options?: RequestOptions,
  ) {
    return this.request(
      domainHistoryResponseSchema,
      `v2/slo/domains/${encodeURIComponent(domain)}/history`,
      query,
      options,
    );
  }

  getNodeMetrics(cluster: string, options?: RequestOptions) {
    return this.request(
      nodeMetricsResponseSchema,
      `v2/clusters/${encodeURIComponent(cluster)}/node-metrics`,
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
      `v2/clusters/${encodeURIComponent(
        cluster,
      )}/node-metrics/${encodeURIComponent(node)}/history`,
      { hours: String(query.hours) },
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

  registerCluster(request: RegisterClusterRequest) {
    return this.request(
      registerClusterResponseSchema,
      'v2/clusters',
      {},
      { body: request },
    );
  }

  issueToken(cluster: string, request: { backfill?: boolean }) {
    return this.request(
      issuedTokenSchema,
      `v2/clusters/${encodeURIComponent(cluster)}/tokens`,
      {},
      { body: request },
    );
  }

  private async request<S extends z.ZodType>(
    schema: S,
    path: string,
    query: Record<string, string | undefined>,
    options: RequestOptions & { body?: unknown } = {},
  ): Promise<z.output<S>> {
    const baseUrl = await this.options.discoveryApi.getBaseUrl('atlhyper');
    const url = new URL(`${baseUrl}/${path}`);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(key, value);
      }
    }
    const response = await this.options.fetchApi.fetch(url.toString(), {
      signal: options.signal,
      ...(options.body !== undefined && {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(options.body),
      }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return schema.parse(await response.json());
  }
}
