import {
  DEFAULT_RESOURCES_PER_PAGE,
  type ClusterMetrics,
  type KubernetesNodeMetrics,
  type KubernetesNodesResponse,
  type MetricsSnapshot,
  type PodMetrics,
  type PodMetricsResponse,
  type endpoints,
  type ParsedInput,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { MeasuredPod } from '@atlhyper/core';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { isAllowed, type Access } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { PodName } from '../../stores/LatestStore';
import type { ClusterReader } from '../alerts/ClusterReader';
import type { MetricsReader } from './MetricsReader';
import { nodesTest, sortNodes, type NodesFilter } from './nodeList';
import { z } from 'zod';
import { defineCursor } from '../../cursor';
import { meetsPodTest, sortPods } from './podList';

const CURSOR = defineCursor(
  'pods',
  z.object({
    name: z.string(),
    namespace: z.string(),
    value: z.number().nullable(),
  }),
);

/** A cluster, if one was named, and what the caller may see. */
export type MetricsQuestion = {
  clusterId?: string;
  nodes: Access<'node'>;
  pods: Access<'resource'>;
  clusters: Access<'cluster'>;
};

/** What narrows and orders pods. */
export type PodsFilter = Omit<
  ParsedInput<typeof endpoints.listPodMetrics>['query'],
  'cluster'
>;

/** Answers what nodes, pods and clusters have, use and still offer. */
export class MetricsService {
  constructor(
    private readonly options: {
      reader: MetricsReader;
      cluster: ClusterReader;
      clusters: ClusterStore;
      clock: () => number;
    },
  ) {}

  /** Figures of what the caller may see of a cluster. */
  async getCluster(question: MetricsQuestion): Promise<ClusterMetrics> {
    return (await this.readAll(question)).clusterMetrics;
  }

  /** Everything that the caller may see of a cluster, at one time. */
  async getSnapshot(question: MetricsQuestion): Promise<MetricsSnapshot> {
    const { clusterId, nodes, pods, clusterMetrics } = await this.readAll(
      question,
    );
    const podNames = pods.map(({ metrics }): [string, PodMetrics] => [
      `${metrics.namespace}/${metrics.name}`,
      metrics,
    ]);
    return {
      cluster: clusterId,
      timestampMs: clusterMetrics.timestampMs,
      nodes: Object.fromEntries(nodes.map(node => [node.node, node])),
      pods: Object.fromEntries(podNames),
      network: nodes.flatMap(node => node.probes),
      clusterMetrics,
    };
  }

  async listNodes(
    question: MetricsQuestion,
    filter: NodesFilter,
  ): Promise<KubernetesNodesResponse> {
    const meetsFilter = nodesTest(filter);
    const access = required(question.nodes);
    const clusterId = await this.resolveCluster(question, access);
    const nodes = await this.options.reader.listNodes({ access, clusterId });
    const found = nodes.filter(meetsFilter);
    return { nodes: sortNodes(found, filter.sort) };
  }

  /** @throws NotFoundError for a node that the cluster does not have, or the caller may not see */
  async getNode(
    question: MetricsQuestion,
    name: string,
  ): Promise<KubernetesNodeMetrics> {
    const access = required(question.nodes);
    const clusterId = await this.resolveCluster(question, access);
    const [found] = await this.options.reader.listNodes({
      access,
      clusterId,
      name,
    });
    if (!found) {
      throw new NotFoundError(`No node '${name}' in cluster '${clusterId}'`);
    }
    return found;
  }

  /** @throws InputError for a cursor that is none of this list */
  async listPods(
    question: MetricsQuestion,
    filter: PodsFilter,
  ): Promise<PodMetricsResponse> {
    const { sort = 'name', limit = DEFAULT_RESOURCES_PER_PAGE } = filter;
    const after = CURSOR.parse(filter.cursor, sort);
    const access = required(question.pods);
    const clusterId = await this.resolveCluster(question, access);
    const { namespace, node } = filter;
    const stored = { access, clusterId, namespace, node };
    const { reader } = this.options;
    if (sort === 'name' && !needsFigures(filter)) {
      const page = await reader.listPodPage({
        ...stored,
        after,
        limit: limit + 1,
      });
      const total = await reader.countPods(stored);
      const pods = page.map(one => one.metrics);
      return toPage(sortPods(pods, sort), { total, sort, limit });
    }
    const pods = (await reader.listPods(stored))
      .map(one => one.metrics)
      .filter(pod => meetsPodTest(pod, filter));
    const total = pods.length;
    return toPage(sortPods(pods, sort, after), { total, sort, limit });
  }

  /** @throws NotFoundError for a pod that the cluster does not have, or the caller may not see */
  async getPod(question: MetricsQuestion, pod: PodName): Promise<PodMetrics> {
    const access = required(question.pods);
    const clusterId = await this.resolveCluster(question, access);
    const [found] = await this.options.reader.listPods({
      access,
      clusterId,
      ...pod,
    });
    if (!found) {
      throw new NotFoundError(
        `No pod '${pod.namespace}/${pod.name}' in cluster '${clusterId}'`,
      );
    }
    return found.metrics;
  }

  private async readAll(question: MetricsQuestion) {
    const { nodes: nodeAccess, pods: podAccess } = question;
    if (nodeAccess === 'none') {
      required(podAccess);
    }
    const seesAll = nodeAccess === 'all' || podAccess === 'all';
    const clusterId = await this.resolveCluster(
      question,
      seesAll ? 'all' : nodeAccess,
    );
    const { cluster } = this.options;
    const scene = await cluster.readScene(clusterId, question);
    const { nodes, pods } = scene.state;
    const clusterMetrics = await cluster.measure(scene, question);
    return { clusterId, nodes, pods: sortByName(pods), clusterMetrics };
  }

  /**
   * The cluster that is meant: that named, else the only one that the caller may see.
   *
   * @throws InputError where none is named and there is not exactly one
   * @throws NotFoundError for an unknown cluster; to who may not see everything, it has nothing
   */
  private async resolveCluster(
    { clusterId, clusters }: MetricsQuestion,
    access: unknown,
  ): Promise<string> {
    const store = this.options.clusters;
    if (clusterId !== undefined) {
      if (access === 'all' && !(await store.hasCluster(clusterId, 'all'))) {
        throw new NotFoundError(`No cluster '${clusterId}'`);
      }
      return clusterId;
    }
    const readable = (await store.listClusterIds()).filter(id =>
      isAllowed({ clusterId: id }, clusters),
    );
    if (readable.length !== 1) {
      throw new InputError(
        `'cluster' is required unless there is exactly one cluster`,
      );
    }
    return readable[0];
  }
}

/** @throws NotAllowedError for who may see nothing of the kind */
function required<T>(access: T): T {
  if (access === 'none') {
    throw new NotAllowedError(
      `This needs the permission 'atlhyper.node.read' or 'atlhyper.resource.read'`,
    );
  }
  return access;
}

function needsFigures(filter: PodsFilter): boolean {
  return [
    filter.phase,
    filter.running,
    filter.ready,
    filter.close_to_limit,
    filter.min_memory_of_limit,
    filter.min_cpu_of_limit,
  ].some(one => one !== undefined);
}

function toPage(
  sorted: ReturnType<typeof sortPods>,
  page: { total: number; sort: Parameters<typeof sortPods>[1]; limit: number },
): PodMetricsResponse {
  const { total, sort, limit } = page;
  const shown = sorted.slice(0, limit);
  return {
    total,
    pods: shown.map(one => one.pod),
    nextCursor:
      sorted.length > limit
        ? CURSOR.format(shown[limit - 1].position, sort)
        : undefined,
  };
}

function sortByName(pods: readonly MeasuredPod[]): MeasuredPod[] {
  const keyOf = ({ pod }: MeasuredPod) => `${pod.namespace}/${pod.name}`;
  return [...pods].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
