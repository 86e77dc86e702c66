import type {
  NodeHistoryResponse,
  NodeMetricsResponse,
  NodeState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeHistoryStore } from '@atlhyper/backstage-plugin-atlhyper-node';
import { alignDown, alignUp } from '@atlhyper/core';
import { NotFoundError } from '@backstage/errors';
import { LEVELS_MS, type RetainedLevel } from '../../levels';
import type { Access } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { AlertStore } from '../../stores/AlertStore';
import type { LatestStore, StoredNode } from '../../stores/LatestStore';
import { entityOf, groupByEntity } from './groupByNode';
import { summariseNodes, toNodeState } from './nodeState';

const HOUR_MS = 3_600_000;

/** How far back a history is given in buckets of which length: some hundred points each. */
const BUCKETS = [
  { bucketMs: LEVELS_MS.fiveMinutes, upToMs: 48 * HOUR_MS },
  { bucketMs: LEVELS_MS.oneHour, upToMs: 30 * LEVELS_MS.oneDay },
];

/** Answers how the nodes of a cluster fare. */
export class NodeService {
  constructor(
    private readonly options: {
      latest: LatestStore;
      history: NodeHistoryStore;
      alerts: AlertStore;
      clusters: ClusterStore;
      levels: readonly RetainedLevel[];
      clock: () => number;
    },
  ) {}

  /**
   * To who may not see every node, an unknown cluster has none, like one whose nodes are hidden.
   *
   * @throws NotFoundError for an unknown cluster
   */
  async listNodes(query: {
    access: Access<'node'>;
    clusterId: string;
  }): Promise<NodeMetricsResponse> {
    const { access, clusterId } = query;
    if (
      access === 'all' &&
      !(await this.options.clusters.hasCluster(clusterId, 'all'))
    ) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
    const nowMs = this.options.clock();
    const stored = await this.options.latest.listNodes(query);
    const active = groupByEntity(
      await this.options.alerts.listActive({ realm: 'node', clusterId }),
    );
    const nodes = stored.map(node =>
      toNodeState(node, nowMs, active.get(entityOf(node))),
    );
    return { cluster: clusterId, summary: summariseNodes(nodes), nodes };
  }

  /** @throws NotFoundError for a node that the cluster does not have, or the caller may not see */
  async getNode(query: {
    access: Access<'node'>;
    clusterId: string;
    node: string;
  }): Promise<NodeState> {
    const found = await this.findNode(query);
    const active = await this.options.alerts.listActive({
      realm: 'node',
      entities: [entityOf(found)],
    });
    return toNodeState(found, this.options.clock(), active);
  }

  /**
   * Averages and maxima of the last hours: buckets of 5 min up to 48 h, of 1 h up to 30 d, of 1 d
   * beyond; longer ones where the shorter are not kept so long. The first bucket is that of the begin,
   * the last that of now.
   *
   * @throws NotFoundError for a node that the cluster does not have, or the caller may not see
   */
  async getHistory(query: {
    access: Access<'node'>;
    clusterId: string;
    node: string;
    hours: number;
  }): Promise<NodeHistoryResponse> {
    await this.findNode(query);
    const { clusterId, node, hours } = query;
    const bucketMs = this.bucketFor(hours * HOUR_MS);
    const nowMs = this.options.clock();
    const fromMs = alignDown(nowMs - hours * HOUR_MS, bucketMs);
    const toMs = alignUp(nowMs, bucketMs);
    const history = await this.options.history.readHistory(
      { clusterId, node },
      { levelMs: bucketMs, fromMs, toMs },
    );
    return { cluster: clusterId, node, fromMs, toMs, bucketMs, history };
  }

  private bucketFor(lengthMs: number): number {
    const keeps = (bucketMs: number) =>
      this.options.levels.some(
        one => one.levelMs === bucketMs && one.keepMs >= lengthMs,
      );
    const fits = BUCKETS.find(
      one => lengthMs <= one.upToMs && keeps(one.bucketMs),
    );
    return fits?.bucketMs ?? LEVELS_MS.oneDay;
  }

  private async findNode(query: {
    access: Access<'node'>;
    clusterId: string;
    node: string;
  }): Promise<StoredNode> {
    const { access, clusterId, node } = query;
    const [found] = await this.options.latest.listNodes({
      access,
      names: [{ clusterId, node }],
    });
    if (!found) {
      throw new NotFoundError(`No node '${node}' in cluster '${clusterId}'`);
    }
    return found;
  }
}
