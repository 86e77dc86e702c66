import type { EdgeKey, RequestSeries, Route, RouteKey } from '@atlhyper/core';
import { z } from 'zod';
import { nameSchema } from './primitives';

/** See `RouteKey` of the core. */
export const routeKeySchema = z.strictObject({
  host: z.string().min(1).max(512),
  path: z.string().min(1).max(1024),
  pathMatch: z.enum(['prefix', 'exact', 'regex']),
  condition: z.string().min(1).max(2048).optional(),
}) satisfies z.ZodType<RouteKey>;
export type { EdgeKey, RequestSeries, Route, RouteKey };

/** See `EdgeKey` of the core. Both namespaces belong to it: equal names in two are two edges. */
export const edgeKeySchema = z.strictObject({
  source: z.strictObject({
    namespace: nameSchema,
    kind: z.string().regex(/^[a-z]{1,63}$/),
    workload: nameSchema,
  }),
  destination: z.strictObject({ namespace: nameSchema, service: nameSchema }),
}) satisfies z.ZodType<EdgeKey>;

/** See `RequestSeries` of the core. */
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
]) satisfies z.ZodType<RequestSeries>;

/** One route as the agent read it from a route object of its cluster. */
export const routeSchema = routeKeySchema.extend({
  /** The object it was read from. */
  source: z.strictObject({
    kind: z.enum([
      'ingressroute',
      'ingress',
      'httproute',
      'grpcroute',
      'knativeingress',
    ]),
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
}) satisfies z.ZodType<Route>;
