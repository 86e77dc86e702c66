import { z } from 'zod';
import {
  amountSchema,
  countSchema,
  nameSchema,
  timeMsSchema,
} from './primitives';

const fractionSchema = z.number().min(0).max(1);

/** CPU of one node. Shares of the last interval, 0–1; absent until two samples exist. */
export const cpuMetricsSchema = z.strictObject({
  coreCount: countSchema,
  usedFraction: fractionSchema.optional(),
  userFraction: fractionSchema.optional(),
  systemFraction: fractionSchema.optional(),
  iowaitFraction: fractionSchema.optional(),
  stealFraction: fractionSchema.optional(),
  /** One entry per core in the kernel's order; `null` for a core without two samples. */
  coreUsedFractions: z.array(fractionSchema.nullable()).max(4096).optional(),
  load1: amountSchema.optional(),
  load5: amountSchema.optional(),
  load15: amountSchema.optional(),
  modelName: z.string().max(256).optional(),
  frequencyMhz: amountSchema.optional(),
});

/** Memory in bytes; `usedBytes` is total minus what the kernel calls available. */
export const memoryMetricsSchema = z.strictObject({
  totalBytes: countSchema,
  usedBytes: countSchema,
  availableBytes: countSchema,
  cachedBytes: countSchema.optional(),
  buffersBytes: countSchema.optional(),
  swapTotalBytes: countSchema.optional(),
  swapUsedBytes: countSchema.optional(),
});

/** One mounted file system; keyed by mount, never by device. */
export const filesystemMetricsSchema = z.strictObject({
  mount: z.string().min(1).max(1024),
  device: z.string().max(1024),
  fsType: z.string().max(64),
  totalBytes: countSchema,
  /** Bytes in use, including those reserved for root. */
  usedBytes: countSchema,
  /** Bytes a user without privileges can still write. */
  availableBytes: countSchema,
});

/** One network interface. Rates are of the last interval; errors and drops are kernel totals. */
export const networkMetricsSchema = z.strictObject({
  interface: z.string().min(1).max(64),
  virtual: z.boolean(),
  up: z.boolean().optional(),
  speedMbps: amountSchema.optional(),
  mtuBytes: countSchema.optional(),
  receiveBytesPerSecond: amountSchema.optional(),
  transmitBytesPerSecond: amountSchema.optional(),
  receivePacketsPerSecond: amountSchema.optional(),
  transmitPacketsPerSecond: amountSchema.optional(),
  receiveErrorsTotal: countSchema,
  transmitErrorsTotal: countSchema,
  receiveDropsTotal: countSchema,
  transmitDropsTotal: countSchema,
});

/** The complete state of one node at one time, as its collector sent it. */
export const nodeSnapshotSchema = z.strictObject({
  node: nameSchema,
  timestampMs: timeMsSchema,
  kernel: z.string().max(256).optional(),
  uptimeMs: amountSchema.optional(),
  cpu: cpuMetricsSchema.optional(),
  memory: memoryMetricsSchema.optional(),
  filesystems: z.array(filesystemMetricsSchema).max(512).optional(),
  networks: z.array(networkMetricsSchema).max(1024).optional(),
  /** Readers that failed, with the reason: what is missing above is not available, not zero. */
  problems: z
    .array(
      z.strictObject({
        reader: z.string().max(64),
        message: z.string().max(512),
      }),
    )
    .max(32)
    .optional(),
});
export type NodeSnapshot = z.infer<typeof nodeSnapshotSchema>;
export type CpuMetrics = z.infer<typeof cpuMetricsSchema>;
export type MemoryMetrics = z.infer<typeof memoryMetricsSchema>;
export type FilesystemMetrics = z.infer<typeof filesystemMetricsSchema>;
export type NetworkMetrics = z.infer<typeof networkMetricsSchema>;
