import { z } from 'zod';
import { timeMsSchema, countSchema, amountSchema } from '../wire/primitives';
import { routeKeySchema } from '../wire/routes';

/** Rolling windows a target may have. */
export const SLO_WINDOWS = ['1d', '7d', '30d'] as const;
export const sloWindowSchema = z.enum(SLO_WINDOWS);
export type SloWindow = z.infer<typeof sloWindowSchema>;

/** Worst first: critical, warning, healthy; `no_data` where there was no request. */
export const sloStatusSchema = z.enum([
  'healthy',
  'warning',
  'critical',
  'no_data',
]);
export type SloStatus = z.infer<typeof sloStatusSchema>;

/** A quantile of a merged histogram with the bucket it fell in. */
export const latencyQuantileSchema = z.object({
  /** Interpolated; absent when it lies past the last bound (then it is more than `lowerMs`). */
  valueMs: amountSchema.optional(),
  lowerMs: amountSchema,
  upperMs: amountSchema.optional(),
});
export type LatencyQuantile = z.infer<typeof latencyQuantileSchema>;

/**
 * Figures of one window. Ratios are percent (0–100) and latencies ms, as the source documents name
 * them. Absent means no data: a window without requests has neither availability nor error rate.
 */
export const sloFiguresSchema = z.object({
  total_requests: countSchema,
  requests_per_sec: amountSchema,
  availability: z.number().min(0).max(100).optional(),
  error_rate: z.number().min(0).max(100).optional(),
  p50_latency: amountSchema.optional(),
  p95_latency: amountSchema.optional(),
  p99_latency: amountSchema.optional(),
  /** The same quantiles with their buckets. */
  latency: z
    .object({
      p50: latencyQuantileSchema.optional(),
      p95: latencyQuantileSchema.optional(),
      p99: latencyQuantileSchema.optional(),
    })
    .optional(),
});
export type SloFigures = z.infer<typeof sloFiguresSchema>;

/** Availability in percent, latency in ms at the 95th percentile. */
export const sloTargetSchema = z.object({
  availability: z.number(),
  p95_latency: z.number(),
});
export type SloTarget = z.infer<typeof sloTargetSchema>;

const routeIdentity = {
  path_prefix: z.string(),
  path_match: routeKeySchema.shape.pathMatch,
  condition: z.string().optional(),
  clusters: z.array(z.string()),
};

/** A service counted once for several routes, with the names of those routes (`host` + `path`). */
export const sharedServiceSchema = z.object({
  cluster: z.string(),
  service: z.string(),
  shared_by: z.array(
    z.object({
      domain: z.string(),
      path_prefix: z.string(),
      path_match: routeKeySchema.shape.pathMatch,
    }),
  ),
  current: sloFiguresSchema,
});
export type SharedService = z.infer<typeof sharedServiceSchema>;

export const domainRouteSchema = z.object({
  ...routeIdentity,
  status: sloStatusSchema,
  target: sloTargetSchema,
  current: sloFiguresSchema,
  /** Set where the figures cannot be told apart from those of other routes: see `shared`. */
  shared_service: z.string().optional(),
  problem: z.string().optional(),
});
export type DomainRoute = z.infer<typeof domainRouteSchema>;

export const domainSchema = z.object({
  domain: z.string(),
  tls: z.boolean(),
  clusters: z.array(z.string()),
  status: sloStatusSchema,
  target: sloTargetSchema,
  /** Share of the error budget that is left, percent; negative once it is overspent. */
  error_budget_remaining: z.number().optional(),
  summary: sloFiguresSchema,
  routes: z.array(domainRouteSchema),
});
export type Domain = z.infer<typeof domainSchema>;

const windowBounds = {
  window: sloWindowSchema,
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
};

/** `GET v2/slo/domains` */
export const domainsResponseSchema = z.object({
  ...windowBounds,
  summary: z.object({
    total_domains: countSchema,
    healthy_count: countSchema,
    warning_count: countSchema,
    critical_count: countSchema,
    no_data_count: countSchema,
  }),
  domains: z.array(domainSchema),
  shared: z.array(sharedServiceSchema),
  unmapped: z.array(
    z.object({
      cluster: z.string(),
      service: z.string(),
      current: sloFiguresSchema,
    }),
  ),
});
export type DomainsResponse = z.infer<typeof domainsResponseSchema>;

/** `GET v2/slo/domains/{domain}` */
export const domainDetailResponseSchema = z.object({
  ...windowBounds,
  ...domainSchema.omit({ routes: true }).shape,
  previous: sloFiguresSchema,
  routes: z.array(
    domainRouteSchema.extend({
      /** Where the route is defined, one entry per cluster and object. */
      sources: z.array(
        z.object({
          cluster: z.string(),
          kind: z.string(),
          namespace: z.string(),
          ingress_name: z.string(),
        }),
      ),
      namespace: z.string().optional(),
      ingress_name: z.string().optional(),
      previous: sloFiguresSchema,
      targets: z.partialRecord(sloWindowSchema, sloTargetSchema),
    }),
  ),
});
export type DomainDetailResponse = z.infer<typeof domainDetailResponseSchema>;

/** `GET v2/slo/domains/{domain}/history`: one point per bucket, those without requests included. */
export const domainHistoryResponseSchema = z.object({
  ...windowBounds,
  domain: z.string(),
  bucketMs: countSchema,
  target: sloTargetSchema,
  points: z.array(
    z.object({ startMs: timeMsSchema, ...sloFiguresSchema.shape }),
  ),
});
export type DomainHistoryResponse = z.infer<typeof domainHistoryResponseSchema>;
