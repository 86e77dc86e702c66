import { endpoints } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { RouteOptions } from './createRoutes';
import { route, type Route } from './route';

const DEFAULT_LIMIT = 100;

/** Alerts of every kind of thing. */
export function alertRoutes({ alerts, authorizer }: RouteOptions): Route[] {
  return [
    route(endpoints.getAlerts, authorizer.readAlerts, ({ query, access }) => {
      const { cluster, kind, from_ms: fromMs, ...rest } = query;
      const { limit = DEFAULT_LIMIT } = query;
      return alerts.listAlerts(
        { ...rest, limit, fromMs, clusterId: cluster, realm: kind },
        access,
      );
    }),
  ];
}
