import { z } from 'zod';
import { nameSchema } from './primitives';

/**
 * What a route answers for: a host, a path and how the path is matched.
 *
 * `host` is an exact lower-case name, `*` for a rule without a host, or `~` followed by the
 * regular expression of a HostRegexp. `condition` holds what the rule asks beyond host and path
 * (`` Method(`GET`) ``), in the rule's own words; two routes that differ only there are two.
 */
export const routeKeySchema = z.strictObject({
  host: z.string().min(1).max(512),
  path: z.string().min(1).max(1024),
  pathMatch: z.enum(['prefix', 'exact', 'regex']),
  condition: z.string().min(1).max(2048).optional(),
});
export type RouteKey = z.infer<typeof routeKeySchema>;

/**
 * Who calls whom. The source is a workload with its real kind in lower case (`deployment`,
 * `statefulset`, …; `pod` for one without an owner), the destination a Service. Both namespaces
 * belong to the key: equal names in two namespaces are two edges.
 */
export const edgeKeySchema = z.strictObject({
  source: z.strictObject({
    namespace: nameSchema,
    kind: z.string().regex(/^[a-z]{1,63}$/),
    workload: nameSchema,
  }),
  destination: z.strictObject({ namespace: nameSchema, service: nameSchema }),
});
export type EdgeKey = z.infer<typeof edgeKeySchema>;

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
export const requestSeriesSchema = z.discriminatedUnion('kind', [
  routeKeySchema.extend({ kind: z.literal('route') }),
  z.strictObject({
    kind: z.literal('shared'),
    service: z.string().min(1).max(512),
  }),
  z.strictObject({
    kind: z.literal('unmapped'),
    service: z.string().min(1).max(512),
  }),
  edgeKeySchema.extend({ kind: z.literal('edge') }),
  z.strictObject({
    kind: z.literal('authority'),
    host: z.string().min(1).max(512),
  }),
]);
export type RequestSeries = z.infer<typeof requestSeriesSchema>;

/** Text that is equal for equal series and no others; what counts of one cluster are added up by. */
export function requestSeriesText(series: RequestSeries): string {
  switch (series.kind) {
    case 'route':
      return JSON.stringify(['route', ...routeParts(series)]);
    case 'edge': {
      const { source, destination } = series;
      return JSON.stringify([
        'edge',
        source.namespace,
        source.kind,
        source.workload,
        destination.namespace,
        destination.service,
      ]);
    }
    case 'authority':
      return JSON.stringify(['authority', series.host]);
    default:
      return JSON.stringify([series.kind, series.service]);
  }
}

/** Text that stands for a route apart from its cluster; equal for equal routes. */
export function routeKeyText(route: RouteKey): string {
  return JSON.stringify(routeParts(route));
}

function routeParts(route: RouteKey): unknown[] {
  return [route.host, route.path, route.pathMatch, route.condition ?? null];
}

/** One route as the agent read it from a route object of its cluster. */
export const routeSchema = routeKeySchema.extend({
  /** The object it was read from. */
  source: z.strictObject({
    kind: z.enum(['ingressroute', 'ingress', 'httproute']),
    namespace: nameSchema,
    name: nameSchema,
  }),
  tls: z.boolean(),
  services: z
    .array(
      z.strictObject({
        namespace: nameSchema,
        name: nameSchema,
        port: z.union([z.number().int(), z.string()]).optional(),
      }),
    )
    .max(100),
  /** Where its counters are found; `undefined` while no name could be built. */
  series: requestSeriesSchema.optional(),
  /** Why the rule was not understood, or only in part; such a route is kept and shown. */
  problem: z.string().max(1024).optional(),
});
export type Route = z.infer<typeof routeSchema>;
