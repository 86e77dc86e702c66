import type {
  PodMetrics,
  WorkloadNodesResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isAllowed, type Access } from '../../access/access';
import type { AlertStore } from '../../stores/AlertStore';
import type { LatestStore, NodeName } from '../../stores/LatestStore';
import type { ObjectStore, StoredPod } from '../../stores/ObjectStore';
import { entityOf, groupByEntity } from './groupByNode';
import {
  matchesLabels,
  requireLabels,
  type LabelRequirement,
} from './labelSelector';
import type { MetricsReader } from '../metrics/MetricsReader';
import { toNodeState } from './nodeState';

/** A service whose pods are meant; in one cluster, or wherever there is one of this name. */
export type ServiceName = {
  clusterId?: string;
  namespace: string;
  name: string;
};

/** Pods that are meant: those of the services and those with the labels. */
export type WorkloadSelection = {
  pods: Access<'resource'>;
  /** Pods on other nodes are left out. */
  nodes: Access<'node'>;
  clusterId?: string;
  services: readonly ServiceName[];
  labels?: { namespace?: string; requirements: readonly LabelRequirement[] };
};

/** One set of pods: where to look, and what they must be labelled. */
type PodQuery = {
  clusterId?: string;
  namespace?: string;
  requirements: readonly LabelRequirement[];
};

/** Answers which nodes run a workload. */
export class WorkloadService {
  constructor(
    private readonly options: {
      latest: LatestStore;
      objects: ObjectStore;
      alerts: AlertStore;
      metrics: MetricsReader;
      clock: () => number;
    },
  ) {}

  /** Nodes that run the selected pods. A service that is unknown, or selects none, adds none. */
  async listNodes(
    selection: WorkloadSelection,
  ): Promise<WorkloadNodesResponse> {
    const pods = await this.findPods(selection);
    const byNode = new Map<string, { name: NodeName; pods: StoredPod[] }>();
    for (const pod of pods) {
      const { clusterId } = pod;
      const node = pod.data.nodeName;
      if (node && isAllowed({ clusterId, node }, selection.nodes)) {
        const key = `${clusterId}/${node}`;
        const entry = byNode.get(key) ?? {
          name: { clusterId, node },
          pods: [],
        };
        entry.pods.push(pod);
        byNode.set(key, entry);
      }
    }
    const names = [...byNode.values()].map(entry => entry.name);
    const active = groupByEntity(
      await this.options.alerts.listActive({
        realm: 'node',
        entities: names.map(entityOf),
      }),
    );
    const states = await this.options.latest.listNodes({
      access: selection.nodes,
      names,
    });
    const known = new Map(
      states.map(state => [`${state.clusterId}/${state.node}`, state]),
    );
    const metrics = await this.measure(pods);
    const nowMs = this.options.clock();
    return {
      nodes: [...byNode.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, entry]) => ({
          ...toNodeState(
            known.get(key) ?? entry.name,
            nowMs,
            active.get(entityOf(entry.name)),
          ),
          pods: entry.pods.map(pod => metrics.get(pod)!),
        })),
      unscheduledPods: pods.filter(pod => !pod.data.nodeName).length,
    };
  }

  /** What the pods use. */
  private async measure(
    pods: readonly StoredPod[],
  ): Promise<Map<StoredPod, PodMetrics>> {
    const byCluster = new Map<string, StoredPod[]>();
    for (const pod of pods) {
      const inCluster = byCluster.get(pod.clusterId) ?? [];
      byCluster.set(pod.clusterId, inCluster);
      inCluster.push(pod);
    }
    const measured = new Map<StoredPod, PodMetrics>();
    for (const [clusterId, inCluster] of byCluster) {
      const metrics = await this.options.metrics.measurePods(
        clusterId,
        inCluster,
      );
      inCluster.forEach((pod, i) => measured.set(pod, metrics[i]));
    }
    return measured;
  }

  private async findPods(selection: WorkloadSelection): Promise<StoredPod[]> {
    const found = new Map<string, StoredPod>();
    for (const query of await this.podQueries(selection)) {
      const pods = await this.options.objects.listPods({
        access: selection.pods,
        clusterId: query.clusterId,
        namespace: query.namespace,
      });
      for (const pod of pods) {
        if (matchesLabels(pod.data.labels, query.requirements)) {
          found.set(`${pod.clusterId}/${pod.namespace}/${pod.name}`, pod);
        }
      }
    }
    return [...found.values()];
  }

  private async podQueries(selection: WorkloadSelection): Promise<PodQuery[]> {
    const queries: PodQuery[] = [];
    for (const service of selection.services) {
      const clusterId = service.clusterId ?? selection.clusterId;
      if (selection.clusterId && selection.clusterId !== clusterId) {
        continue;
      }
      const found = await this.options.objects.findServices({
        ...service,
        access: selection.pods,
        clusterId,
      });
      for (const { clusterId: foundIn, data } of found) {
        // Without a selector somebody else keeps the endpoints: no pods can be told from it.
        if (data.selector && Object.keys(data.selector).length > 0) {
          queries.push({
            clusterId: foundIn,
            namespace: service.namespace,
            requirements: requireLabels(data.selector),
          });
        }
      }
    }
    if (selection.labels) {
      queries.push({ clusterId: selection.clusterId, ...selection.labels });
    }
    return queries;
  }
}
