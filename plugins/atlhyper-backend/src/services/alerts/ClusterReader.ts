import {
  buildClusterMetrics,
  parseEntityKey,
  type Alert,
  type ClusterRule,
  type ClusterMetricsOf,
  type ClusterState,
} from '@atlhyper/core';
import { isAllowed, type Access } from '../../access/access';
import type { AlertStore } from '../../stores/AlertStore';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { Ledger } from '../../stores/Ledger';
import type { LatestStore, ReportingNode } from '../../stores/LatestStore';
import type { ObjectStore } from '../../stores/ObjectStore';
import type { MetricsReader } from '../metrics/MetricsReader';
import { STALE_AFTER_MS } from '../nodes/nodeState';
import { listWorkloads } from './listWorkloads';

/** A node that Kubernetes does not know is gone for good after this, and not merely silent. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/** What a caller may see of a cluster. */
export type ClusterAccess = {
  nodes: Access<'node'>;
  pods: Access<'resource'>;
  clusters: Access<'cluster'>;
};

/** Of who judges for everybody. */
const EVERYTHING: ClusterAccess = {
  nodes: 'all',
  pods: 'all',
  clusters: 'all',
};

/** What rules look at, and the alerts of its nodes as they are now. */
export type ClusterScene = { state: ClusterState; nodeAlerts: Alert[] };

/** Reads what rules for clusters look at, and says how a cluster fares now. */
export class ClusterReader {
  constructor(
    private readonly options: {
      reader: MetricsReader;
      latest: LatestStore;
      objects: ObjectStore;
      ledger: Ledger;
      clusters: ClusterStore;
      alerts: AlertStore;
      rules: readonly ClusterRule[];
      disconnectedAfterMs: number;
      clock: () => number;
    },
  ) {}

  /** Everything of a cluster that the caller may see. */
  async readScene(
    clusterId: string,
    access: ClusterAccess = EVERYTHING,
  ): Promise<ClusterScene> {
    const { reader, objects, clock } = this.options;
    const { nodes: nodeAccess, pods: podAccess } = access;
    const seen = { access: podAccess, clusterId };
    const pods = await reader.listPods(seen);
    const { nodes, alerts } = await reader.judgeNodes({
      access: nodeAccess,
      clusterId,
      pods: podAccess === 'all' ? pods.map(one => one.pod) : undefined,
    });
    const workloads = await listWorkloads(objects, seen);
    const silentNodes = await this.listSilent(clusterId, nodeAccess);
    const isKnown =
      isAllowed({ clusterId }, access.clusters) ||
      [nodes, pods, workloads, silentNodes].some(one => one.length > 0);
    const state: ClusterState = {
      cluster: clusterId,
      timestampMs: clock(),
      ...{ nodes, pods, workloads, silentNodes },
      hasAllNodes: nodeAccess === 'all',
      ...(isKnown
        ? {
            sources: await this.listSources(clusterId, access.clusters),
            agent: await this.readAgent(clusterId),
          }
        : // To who sees nothing of it, it is like one that never was.
          { sources: [], agent: { connected: false } }),
    };
    const nodeAlerts = alerts.filter(one => isVisible(one, access));
    return { state, nodeAlerts };
  }

  /** Its figures and health, from the alerts that were pending or firing before. */
  async measure(
    { state, nodeAlerts }: ClusterScene,
    access: ClusterAccess = EVERYTHING,
  ): Promise<ClusterMetricsOf> {
    const { cluster: clusterId } = state;
    const active = await this.options.alerts.listActive({
      realm: 'cluster',
      clusterId,
    });
    const alerts = {
      cluster: active.filter(one => isVisible(one, access)),
      nodes: nodeAlerts,
    };
    return buildClusterMetrics(state, alerts, this.options.rules);
  }

  private async readAgent(clusterId: string): Promise<ClusterState['agent']> {
    const { clusters, disconnectedAfterMs, clock } = this.options;
    const lastHeardMs = await clusters.lastHeardMs(clusterId);
    const isHeard =
      lastHeardMs !== undefined && clock() - lastHeardMs <= disconnectedAfterMs;
    return { connected: isHeard, lastHeardMs };
  }

  /** Who may not see the cluster is told that a source fails, and not what it says. */
  private async listSources(
    clusterId: string,
    access: ClusterAccess['clusters'],
  ): Promise<ClusterState['sources']> {
    const sources = await this.options.ledger.listSources({
      access: 'all',
      clusterId,
    });
    return isAllowed({ clusterId }, access)
      ? sources
      : sources.map(({ name, state }) => ({ name, state }));
  }

  private async listSilent(
    clusterId: string,
    access: ClusterAccess['nodes'],
  ): Promise<NonNullable<ClusterState['silentNodes']>> {
    const nowMs = this.options.clock();
    const reporting = await this.options.latest.listReporting(clusterId);
    // Where Kubernetes has nodes, one that it has no more was removed.
    const isOutside = !reporting.some(one => one.isObject);
    const isMissed = ({ isObject, lastReportMs }: ReportingNode) =>
      lastReportMs !== undefined &&
      nowMs - lastReportMs > STALE_AFTER_MS &&
      (isObject || (isOutside && nowMs - lastReportMs < FORGOTTEN_AFTER_MS));
    return reporting
      .filter(
        one =>
          isMissed(one) && isAllowed({ clusterId, node: one.node }, access),
      )
      .map(({ node, lastReportMs }) => ({ node, lastReportMs: lastReportMs! }));
  }
}

/**
 * Alerts of nodes, of the cluster and of objects, each by what the caller may see of its kind. What a
 * rule finds in the caller's own part of the cluster is judged of that, and told all the same.
 */
function isVisible({ entity }: Alert, access: ClusterAccess): boolean {
  const named = parseEntityKey(entity);
  if (!named) return false;
  const { clusterId, kind, namespace, name } = named;
  if (kind === 'node') {
    return isAllowed({ clusterId, node: name }, access.nodes);
  }
  if (kind === 'cluster') return isAllowed({ clusterId }, access.clusters);
  const namespaces = namespace === undefined ? undefined : [namespace];
  return isAllowed({ clusterId, namespaces }, access.pods);
}
