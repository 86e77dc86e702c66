import { z } from 'zod';
import {
  amountSchema,
  countSchema,
  nameSchema,
  timeMsSchema,
} from './primitives';

/** Where usage figures come from: the resource metrics API, or the kubelets' own summaries. */
export const USAGE_SOURCES = ['metrics-server', 'kubelet'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** What one container used: cores kept busy, and its working set. */
export const containerUsageSchema = z.strictObject({
  name: nameSchema,
  cpuCores: amountSchema.optional(),
  memoryBytes: countSchema.optional(),
});
export type ContainerUsage = z.infer<typeof containerUsageSchema>;

/** What one pod used, by container. `timestampMs` is the end of the interval that was measured. */
export const podUsageSchema = z.strictObject({
  namespace: nameSchema,
  name: nameSchema,
  timestampMs: timeMsSchema,
  source: z.enum(USAGE_SOURCES),
  containers: z.array(containerUsageSchema).max(256),
});
export type PodUsage = z.infer<typeof podUsageSchema>;

/** One graphics processor. */
export const gpuUsageSchema = z.strictObject({
  id: z.string().min(1).max(128),
  model: z.string().max(128).optional(),
  usedFraction: z.number().min(0).max(1).optional(),
  memoryTotalBytes: countSchema.optional(),
  memoryUsedBytes: countSchema.optional(),
});
export type GpuUsage = z.infer<typeof gpuUsageSchema>;

/** A figure that a source of the adopter's own gives. */
export const customMetricSchema = z.strictObject({
  value: z.number(),
  /** As it is shown, such as `bytes` or `celsius`. */
  unit: z.string().max(32).optional(),
});
export type CustomMetric = z.infer<typeof customMetricSchema>;

/**
 * What one node used, as Kubernetes sees it, and what further sources know of it. A part is absent
 * where no source gives it.
 */
export const nodeUsageSchema = z.strictObject({
  node: nameSchema,
  timestampMs: timeMsSchema,
  source: z.enum(USAGE_SOURCES).optional(),
  cpuCores: amountSchema.optional(),
  /** The working set: what cannot be taken back under pressure. */
  memoryBytes: countSchema.optional(),
  /** The file system of the node's root, from the kubelet's summary only. */
  filesystem: z
    .strictObject({
      capacityBytes: countSchema,
      usedBytes: countSchema,
      /** What can still be written: less than what is not used where some is reserved. */
      availableBytes: countSchema.optional(),
    })
    .optional(),
  gpus: z.array(gpuUsageSchema).max(64).optional(),
  custom: z
    .record(z.string().min(1).max(128), customMetricSchema)
    .refine(metrics => Object.keys(metrics).length <= 64, {
      message: 'must not hold more than 64 metrics',
    })
    .optional(),
});
export type NodeUsage = z.infer<typeof nodeUsageSchema>;

/** How one node reached another: `lostCount` of `sentCount` attempts had no answer in time. */
export const networkProbeSchema = z.strictObject({
  sourceNode: nameSchema,
  targetNode: nameSchema,
  timestampMs: timeMsSchema,
  /** `tcp`: the time that a connection takes to be made. */
  method: z.literal('tcp'),
  sentCount: countSchema.min(1),
  lostCount: countSchema,
  /** Of the attempts that were answered; absent where none was. */
  rttMs: z
    .strictObject({ min: amountSchema, avg: amountSchema, max: amountSchema })
    .optional(),
});
export type NetworkProbe = z.infer<typeof networkProbeSchema>;

/** The newest figures per pod, node and pair of nodes; each replaces what was known of it. */
export const usageSchema = z.strictObject({
  pods: z.array(podUsageSchema).default([]),
  nodes: z.array(nodeUsageSchema).default([]),
  probes: z.array(networkProbeSchema).default([]),
});
export type Usage = z.infer<typeof usageSchema>;
