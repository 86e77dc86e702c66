import { z } from 'zod';
import { amountSchema, countSchema, timeMsSchema } from '../wire/primitives';
import { conditionSchema } from '../wire/resources';
import {
  customMetricSchema,
  gpuUsageSchema,
  networkProbeSchema,
  USAGE_SOURCES,
} from '../wire/usage';

/** A pod or container is close to its limit from this share of it on (S4-24, S4-52). */
export { CLOSE_TO_LIMIT as CLOSE_TO_LIMIT_FRACTION } from '@atlhyper/core';

/** How a figure that not every cluster can give stands. */
export const availabilitySchema = z.object({
  state: z.enum(['ok', 'not_available']),
  /** Why it is not available, and what to do. */
  reason: z.string().optional(),
});
export type Availability = z.infer<typeof availabilitySchema>;

const sourceSchema = z.enum(['node-collector', ...USAGE_SOURCES]);

/**
 * What a node or cluster has of a resource, in cores or bytes. `used` is absent where no source
 * measures it: that is not zero.
 */
export const capacityFiguresSchema = z.object({
  capacity: amountSchema,
  /** What pods may have of it. */
  allocatable: amountSchema,
  used: amountSchema.optional(),
  /** Of the capacity. */
  usedFraction: amountSchema.optional(),
  /** What the pods asked for. */
  requested: amountSchema,
  /** Sum of the pods' limits; pods without one add nothing. */
  limited: amountSchema,
  /** What can still be asked for: allocatable less requested, never below zero. */
  available: amountSchema,
});
export type CapacityFigures = z.infer<typeof capacityFiguresSchema>;

/** `v1/metrics/nodes/{name}`: one node as Kubernetes and the further sources see it. */
export const kubernetesNodeMetricsSchema = z.object({
  cluster: z.string(),
  node: z.string(),
  /** Of the usage; absent where there is none. */
  timestampMs: timeMsSchema.optional(),
  source: sourceSchema.optional(),
  cpu: capacityFiguresSchema,
  memory: capacityFiguresSchema,
  disk: z
    .object({
      capacityBytes: countSchema,
      usedBytes: countSchema,
      usedFraction: amountSchema,
    })
    .optional(),
  network: z
    .object({
      receiveBytesPerSecond: amountSchema.optional(),
      transmitBytesPerSecond: amountSchema.optional(),
    })
    .optional(),
  /** How this node reached others; empty where probes are off. */
  probes: z.array(networkProbeSchema),
  gpus: availabilitySchema.extend({
    count: countSchema,
    /** Not asked for by any pod. */
    available: countSchema,
    devices: z.array(gpuUsageSchema),
  }),
  custom: z.record(z.string(), customMetricSchema),
  /** Pods that run here, and how many may. */
  pods: z.object({ running: countSchema, capacity: countSchema }),
  /** Ready, schedulable or not, and under no pressure. */
  healthy: z.boolean(),
  ready: z.boolean(),
  schedulable: z.boolean(),
  /** Names of what presses: conditions such as `MemoryPressure`, and figures over their limit. */
  pressures: z.array(z.string()),
  conditions: z.array(conditionSchema),
  labels: z.record(z.string(), z.string()),
});
export type KubernetesNodeMetrics = z.infer<typeof kubernetesNodeMetricsSchema>;

/** What a pod or container uses against what was asked for it; in cores or bytes. */
export const usageFiguresSchema = z.object({
  used: amountSchema.optional(),
  request: amountSchema.optional(),
  limit: amountSchema.optional(),
  /** Absent without use or without a request; may be over 1. */
  ofRequestFraction: amountSchema.optional(),
  /** Absent without use or without a limit. */
  ofLimitFraction: amountSchema.optional(),
  /** Of a pod: the container that is nearest its limit. */
  tightestContainer: z.string().optional(),
});
export type UsageFigures = z.infer<typeof usageFiguresSchema>;

/** One container of a pod. */
export const containerMetricsSchema = z.object({
  name: z.string(),
  cpu: usageFiguresSchema,
  memory: usageFiguresSchema,
  closeToLimit: z.boolean(),
  ready: z.boolean(),
  restarts: countSchema,
  state: z.string(),
  reason: z.string().optional(),
  /** How it ended the time before: why it restarted. */
  lastTermination: z
    .object({
      reason: z.string().optional(),
      exitCode: z.number().optional(),
      finishedMs: timeMsSchema.optional(),
    })
    .optional(),
});
export type ContainerMetrics = z.infer<typeof containerMetricsSchema>;

/** `v1/metrics/pods/{namespace}/{name}` */
export const podMetricsSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  name: z.string(),
  node: z.string().optional(),
  /** Of the usage; absent where there is none. */
  timestampMs: timeMsSchema.optional(),
  source: sourceSchema.optional(),
  phase: z.string().optional(),
  ready: z.boolean(),
  restarts: countSchema,
  startedMs: timeMsSchema.optional(),
  /**
   * Of the pod: sums of its containers; a limit only where every container has one. Its share of a
   * limit is that of its tightest container.
   */
  cpu: usageFiguresSchema,
  memory: usageFiguresSchema,
  /** It, or one of its containers, uses at least 90 % of its limit of CPU or memory. */
  closeToLimit: z.boolean(),
  containers: z.array(containerMetricsSchema),
});
export type PodMetrics = z.infer<typeof podMetricsSchema>;

/** `unknown`: nothing is known to be wrong, and not everything is known. */
export const HEALTH_STATUSES = [
  'healthy',
  'warning',
  'critical',
  'unknown',
] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** One reason why a cluster is not healthy. */
export const healthIssueSchema = z.object({
  severity: z.enum(['warning', 'critical']),
  /** Names the rule, such as `node_not_ready`. */
  code: z.string(),
  /** In English, with the figures. */
  message: z.string(),
  /** What it is about, at most the first ten: names of nodes, or `namespace/name` of pods. */
  objects: z.array(z.string()),
  /** The entity key of each of them, in the same order. */
  entities: z.array(z.string()),
  /** How many it is about. */
  count: countSchema,
  /** Since when the first of them is so. */
  sinceMs: timeMsSchema.optional(),
});
export type HealthIssue = z.infer<typeof healthIssueSchema>;

/** `GET v1/metrics/cluster?cluster=` */
export const clusterMetricsSchema = z.object({
  cluster: z.string(),
  timestampMs: timeMsSchema,
  nodes: z.object({ total: countSchema, healthy: countSchema }),
  pods: z.object({
    total: countSchema,
    running: countSchema,
    /** Pods that neither run nor ended well (S4-59). */
    notRunning: countSchema,
    byPhase: z.record(z.string(), countSchema),
  }),
  /** `used` only over nodes that report; `usedNodes` says how many those are. */
  cpu: capacityFiguresSchema.extend({ usedNodes: countSchema }),
  memory: capacityFiguresSchema.extend({ usedNodes: countSchema }),
  gpus: availabilitySchema.extend({
    total: countSchema,
    available: countSchema,
  }),
  /** How the figures come in. */
  usage: availabilitySchema,
  network: availabilitySchema,
  custom: availabilitySchema,
  health: z.object({
    status: z.enum(HEALTH_STATUSES),
    /** Worst first. */
    issues: z.array(healthIssueSchema),
    /** Parts of which nothing is known now, such as `agent` or `kubernetes/pod`, and why. */
    unknown: z.array(z.object({ part: z.string(), reason: z.string() })),
    /** Where the agent is silent: when it was last heard, and of when the issues are. */
    asOfMs: timeMsSchema.optional(),
  }),
});
export type ClusterMetrics = z.infer<typeof clusterMetricsSchema>;

/**
 * `GET v1/metrics/nodes?cluster=`; narrowed by `healthy=`, `pressure=`, `label_selector=` and by
 * what a workload needs (`min_cpu=` cores, `min_memory=` bytes, each also as a Kubernetes quantity);
 * sorted by `name`, `-cpu` or `-memory` (most used first), `-available_cpu`, `-available_memory`.
 */
export const kubernetesNodesResponseSchema = z.object({
  nodes: z.array(kubernetesNodeMetricsSchema),
});
export type KubernetesNodesResponse = z.infer<
  typeof kubernetesNodesResponseSchema
>;

/** How lists of pods are sorted; `-` puts the greatest first, pods without the figure last. */
export const POD_SORTS = [
  'name',
  '-cpu',
  '-memory',
  '-restarts',
  '-memory_of_limit',
  '-cpu_of_limit',
] as const;
export type PodSort = (typeof POD_SORTS)[number];

/**
 * `GET v1/metrics/pods?cluster=`; narrowed by `namespace=`, `node=`, `phase=`, `running=`, `ready=`,
 * `close_to_limit=`, `min_memory_of_limit=` and `min_cpu_of_limit=` (fractions).
 */
export const podMetricsResponseSchema = z.object({
  /** On all pages. */
  total: countSchema,
  pods: z.array(podMetricsSchema),
  nextCursor: z.string().optional(),
});
export type PodMetricsResponse = z.infer<typeof podMetricsResponseSchema>;

/** `GET v1/metrics/snapshot?cluster=`: everything at one time. */
export const metricsSnapshotSchema = z.object({
  cluster: z.string(),
  timestampMs: timeMsSchema,
  nodes: z.record(z.string(), kubernetesNodeMetricsSchema),
  /** By `namespace/name`. */
  pods: z.record(z.string(), podMetricsSchema),
  network: z.array(networkProbeSchema),
  clusterMetrics: clusterMetricsSchema,
});
export type MetricsSnapshot = z.infer<typeof metricsSnapshotSchema>;
