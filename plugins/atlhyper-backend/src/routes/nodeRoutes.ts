import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseLabelSelector } from '../services/nodes/labelSelector';
import { route, type Route } from './route';
import type { RouteOptions } from './createRoutes';

const DEFAULT_ALERTS = 100;

/** Nodes, by cluster and by what runs on them. */
export function nodeRoutes(options: RouteOptions): Route[] {
  const { nodes, workloads, alerts, forecasts, authorizer } = options;
  const mayRead = authorizer.readNodes;
  return [
    route(endpoints.getNodeMetrics, mayRead, ({ params, access }) =>
      nodes.listNodes({ access, clusterId: params.cluster }),
    ),
    route(endpoints.getNodeState, mayRead, ({ params, access }) =>
      nodes.getNode({ access, clusterId: params.cluster, node: params.node }),
    ),
    route(
      endpoints.getNodeHistory,
      mayRead,
      ({ params: { cluster: clusterId, node }, query: { hours }, access }) =>
        nodes.getHistory({ access, clusterId, node, hours }),
    ),
    route(endpoints.getCapacity, mayRead, ({ params, access }) =>
      forecasts.getCapacity({ access, clusterId: params.cluster }),
    ),
    route(
      endpoints.getNodeAlerts,
      mayRead,
      ({ query: { cluster, limit = DEFAULT_ALERTS, ...query }, access }) =>
        alerts.listNodeAlerts({ ...query, limit, clusterId: cluster }, access),
    ),
    route(
      endpoints.getWorkloadNodes,
      authorizer.readWorkloads,
      ({ query: { cluster, services = [], ...query }, access }) =>
        workloads.listNodes({
          ...access,
          services,
          clusterId: cluster,
          labels:
            query.label_selector === undefined
              ? undefined
              : {
                  namespace: query.namespace,
                  requirements: parseLabelSelector(query.label_selector),
                },
        }),
    ),
  ];
}
