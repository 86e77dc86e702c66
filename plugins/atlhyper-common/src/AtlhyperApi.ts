import type {
  AlertsResponse,
  CapacityResponse,
  ClusterMetrics,
  EventsResponse,
  KubernetesNodeMetrics,
  KubernetesNodesResponse,
  MetricsSnapshot,
  NodeAlertsResponse,
  PodMetrics,
  PodMetricsResponse,
  PodSort,
  ClusterSloDetailResponse,
  ClusterSloOverviewResponse,
  ClustersResponse,
  DeleteTargetRequest,
  DomainDetailResponse,
  DomainsResponse,
  ImportTargetsResponse,
  IssuedToken,
  NodeHistoryResponse,
  NodeMetricsResponse,
  PutTargetRequest,
  RegisterClusterRequest,
  RegisterClusterResponse,
  ResourceKindsResponse,
  ResourceResponse,
  ResourceSort,
  ResourcesResponse,
  ServiceDetailResponse,
  ServicesResponse,
  SloHistoryResponse,
  SloLatencyResponse,
  SloWindow,
  StatusHistoryResponse,
  StoredTarget,
  TargetsResponse,
  WorkloadNodesResponse,
} from './api';
import type { EdgeKey, ResourceId, ResourceKind, RouteKey } from './wire';

/** A window, and the cluster where only one is meant. */
export type SloQuery = { window: SloWindow; cluster?: string };

/** What narrows a list of domains. */
export type DomainsQuery = SloQuery & {
  /** Hosts as in the annotation: `host`, `host/path`, `*.example.com`. All domains where absent. */
  domains?: string[];
  /** Domains per page; 1,000 where absent, which is the most. */
  limit?: number;
  cursor?: string;
};

/** What narrows a list of services of the mesh. */
export type ServicesQuery = SloQuery & {
  /** `namespace/name` or `cluster/namespace/name`. All services where absent. */
  services?: string[];
  limit?: number;
  cursor?: string;
};

/** Names a service of the mesh. */
export type ServiceName = {
  cluster: string;
  namespace: string;
  service: string;
};

/** One route of a domain. */
export type RouteSelector = Pick<RouteKey, 'path' | 'pathMatch' | 'condition'>;

/** Which history: that of the window, or of the one before it. */
export type PeriodQuery = { period?: 'current' | 'previous' };

/** Whose changes of status or alerts are asked for; all where absent. */
export type SloLogQuery = {
  cluster?: string;
  domain?: string;
  /** `namespace/name` or `cluster/namespace/name`. */
  service?: string;
  window?: SloWindow;
  /** Not before. */
  fromMs?: number;
  limit?: number;
  cursor?: string;
};

/** Which pods are meant: those of services, or those with labels. */
export type WorkloadQuery = {
  cluster?: string;
  /** `namespace/name` or `cluster/namespace/name`. */
  services?: string[];
  namespace?: string;
  labelSelector?: string;
};

/** What narrows and orders a list of objects of one kind. */
export type ResourcesQuery = {
  namespace?: string;
  /** Part of the name, whatever its case. */
  q?: string;
  /** `name` where absent. */
  sort?: ResourceSort;
  /** 100 where absent, at most 500. */
  limit?: number;
  cursor?: string;
};

/** What narrows a list of events. */
export type EventsQuery = {
  namespace?: string;
  /** Of the object; in lower case. */
  kind?: string;
  name?: string;
  type?: string;
  reason?: string;
  /** Part of the reason, the message or the object's name, whatever its case. */
  q?: string;
  /** Not before. */
  fromMs?: number;
  /** 100 where absent, at most 500. */
  limit?: number;
  cursor?: string;
};

/** What narrows and orders a list of nodes as Kubernetes sees them; see `kubernetesNodesResponseSchema`. */
export type KubernetesNodesQuery = {
  cluster: string;
  healthy?: boolean;
  pressure?: boolean;
  labelSelector?: string;
  /** Only nodes where so much can still be asked for: cores, bytes, or Kubernetes quantities. */
  minCpu?: string;
  minMemory?: string;
  sort?: 'name' | '-cpu' | '-memory' | '-available_cpu' | '-available_memory';
};

/** What narrows and orders a list of pods with their use. */
export type PodsQuery = {
  cluster: string;
  namespace?: string;
  node?: string;
  phase?: string;
  running?: boolean;
  ready?: boolean;
  closeToLimit?: boolean;
  minMemoryOfLimit?: number;
  minCpuOfLimit?: number;
  sort?: PodSort;
  /** 100 where absent, at most 500. */
  limit?: number;
  cursor?: string;
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
    query: SloQuery,
    options?: RequestOptions,
  ): Promise<DomainDetailResponse>;
  getDomainHistory(
    domain: string,
    query: SloQuery & PeriodQuery & { route?: RouteSelector },
    options?: RequestOptions,
  ): Promise<SloHistoryResponse>;
  getDomainLatency(
    domain: string,
    query: SloQuery & { route?: RouteSelector },
    options?: RequestOptions,
  ): Promise<SloLatencyResponse>;
  getServices(
    query: ServicesQuery,
    options?: RequestOptions,
  ): Promise<ServicesResponse>;
  getService(
    service: ServiceName,
    query: { window: SloWindow },
    options?: RequestOptions,
  ): Promise<ServiceDetailResponse>;
  getServiceHistory(
    service: ServiceName,
    query: { window: SloWindow } & PeriodQuery & {
        source?: EdgeKey['source'];
      },
    options?: RequestOptions,
  ): Promise<SloHistoryResponse>;
  getServiceLatency(
    service: ServiceName,
    query: { window: SloWindow; source?: EdgeKey['source'] },
    options?: RequestOptions,
  ): Promise<SloLatencyResponse>;
  getSloTargets(options?: RequestOptions): Promise<TargetsResponse>;
  putSloTarget(request: PutTargetRequest): Promise<StoredTarget>;
  deleteSloTarget(request: DeleteTargetRequest): Promise<void>;
  /** All targets as OpenSLO v1 documents in YAML. */
  exportOpenSlo(options?: RequestOptions): Promise<string>;
  /** Sets the targets of OpenSLO v1 documents; with `dryRun` only says which. */
  importOpenSlo(
    yaml: string,
    options?: { dryRun?: boolean },
  ): Promise<ImportTargetsResponse>;
  getStatusHistory(
    query: SloLogQuery,
    options?: RequestOptions,
  ): Promise<StatusHistoryResponse>;
  getSloAlerts(
    query: SloLogQuery & { active?: boolean },
    options?: RequestOptions,
  ): Promise<AlertsResponse>;
  getClusterSloOverview(
    cluster: string,
    options?: RequestOptions,
  ): Promise<ClusterSloOverviewResponse>;
  getClusterSloDetail(
    cluster: string,
    query: {
      type: 'ingress' | 'service';
      source: string;
      target?: string;
      range: '1h' | '24h' | '7d';
    },
    options?: RequestOptions,
  ): Promise<ClusterSloDetailResponse>;
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
  /** How many objects of each kind a cluster has. */
  getResourceKinds(
    cluster: string,
    options?: RequestOptions,
  ): Promise<ResourceKindsResponse>;
  getResources(
    cluster: string,
    kind: ResourceKind,
    query: ResourcesQuery,
    options?: RequestOptions,
  ): Promise<ResourcesResponse>;
  getResource(
    cluster: string,
    id: ResourceId,
    options?: RequestOptions,
  ): Promise<ResourceResponse>;
  getEvents(
    cluster: string,
    query: EventsQuery,
    options?: RequestOptions,
  ): Promise<EventsResponse>;
  getNodeAlerts(
    query: {
      cluster?: string;
      node?: string;
      active?: boolean;
      limit?: number;
      cursor?: string;
    },
    options?: RequestOptions,
  ): Promise<NodeAlertsResponse>;
  /** When disks and memory run out. */
  getCapacity(
    cluster: string,
    options?: RequestOptions,
  ): Promise<CapacityResponse>;
  getClusterMetrics(
    cluster: string,
    options?: RequestOptions,
  ): Promise<ClusterMetrics>;
  getKubernetesNodes(
    query: KubernetesNodesQuery,
    options?: RequestOptions,
  ): Promise<KubernetesNodesResponse>;
  getKubernetesNode(
    cluster: string,
    node: string,
    options?: RequestOptions,
  ): Promise<KubernetesNodeMetrics>;
  getPodMetrics(
    query: PodsQuery,
    options?: RequestOptions,
  ): Promise<PodMetricsResponse>;
  getPod(
    cluster: string,
    pod: { namespace: string; name: string },
    options?: RequestOptions,
  ): Promise<PodMetrics>;
  getMetricsSnapshot(
    cluster: string,
    options?: RequestOptions,
  ): Promise<MetricsSnapshot>;
  registerCluster(
    request: RegisterClusterRequest,
  ): Promise<RegisterClusterResponse>;
  issueToken(
    cluster: string,
    request: { backfill?: boolean },
  ): Promise<IssuedToken>;
}
