import { NODE_METRIC_RULES, type NodeMetricName } from '@atlhyper/core';
import { z } from 'zod';
import { amountSchema, countSchema, timeMsSchema } from '../wire/primitives';

/** What our rules for nodes watch. `diskFullMs` is the time until a disk is forecast to be full. */
export const NODE_ALERT_METRICS = Object.keys(
  NODE_METRIC_RULES,
) as NodeMetricName[];
export type NodeAlertMetric = NodeMetricName;

/** One rule that a node breaks. `pending` until it was broken for the rule's hold time. */
export const nodeAlertSchema = z.object({
  metric: z.enum(NODE_ALERT_METRICS),
  severity: z.enum(['warning', 'critical']),
  state: z.enum(['pending', 'firing']),
  /** The mount or sensor that it is about. */
  holder: z.string().optional(),
  value: amountSchema,
  limit: amountSchema,
  /** Since when the rule has been broken. */
  sinceMs: timeMsSchema,
});
export type NodeAlert = z.infer<typeof nodeAlertSchema>;

/** An alert that fired, and when it ended. */
export const nodeAlertRecordSchema = nodeAlertSchema
  .omit({ state: true })
  .extend({
    id: z.string(),
    cluster: z.string(),
    node: z.string(),
    firedMs: timeMsSchema,
    /** Absent while it fires. */
    resolvedMs: timeMsSchema.optional(),
  });
export type NodeAlertRecord = z.infer<typeof nodeAlertRecordSchema>;

/** `GET v2/nodes/alerts?cluster=&node=&active=&limit=&cursor=`, newest first. */
export const nodeAlertsResponseSchema = z.object({
  alerts: z.array(nodeAlertRecordSchema),
  nextCursor: z.string().optional(),
});
export type NodeAlertsResponse = z.infer<typeof nodeAlertsResponseSchema>;

/**
 * When a resource runs out if it goes on as it did. `steady`: it does not grow, or too little to
 * tell; `unknown`: too few figures.
 */
export const capacityForecastSchema = z.object({
  resource: z.enum(['memory', 'disk']),
  /** Of a disk: the file system that is full first; absent where it is of several, or not told. */
  mount: z.string().optional(),
  state: z.enum(['growing', 'steady', 'unknown']),
  usedFraction: amountSchema.optional(),
  /** Growth per day as a fraction of the capacity, with its 90 % interval. */
  perDayFraction: z
    .object({ estimate: z.number(), low: z.number(), high: z.number() })
    .optional(),
  /** `latest` is absent where it may never be full. */
  full: z
    .object({
      expectedMs: timeMsSchema,
      earliestMs: timeMsSchema,
      latestMs: timeMsSchema.optional(),
    })
    .optional(),
  /** What it was learnt from. */
  fromMs: timeMsSchema.optional(),
  sampleCount: countSchema,
});
export type CapacityForecast = z.infer<typeof capacityForecastSchema>;

/** `GET v2/clusters/{id}/capacity` */
export const capacityResponseSchema = z.object({
  cluster: z.string(),
  /** All nodes together. */
  forecasts: z.array(capacityForecastSchema),
  nodes: z.array(
    z.object({ node: z.string(), forecasts: z.array(capacityForecastSchema) }),
  ),
});
export type CapacityResponse = z.infer<typeof capacityResponseSchema>;
