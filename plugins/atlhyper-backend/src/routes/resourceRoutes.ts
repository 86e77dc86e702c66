import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import { route, type Route } from './route';
import type { RouteOptions } from './createRoutes';

/** The objects of a cluster, by kind, and what happened to them. */
export function resourceRoutes(options: RouteOptions): Route[] {
  const { resources, events, authorizer } = options;
  const mayRead = authorizer.readResources;
  return [
    route(endpoints.getResourceKinds, mayRead, ({ params, access }) =>
      resources.listKinds({ ...access, clusterId: params.cluster }),
    ),
    route(
      endpoints.getResources,
      mayRead,
      ({ params: { cluster: clusterId, kind }, query, access }) =>
        resources.listResources({ ...access, clusterId, kind }, query),
    ),
    route(
      endpoints.getResource,
      mayRead,
      ({ params: { cluster: clusterId, ...id }, access }) =>
        resources.getResource({ ...access, clusterId }, id),
    ),
    route(
      endpoints.listKubernetesEvents,
      mayRead,
      ({ params, query, access }) =>
        events.listEvents({ ...access, clusterId: params.cluster }, query),
    ),
  ];
}
