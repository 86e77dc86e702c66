import type {
  EdgeEntity,
  IngressCounterEntity,
  RouteEntity,
  RouteKey,
} from './types';

/** Who calls whom, as a mesh proxy counts it: a workload and a Service. */
export type EdgeKey = {
  /** `kind` in lower case: `deployment`, …, `pod` for one without an owner. */
  source: { namespace: string; kind: string; workload: string };
  destination: { namespace: string; service: string };
};

/**
 * Whose traffic a row of counters is.
 *
 * - `route`: of exactly one route.
 * - `shared`: of a service behind several routes that Traefik counts together; shown once, never
 *   copied into each of them.
 * - `unmapped`: of a service that no route names, or while routes cannot be read.
 * - `edge`: from one workload to one service, as the workload's mesh proxy saw it.
 * - `authority`: to one host, as the mesh proxy of the ingress saw it come in.
 */
export type RequestSeries =
  | ({ kind: 'route' } & RouteKey)
  | { kind: 'shared'; service: string }
  | { kind: 'unmapped'; service: string }
  | ({ kind: 'edge' } & EdgeKey)
  | { kind: 'authority'; host: string };

/** What a row of counters is of; in no cluster in particular unless one is given. */
export function seriesEntity(
  series: RequestSeries,
  clusterId?: string,
): RouteEntity | EdgeEntity | IngressCounterEntity {
  switch (series.kind) {
    case 'route':
      return { clusterId, ...series };
    case 'edge':
      return edgeEntity(series, clusterId);
    case 'authority':
      return { kind: 'authority', clusterId, name: series.host };
    default:
      return { kind: series.kind, clusterId, name: series.service };
  }
}

/** The calls of a workload to a service. */
export function edgeEntity(
  { source, destination }: EdgeKey,
  clusterId?: string,
): EdgeEntity {
  return {
    kind: 'edge',
    clusterId,
    source: {
      kind: source.kind,
      namespace: source.namespace,
      name: source.workload,
    },
    destination: {
      kind: 'service',
      namespace: destination.namespace,
      name: destination.service,
    },
  };
}
