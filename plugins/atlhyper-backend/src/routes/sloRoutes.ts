import {
  endpoints,
  type ParsedInput,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseDomainSelector, parseHost } from '../services/slo/parseDomains';
import { route, type Route } from './route';
import type { RouteOptions } from './createRoutes';

/** Domains against their targets. */
function domainRoutes({ slo, authorizer }: RouteOptions): Route[] {
  const mayRead = authorizer.readDomains;
  return [
    route(
      endpoints.getDomains,
      mayRead,
      ({ query: { cluster, domains, ...query }, access }) =>
        slo.listDomains({
          ...query,
          access,
          clusterId: cluster,
          selectors: domains?.map(parseDomainSelector),
        }),
    ),
    route(endpoints.getDomain, mayRead, ({ params, query, access }) =>
      slo.getDomain(parseHost(params.domain), {
        access,
        window: query.window,
        clusterId: query.cluster,
      }),
    ),
    route(endpoints.getDomainHistory, mayRead, ({ params, query, access }) =>
      slo.getHistory(parseHost(params.domain), {
        access,
        period: query.period,
        ...toRouteQuery(query),
      }),
    ),
    route(endpoints.getDomainLatency, mayRead, ({ params, query, access }) =>
      slo.getLatency(parseHost(params.domain), {
        access,
        ...toRouteQuery(query),
      }),
    ),
  ];
}

/** Services of the mesh against their targets, and who calls them. */
function serviceRoutes({ mesh, authorizer }: RouteOptions): Route[] {
  const mayRead = authorizer.readServices;
  const nameOfService = (params: {
    cluster: string;
    namespace: string;
    service: string;
  }) => ({
    clusterId: params.cluster,
    namespace: params.namespace,
    service: params.service,
  });
  return [
    route(
      endpoints.getServices,
      async credentials => ({
        access: await authorizer.readServices(credentials),
        domains: (await authorizer.readSubjects(credentials)).domains,
      }),
      ({ query: { cluster, services, ...query }, access }) =>
        mesh.listServices({
          ...query,
          ...access,
          clusterId: cluster,
          services: services?.map(({ name, ...one }) => ({
            ...one,
            service: name,
          })),
        }),
    ),
    route(endpoints.getService, mayRead, ({ params, query, access }) =>
      mesh.getService(nameOfService(params), { access, ...query }),
    ),
    route(endpoints.getServiceHistory, mayRead, ({ params, query, access }) =>
      mesh.getHistory(nameOfService(params), { access, ...query }),
    ),
    route(endpoints.getServiceLatency, mayRead, ({ params, query, access }) =>
      mesh.getLatency(nameOfService(params), { access, ...query }),
    ),
  ];
}

/** Changes of status and alerts, and the two tables of one cluster. */
function logRoutes(options: RouteOptions): Route[] {
  const { sloLog, alerts, clusterSlo, authorizer } = options;
  const mayRead = authorizer.readSubjects;
  return [
    route(endpoints.getStatusHistory, mayRead, ({ query, access }) =>
      sloLog.listChanges(toLogQuery(query), access),
    ),
    route(endpoints.getSloAlerts, mayRead, ({ query, access }) =>
      alerts.listSloAlerts(
        { ...toLogQuery(query), active: query.active },
        access,
      ),
    ),
    route(endpoints.getClusterSloOverview, mayRead, ({ params, access }) =>
      clusterSlo.getOverview(params.cluster, access),
    ),
    route(endpoints.getClusterSloDetail, mayRead, ({ params, query, access }) =>
      clusterSlo.getDetail(params.cluster, { access, ...query }),
    ),
  ];
}

/** What is told of service levels. */
export function sloRoutes(options: RouteOptions): Route[] {
  return [
    ...domainRoutes(options),
    ...serviceRoutes(options),
    ...logRoutes(options),
  ];
}

/** A path narrows to one route. */
function toRouteQuery(
  query: ParsedInput<typeof endpoints.getDomainLatency>['query'],
) {
  const { window, cluster, path, path_match: pathMatch, condition } = query;
  return {
    window,
    clusterId: cluster,
    route: path === undefined ? undefined : { path, pathMatch, condition },
  };
}

const DEFAULT_LIMIT = 100;

function toLogQuery(
  query: ParsedInput<typeof endpoints.getStatusHistory>['query'],
) {
  const { cluster, domain, service, from_ms: fromMs, window, cursor } = query;
  return {
    window,
    cursor,
    fromMs,
    limit: query.limit ?? DEFAULT_LIMIT,
    clusterId: cluster,
    host: domain === undefined ? undefined : parseHost(domain),
    service: service && {
      clusterId: service.clusterId,
      namespace: service.namespace,
      service: service.name,
    },
  };
}
