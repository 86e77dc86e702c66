import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { route, type Route } from './route';
import type { RouteOptions } from './createRoutes';

/** What clusters, nodes and pods have, use and still offer. */
export function metricsRoutes({ metrics, authorizer }: RouteOptions): Route[] {
  const mayRead = authorizer.readMetrics;
  return [
    route(endpoints.getClusterHealth, mayRead, ({ query, access }) =>
      metrics.getCluster({ ...access, clusterId: query.cluster }),
    ),
    route(endpoints.getMetricsSnapshot, mayRead, ({ query, access }) =>
      metrics.getSnapshot({ ...access, clusterId: query.cluster }),
    ),
    route(endpoints.listNodeMetrics, mayRead, ({ query, access }) =>
      metrics.listNodes({ ...access, clusterId: query.cluster }, query),
    ),
    route(endpoints.getKubernetesNode, mayRead, ({ params, query, access }) =>
      metrics.getNode({ ...access, clusterId: query.cluster }, params.node),
    ),
    route(endpoints.listPodMetrics, mayRead, ({ query, access }) =>
      metrics.listPods({ ...access, clusterId: query.cluster }, query),
    ),
    route(endpoints.getPod, mayRead, ({ params, query, access }) =>
      metrics.getPod(
        { ...access, clusterId: query.cluster },
        { namespace: params.namespace, name: params.pod },
      ),
    ),
  ];
}
