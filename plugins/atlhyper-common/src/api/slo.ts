/* eslint-disable max-lines -- schemas of one subject */
import {
  SLO_REASONS,
  SLO_STATUSES,
  type SloReason,
  type SloStatus,
} from '@atlhyper/core';
import { z } from 'zod';
import { timeMsSchema, countSchema, amountSchema } from '../wire/primitives';
import { edgeKeySchema, routeKeySchema } from '../wire/routes';
import {
  burnRuleSchema,
  sloSubjectSchema,
  sloTargetSchema,
  sloViewSchema,
  sloWindowSchema,
} from './sloTargets';

export { SLO_REASONS, type SloReason, type SloStatus };

/** Worst first: critical, warning, at_risk, healthy; `no_data` where there was no request. */
export const sloStatusSchema = z.enum(SLO_STATUSES);

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

export const sloReasonSchema = z.enum(SLO_REASONS);

const burnSchema = z.object({
  windowMs: countSchema,
  /** 1 spends the budget exactly within the target's window. */
  burn_rate: amountSchema,
  total_requests: countSchema,
  bad_requests: countSchema,
});

/** An alert that fired; `resolvedMs` once it recovered. */
export const sloAlertSchema = z.object({
  id: z.string(),
  kind: z.enum(['burn_rate', 'absent']),
  subject: sloSubjectSchema,
  window: sloWindowSchema,
  /** Of a burn rate. */
  rule: burnRuleSchema.optional(),
  severity: z.enum(['fast', 'slow']),
  firedMs: timeMsSchema,
  resolvedMs: timeMsSchema.optional(),
  /** Both windows when it fired, for a burn rate. */
  long: burnSchema.optional(),
  short: burnSchema.optional(),
  /** Both as they were last, while it fires. */
  current: z
    .object({ atMs: timeMsSchema, long: burnSchema, short: burnSchema })
    .optional(),
  /** Requests that the same length of time brought on the day before, for absent data. */
  expected_requests: amountSchema.optional(),
});
export type SloAlert = z.infer<typeof sloAlertSchema>;

/** Share of requests within a latency threshold, percent. */
export const latencyShareSchema = z.object({
  value: z.number(),
  lower: z.number(),
  upper: z.number(),
  /** The threshold is no bucket bound: `value` is interpolated, the truth is in lower…upper. */
  estimated: z.boolean(),
});
export type LatencyShare = z.infer<typeof latencyShareSchema>;

/** One thing that makes a status what it is. */
export const sloCauseSchema = z.object({
  reason: sloReasonSchema,
  /** The path (`/api/*`) or caller (`shop/web`) whose it is; absent where it is the whole's own. */
  part: z.string().optional(),
  /** What was measured and what is asked; absent where the reason has no figures. */
  measured: z
    .object({
      value: z.number(),
      objective: z.number(),
      /** Of both: percent of requests, or ms of a quantile. */
      unit: z.enum(['percent', 'ms']),
      /** Which quantile, of ms: 95. */
      quantile: z.number().optional(),
      /** Within what, of a share of requests. */
      threshold_ms: z.number().optional(),
      /** The quantile lies past the last bucket bound, which is `value`. */
      is_more: z.boolean().optional(),
    })
    .optional(),
});
export type SloCause = z.infer<typeof sloCauseSchema>;

/** How something fares against its target. */
const judgement = {
  /** That it was judged in. */
  window: sloWindowSchema,
  status: sloStatusSchema,
  /** Empty where healthy. */
  reasons: z.array(sloReasonSchema),
  /** The same, each with whose it is and the figures, weightiest first. */
  causes: z.array(sloCauseSchema),
  /** Since when the status has been so, as far back as its history reaches. */
  sinceMs: timeMsSchema.optional(),
  target: sloTargetSchema,
  /**
   * Share of the error budget that is left, percent; negative once it is overspent. Absent while too
   * little is known to judge.
   */
  error_budget_remaining: z.number().optional(),
  /** Over the whole window: 1 spends the budget exactly; absent likewise. */
  burn_rate: amountSchema.optional(),
  /** Where the latency objective is concerned. */
  latency_share: latencyShareSchema.optional(),
  /** Part of the window that was observed, 0–1. */
  covered_fraction: z.number(),
  /** Those that fire now. */
  alerts: z.array(sloAlertSchema),
};
export const sloJudgementSchema = z.object(judgement);
export type SloJudgement = z.infer<typeof sloJudgementSchema>;

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
  /** Services behind it, as `namespace/name`. */
  services: z.array(z.string()),
  ...judgement,
  current: sloFiguresSchema,
  /** Set where the figures cannot be told apart from those of other routes: see `shared`. */
  shared_service: z.string().optional(),
  problem: z.string().optional(),
});
export type DomainRoute = z.infer<typeof domainRouteSchema>;

/**
 * That of the worst of it and its parts. Of `own` each is judged in its own, so that of the whole may
 * be another.
 */
const worstWindow = { worst_window: sloWindowSchema };

export const domainSchema = z.object({
  domain: z.string(),
  /**
   * How many routes the domain has, where the question was narrowed to some of them: then all figures
   * and the judgement are those of `routes`, the worst of them, and not of the domain.
   */
  routes_in_all: countSchema.optional(),
  tls: z.boolean(),
  clusters: z.array(z.string()),
  ...judgement,
  ...worstWindow,
  summary: sloFiguresSchema,
  routes: z.array(domainRouteSchema),
  /** How many routes a list leaves out of `routes`, which are the worst; absent where none. */
  routes_left_out: countSchema.optional(),
});
export type Domain = z.infer<typeof domainSchema>;

const windowBounds = {
  window: sloWindowSchema,
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
};

const statusCountsSchema = z.object({
  total_domains: countSchema,
  healthy_count: countSchema,
  at_risk_count: countSchema,
  warning_count: countSchema,
  critical_count: countSchema,
  no_data_count: countSchema,
});

/** `GET v2/slo/domains`. Of `own` the bounds are those of the longest window. */
export const domainsResponseSchema = z.object({
  ...windowBounds,
  window: sloViewSchema,
  /** Of all domains of the scope, whatever the search, the status asked for and the page. */
  summary: statusCountsSchema,
  /** Domains that the search and the status asked for leave, on all pages. */
  total: countSchema,
  domains: z.array(domainSchema),
  /** Asks for the next page; absent on the last. */
  nextCursor: z.string().optional(),
  shared: z.array(sharedServiceSchema),
  unmapped: z.array(
    z.object({
      cluster: z.string(),
      service: z.string(),
      /** Why no route names it, where the name tells: Traefik is newer than what the agent knows. */
      reason: z.enum(['newer_than_known']).optional(),
      current: sloFiguresSchema,
    }),
  ),
});
export type DomainsResponse = z.infer<typeof domainsResponseSchema>;

/** Requests by what they were; `none` had no status code. Only what occurred. */
export const requestDistributionSchema = z.object({
  codes: z.partialRecord(
    z.enum(['none', '1xx', '2xx', '3xx', '4xx', '5xx']),
    countSchema,
  ),
  methods: z.record(z.string(), countSchema),
});
export type RequestDistribution = z.infer<typeof requestDistributionSchema>;

/** A change of status, newest first in lists. */
export const statusChangeSchema = z.object({
  atMs: timeMsSchema,
  subject: sloSubjectSchema,
  window: sloWindowSchema,
  from: sloStatusSchema.optional(),
  to: sloStatusSchema,
  reasons: z.array(sloReasonSchema),
});
export type StatusChange = z.infer<typeof statusChangeSchema>;

/** What the detail of a domain and that of a service have in common. */
const details = {
  ...windowBounds,
  /** Absent where less than half of the period before was observed: it is no comparison. */
  previous: sloFiguresSchema.optional(),
  /** Part of the period before that was observed, 0–1. */
  previous_covered_fraction: z.number(),
  distribution: requestDistributionSchema,
  previous_distribution: requestDistributionSchema.optional(),
};

/** `GET v2/slo/domains/{domain}` */
export const domainDetailResponseSchema = z.object({
  ...domainSchema.omit({ routes: true, routes_left_out: true }).shape,
  ...details,
  targets: z.partialRecord(sloWindowSchema, sloTargetSchema),
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
      previous: sloFiguresSchema.optional(),
      targets: z.partialRecord(sloWindowSchema, sloTargetSchema),
    }),
  ),
});
export type DomainDetailResponse = z.infer<typeof domainDetailResponseSchema>;

const historyPointSchema = z.object({
  startMs: timeMsSchema,
  ...sloFiguresSchema.shape,
  /** Of the window that ends with this bucket, percent; absent where it was not observed enough. */
  error_budget_remaining: z.number().optional(),
  /** Of this bucket alone. */
  burn_rate: amountSchema.optional(),
});

/**
 * `…/history`: one point per bucket, those without requests included. With `period=previous` the
 * points are those of the period before.
 */
export const sloHistoryResponseSchema = z.object({
  ...windowBounds,
  bucketMs: countSchema,
  target: sloTargetSchema,
  points: z.array(historyPointSchema),
  /** Where the budget goes if things stay as they are; only of the current period. */
  forecast: z
    .object({
      /** Over the last `windowMs`. */
      recent: burnSchema,
      /** When nothing is left; absent at a burn rate of 1 or less, which never spends all. */
      exhaustedAtMs: timeMsSchema.optional(),
    })
    .optional(),
});
export type SloHistoryResponse = z.infer<typeof sloHistoryResponseSchema>;

/** `…/latency`: the merged histogram of the window. */
export const sloLatencyResponseSchema = z.object({
  ...windowBounds,
  target: sloTargetSchema,
  /** Rising; the last bucket has no upper end. Empty without latencies. */
  buckets: z.array(
    z.object({
      lower_ms: amountSchema,
      upper_ms: amountSchema.optional(),
      count: countSchema,
    }),
  ),
  sum_ms: amountSchema,
  quantiles: z.object({
    p50: latencyQuantileSchema.optional(),
    p95: latencyQuantileSchema.optional(),
    p99: latencyQuantileSchema.optional(),
  }),
  latency_share: latencyShareSchema.optional(),
});
export type SloLatencyResponse = z.infer<typeof sloLatencyResponseSchema>;

/** What a mesh proxy tells beyond the ingress's figures, percent. */
const meshFigures = {
  /** Responses over mutual TLS; absent without responses. */
  mtls: z.number().min(0).max(100).optional(),
  /** Requests that were never answered. */
  no_response: countSchema,
};

/** Calls of one workload to a service. */
export const serviceEdgeSchema = z.object({
  source: edgeKeySchema.shape.source,
  ...judgement,
  current: sloFiguresSchema,
  ...meshFigures,
});
export type ServiceEdge = z.infer<typeof serviceEdgeSchema>;

/** A service of one cluster with those who call it. */
export const serviceSloSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  service: z.string(),
  ...judgement,
  ...worstWindow,
  summary: sloFiguresSchema,
  ...meshFigures,
  edges: z.array(serviceEdgeSchema),
  /** How many callers a list leaves out of `edges`, which are the worst; absent where none. */
  edges_left_out: countSchema.optional(),
});
export type ServiceSlo = z.infer<typeof serviceSloSchema>;

/** `GET v2/slo/services` */
export const servicesResponseSchema = z.object({
  ...windowBounds,
  window: sloViewSchema,
  summary: statusCountsSchema
    .omit({ total_domains: true })
    .extend({ total_services: countSchema }),
  /** Services that the search and the status asked for leave, on all pages. */
  total: countSchema,
  services: z.array(serviceSloSchema),
  nextCursor: z.string().optional(),
  /** Hosts as the mesh proxy of the ingress sees them; empty where it does not name them. */
  authorities: z.array(
    z.object({
      cluster: z.string(),
      host: z.string(),
      current: sloFiguresSchema,
      ...meshFigures,
    }),
  ),
});
export type ServicesResponse = z.infer<typeof servicesResponseSchema>;

/** `GET v2/slo/services/{cluster}/{namespace}/{service}` */
export const serviceDetailResponseSchema = z.object({
  ...serviceSloSchema.omit({ edges: true, edges_left_out: true }).shape,
  ...details,
  targets: z.partialRecord(sloWindowSchema, sloTargetSchema),
  edges: z.array(
    serviceEdgeSchema.extend({
      previous: sloFiguresSchema.optional(),
      targets: z.partialRecord(sloWindowSchema, sloTargetSchema),
    }),
  ),
});
export type ServiceDetailResponse = z.infer<typeof serviceDetailResponseSchema>;

/** `GET v2/slo/status-history`: newest first. */
export const statusHistoryResponseSchema = z.object({
  changes: z.array(statusChangeSchema),
  nextCursor: z.string().optional(),
});
export type StatusHistoryResponse = z.infer<typeof statusHistoryResponseSchema>;

/** `GET v2/slo/alerts`: newest first. */
export const alertsResponseSchema = z.object({
  alerts: z.array(sloAlertSchema),
  nextCursor: z.string().optional(),
});
export type AlertsResponse = z.infer<typeof alertsResponseSchema>;

/** A row of the two tables of the source documents; `success_rate` in percent. */
const overviewItemSchema = z.object({
  source: z.string(),
  target: z.string().optional(),
  namespace: z.string().optional(),
  status: sloStatusSchema,
  success_rate: z.number().min(0).max(100).optional(),
  latency_p50: amountSchema.optional(),
  latency_p99: amountSchema.optional(),
  request_rate: amountSchema,
  total_requests: countSchema,
  success_requests: countSchema,
});

/** `GET v2/clusters/{id}/slo/overview`: the last 24 hours. */
export const clusterSloOverviewResponseSchema = z.object({
  cluster: z.string(),
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  ingress: z.array(overviewItemSchema),
  services: z.array(overviewItemSchema),
});
export type ClusterSloOverviewResponse = z.infer<
  typeof clusterSloOverviewResponseSchema
>;

/** `GET v2/clusters/{id}/slo/detail` */
export const clusterSloDetailResponseSchema = z.object({
  cluster: z.string(),
  type: z.enum(['ingress', 'service']),
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  bucketMs: countSchema,
  item: overviewItemSchema,
  points: z.array(
    z.object({
      timestamp: timeMsSchema,
      success_rate: z.number().min(0).max(100).optional(),
      latency_p50: amountSchema.optional(),
      latency_p99: amountSchema.optional(),
      request_rate: amountSchema,
      total_requests: countSchema,
    }),
  ),
});
export type ClusterSloDetailResponse = z.infer<
  typeof clusterSloDetailResponseSchema
>;
