import {
  buildRouteTable,
  type RequestSeries,
  type RouteTable,
} from '@atlhyper/core';
import type { Scenario } from '../scenario/schema';
import { sha256Hex, traefikServices } from '../traefik/traefikSeries';

/** The table that an agent builds of the scenario's objects. */
// eslint-disable-next-line max-lines-per-function -- closures over one table
export function routeTableOf(
  scenario: Scenario,
  routersSeen?: ReadonlySet<string>,
): RouteTable {
  return buildRouteTable({
    ingressRoutes: scenario.ingressRoutes.map(({ rules, ...object }) => ({
      ...object,
      routes: rules.map(({ match, services }) => ({
        match,
        kind: 'Rule',
        services,
      })),
    })),
    ingresses: scenario.ingresses.map(
      ({ namespace, name, tls, host, paths }) => ({
        namespace,
        name,
        tls,
        tlsHosts: [host],
        rules: [{ host, paths }],
      }),
    ),
    traefikServices: scenario.traefikServices.map(
      ({ namespace, name, weighted }) => ({
        namespace,
        name,
        services: weighted,
        mirrors: [],
      }),
    ),
    httpRoutes: scenario.httpRoutes.map(
      ({ namespace, name, gateway, hostnames, rules }) => ({
        namespace,
        name,
        parents: [gateway],
        hostnames,
        rules: rules.map(({ path, services }) => ({
          matches: [
            {
              path: { type: 'PathPrefix', value: path },
              headers: [],
              queryParams: [],
            },
          ],
          backends: services,
        })),
      }),
    ),
    gateways: scenario.gateways.map(({ namespace, name, listeners }) => ({
      namespace,
      name,
      listeners: listeners.map(listener => ({
        name: listener.name,
        port: listener.port,
        tls: true,
        namespaces: { from: 'All' },
      })),
    })),
    services: scenario.services.map(({ namespace, name, port }) => ({
      namespace,
      name,
      ports: [{ name: 'http', port }],
    })),
    sha256Hex,
    routersSeen,
  });
}

/** Whose requests an agent would find each route's to be, by the id of the route. */
export function seriesByRoute(scenario: Scenario): Map<string, RequestSeries> {
  const table = routeTableOf(scenario);
  const series = new Map<string, RequestSeries>();
  for (const { name, contributions } of traefikServices(scenario)) {
    const found = table.seriesOfService(name) ?? {
      kind: 'unmapped' as const,
      service: name,
    };
    for (const { routeId } of contributions) series.set(routeId, found);
  }
  return series;
}
