import type {
  Domain,
  ServiceSlo,
  SloJudgement,
  SloView,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { toCsv } from '@atlhyper/backstage-plugin-atlhyper-react';
import { ownFigures, type ShownFigures } from './ownFigures';
import { sourceId } from './sloItem';

const JUDGED = [
  'window',
  'status',
  'reasons',
  'error_budget_remaining_percent',
  'target_availability_percent',
  'target_latency_threshold_ms',
  'target_latency_objective_percent',
  'target_origin',
];
const FIGURES = [
  'availability_percent',
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'requests_per_second',
  'requests',
];

const judgedCells = (row: SloJudgement) => [
  row.window,
  row.status,
  row.reasons.join(' '),
  row.error_budget_remaining,
  row.target.availability,
  row.target.latency?.threshold_ms,
  row.target.latency?.objective,
  row.target.origin.entity_ref ?? row.target.origin.level,
];
const figureCells = (figures: ShownFigures) => [
  figures.availability,
  figures.p50_latency,
  figures.p95_latency,
  figures.p99_latency,
  figures.total_requests ? figures.requests_per_sec : undefined,
  figures.total_requests,
];

/** Name of the file, by what the rows are of: `slo-ingress-1d.csv`, `slo-services-30d-east-1.csv`. */
export function csvName(
  tab: 'ingress' | 'services',
  window: SloView,
  cluster?: string,
): string {
  return `${['slo', tab, window, ...(cluster ? [cluster] : [])].join('-')}.csv`;
}

/**
 * Domains and their paths as CSV: a row for each domain with an empty path, then one per path.
 * The names of columns are the same in every language, for programs to read.
 */
export function domainsCsv(domains: readonly Domain[]): string {
  return toCsv(
    ['domain', 'path', 'match', 'condition', 'clusters', ...JUDGED, ...FIGURES],
    domains.flatMap(domain => [
      [
        domain.domain,
        undefined,
        undefined,
        undefined,
        domain.clusters.join(' '),
        ...judgedCells(domain),
        ...figureCells(ownFigures(domain, domain.summary)),
      ],
      ...domain.routes.map(route => [
        domain.domain,
        route.path_prefix,
        route.path_match,
        route.condition,
        route.clusters.join(' '),
        ...judgedCells(route),
        ...figureCells(ownFigures(route, route.current)),
      ]),
    ]),
  );
}

/** Services and their callers as CSV: a row for each service with an empty source, then callers. */
export function servicesCsv(services: readonly ServiceSlo[]): string {
  return toCsv(
    [
      'source',
      'target',
      'namespace',
      'cluster',
      ...JUDGED,
      ...FIGURES,
      'mtls_percent',
      'no_response',
    ],
    services.flatMap(service => [
      [
        undefined,
        service.service,
        service.namespace,
        service.cluster,
        ...judgedCells(service),
        ...figureCells(ownFigures(service, service.summary)),
        service.mtls,
        service.no_response,
      ],
      ...service.edges.map(edge => [
        sourceId(edge.source),
        service.service,
        service.namespace,
        service.cluster,
        ...judgedCells(edge),
        ...figureCells(ownFigures(edge, edge.current)),
        edge.mtls,
        edge.no_response,
      ]),
    ]),
  );
}
