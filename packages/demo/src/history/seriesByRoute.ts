import { buildRouteTable, type RequestSeries } from '@atlhyper/core';
import type { Scenario } from '../scenario/schema';
import { sha256Hex, traefikServices } from '../traefik/traefikSeries';

/** Whose requests an agent would find each route's to be, by the id of the route. */
export function seriesByRoute(scenario: Scenario): Map<string, RequestSeries> {
  const table = buildRouteTable({
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
    services: scenario.services.map(({ namespace, name, port }) => ({
      namespace,
      name,
      ports: [{ name: 'http', port }],
    })),
    sha256Hex,
  });
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
