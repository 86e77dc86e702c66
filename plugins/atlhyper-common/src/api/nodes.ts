import { z } from 'zod';
import { amountSchema, countSchema, timeMsSchema } from '../wire/primitives';
import { nodeSnapshotSchema } from '../wire/nodes';
import { NODE_METRICS } from '../wire/slots';
import { podMetricsSchema } from './metrics';
import { nodeAlertSchema } from './nodeAlerts';

/** A node and its newest snapshot; `stale` once no snapshot came for a minute. */
export const nodeStateSchema = z.object({
  cluster: z.string(),
  node: z.string(),
  stale: z.boolean(),
  /** Rules that it breaks, those that fire first; empty where it breaks none, or is stale. */
  alerts: z.array(nodeAlertSchema),
  snapshot: nodeSnapshotSchema.optional(),
});
export type NodeState = z.infer<typeof nodeStateSchema>;

const hottestSchema = z.object({
  celsius: z.number(),
  node: z.string(),
  /** Chip and name of the sensor. */
  sensor: z.string(),
});

/** Figures over the nodes that report; absent where none does. */
export const nodesSummarySchema = z.object({
  /** Nodes that the cluster has, from its API and from collectors. */
  totalNodes: countSchema,
  reportingNodes: countSchema,
  alertingNodes: countSchema,
  totalCores: countSchema,
  avgCpuUsedFraction: amountSchema.optional(),
  avgMemoryUsedFraction: amountSchema.optional(),
  /** The busiest node, and the one with least memory left. */
  maxCpu: z.object({ usedFraction: amountSchema, node: z.string() }).optional(),
  maxMemory: z
    .object({ usedFraction: amountSchema, node: z.string() })
    .optional(),
  totalMemoryBytes: countSchema,
  usedMemoryBytes: countSchema,
  /** The fullest file system with the node and mount that hold it. */
  maxDisk: z
    .object({ usedFraction: amountSchema, node: z.string(), mount: z.string() })
    .optional(),
  /** The hottest sensor of all with the node that holds it, and the hottest inside a CPU. */
  maxTemperature: hottestSchema.optional(),
  maxCpuTemperature: hottestSchema.optional(),
});
export type NodesSummary = z.infer<typeof nodesSummarySchema>;

/** `GET v2/clusters/{id}/node-metrics` */
export const nodeMetricsResponseSchema = z.object({
  cluster: z.string(),
  summary: nodesSummarySchema,
  nodes: z.array(nodeStateSchema),
});
export type NodeMetricsResponse = z.infer<typeof nodeMetricsResponseSchema>;

/** `GET v2/clusters/{id}/node-metrics/{node}/history?hours=` */
export const nodeHistoryResponseSchema = z.object({
  cluster: z.string(),
  node: z.string(),
  fromMs: timeMsSchema,
  toMs: timeMsSchema,
  bucketMs: countSchema,
  /** Rising; a bucket without samples is left out. */
  history: z.array(
    z.object({
      startMs: timeMsSchema,
      metrics: z.partialRecord(
        z.enum(NODE_METRICS),
        z.object({ avg: amountSchema, max: amountSchema }),
      ),
    }),
  ),
});
export type NodeHistoryResponse = z.infer<typeof nodeHistoryResponseSchema>;

/** `GET v2/nodes`: nodes that run the pods of a selection of services or labels. */
export const workloadNodesResponseSchema = z.object({
  nodes: z.array(
    nodeStateSchema.extend({
      pods: z.array(podMetricsSchema),
    }),
  ),
  /** Pods that match but run on no node yet. */
  unscheduledPods: countSchema,
});
export type WorkloadNodesResponse = z.infer<typeof workloadNodesResponseSchema>;
