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
  contextSwitchesPerSecond: amountSchema.optional(),
  interruptsPerSecond: amountSchema.optional(),
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

const deviceNameSchema = z.string().min(1).max(128);

/** One mounted file system; keyed by mount, never by device. */
export const filesystemMetricsSchema = z.strictObject({
  mount: z.string().min(1).max(1024),
  device: z.string().max(1024),
  /** The disk of `disks` that it lies on; absent where it lies on none, such as on a network. */
  disk: deviceNameSchema.optional(),
  fsType: z.string().max(64),
  totalBytes: countSchema,
  /** Bytes in use, including those reserved for root. */
  usedBytes: countSchema,
  /** Bytes a user without privileges can still write. */
  availableBytes: countSchema,
});

/**
 * One disk: a whole device, never a partition. Figures are of the last interval and absent without
 * two samples of the same device; a wait is absent where nothing completed.
 */
export const diskMetricsSchema = z.strictObject({
  device: deviceNameSchema,
  /** Made of other devices or of memory (LVM, RAID, zram): what it carries counts there too. */
  virtual: z.boolean(),
  sizeBytes: countSchema.optional(),
  readBytesPerSecond: amountSchema.optional(),
  writeBytesPerSecond: amountSchema.optional(),
  readsPerSecond: amountSchema.optional(),
  writesPerSecond: amountSchema.optional(),
  /** Share of the time in which at least one request was in progress. */
  busyFraction: fractionSchema.optional(),
  /** Mean time from a request's begin to its end, in the queue included. */
  readWaitMs: amountSchema.optional(),
  writeWaitMs: amountSchema.optional(),
  /** Requests in progress, on average. */
  queueLength: amountSchema.optional(),
});

const stallSchema = z.strictObject({
  avg10Fraction: fractionSchema,
  avg60Fraction: fractionSchema,
  avg300Fraction: fractionSchema,
  /** Share of the last interval; exact, where the averages are the kernel's estimates. */
  lastFraction: fractionSchema.optional(),
});

const pressureSchema = z.strictObject({
  /** Some task waited. */
  some: stallSchema,
  /** All tasks waited at once, so that nothing was done. */
  full: stallSchema.optional(),
});

/** Shares of time in which tasks waited for a resource (pressure stall information). */
export const pressureMetricsSchema = z.strictObject({
  cpu: pressureSchema.optional(),
  memory: pressureSchema.optional(),
  io: pressureSchema.optional(),
});

/** TCP of the host's own network namespace. */
export const tcpMetricsSchema = z.strictObject({
  established: countSchema.optional(),
  timeWait: countSchema.optional(),
  orphaned: countSchema.optional(),
  allocated: countSchema.optional(),
  memoryBytes: countSchema.optional(),
  segmentsSentPerSecond: amountSchema.optional(),
  retransmitsPerSecond: amountSchema.optional(),
  /** Connections that came while a listener's queue was full. */
  listenOverflowsPerSecond: amountSchema.optional(),
  listenDropsPerSecond: amountSchema.optional(),
});

/** Packets as the kernel takes them from network cards, all cores together. */
export const softnetMetricsSchema = z.strictObject({
  processedPerSecond: amountSchema.optional(),
  /** Dropped because a core's queue was full. */
  droppedPerSecond: amountSchema.optional(),
  /** Times a core stopped with packets left, its share of time being used up. */
  squeezedPerSecond: amountSchema.optional(),
  droppedTotal: countSchema,
  squeezedTotal: countSchema,
});

const celsiusSchema = z.number().min(-100).max(1000);

/** Temperatures in degrees Celsius. */
export const temperatureMetricsSchema = z.strictObject({
  /** The hottest of the sensors that are known to be a probe; absent where none is. */
  maxCelsius: celsiusSchema.optional(),
  /** The hottest of the sensors that sit in a CPU; absent where none does. */
  cpuCelsius: celsiusSchema.optional(),
  sensors: z
    .array(
      z.strictObject({
        chip: z.string().max(128),
        /** The driver's label, else the number that the kernel gave. */
        name: z.string().max(128),
        cpu: z.boolean(),
        celsius: celsiusSchema,
        highCelsius: celsiusSchema.optional(),
        criticalCelsius: celsiusSchema.optional(),
      }),
    )
    .min(1)
    .max(256),
});

/** One process. Its command line does not leave the node: it may hold secrets. */
/** What the scheduler has a process in; `waiting` cannot be interrupted, mostly for a disk. */
export const PROCESS_STATES = [
  'running',
  'sleeping',
  'waiting',
  'stopped',
  'zombie',
  'idle',
  'other',
] as const;
const processStateSchema = z.enum(PROCESS_STATES);

export const processSchema = z.strictObject({
  pid: countSchema,
  name: z.string().max(64),
  userId: countSchema.optional(),
  state: processStateSchema.optional(),
  startedMs: timeMsSchema.optional(),
  /** Cores kept busy, 1 for one whole core; absent until two samples exist. */
  cpuCores: amountSchema.optional(),
  rssBytes: countSchema,
  threads: countSchema,
});

const topProcessesSchema = z.array(processSchema).max(10);

/** Processes of the node, counted by the state the scheduler has them in. */
export const processMetricsSchema = z.strictObject({
  total: countSchema,
  threads: countSchema,
  states: z.record(processStateSchema, countSchema),
  /** Falling; only processes that used the CPU. Absent until two samples exist. */
  topByCpu: topProcessesSchema.optional(),
  /** Falling; only processes that hold memory. */
  topByMemory: topProcessesSchema,
});

/** How much of a limit of the kernel is taken; `limit` is absent where there is practically none. */
const usageSchema = z.strictObject({
  used: countSchema,
  limit: countSchema.optional(),
});

/** Limits of the whole node. */
export const kernelMetricsSchema = z.strictObject({
  fileDescriptors: usageSchema.optional(),
  /** Connections that the packet filter tracks. */
  conntrack: usageSchema.optional(),
  entropyBits: countSchema.optional(),
});

/** What the memory management does. */
export const vmstatMetricsSchema = z.strictObject({
  majorFaultsPerSecond: amountSchema.optional(),
  swapInBytesPerSecond: amountSchema.optional(),
  swapOutBytesPerSecond: amountSchema.optional(),
  /** Since boot; absent on kernels before 4.13. */
  oomKillsTotal: countSchema.optional(),
});

/** One network interface. Rates are of the last interval; errors and drops are kernel totals. */
export const networkMetricsSchema = z.strictObject({
  interface: z.string().min(1).max(64),
  virtual: z.boolean(),
  up: z.boolean().optional(),
  speedMbps: amountSchema.optional(),
  mtuBytes: countSchema.optional(),
  macAddress: z.string().max(64).optional(),
  /** IPv4 and IPv6, without prefix length. */
  addresses: z.array(z.string().max(64)).max(16).optional(),
  receiveBytesPerSecond: amountSchema.optional(),
  transmitBytesPerSecond: amountSchema.optional(),
  receivePacketsPerSecond: amountSchema.optional(),
  transmitPacketsPerSecond: amountSchema.optional(),
  receiveErrorsTotal: countSchema,
  transmitErrorsTotal: countSchema,
  receiveDropsTotal: countSchema,
  transmitDropsTotal: countSchema,
});

/**
 * The complete state of one node at one time, as its collector sent it. A group that the node's
 * kernel does not give is absent.
 */
export const nodeSnapshotSchema = z.strictObject({
  node: nameSchema,
  timestampMs: timeMsSchema,
  kernel: z.string().max(256).optional(),
  /** Name and version of the distribution. */
  os: z.string().max(256).optional(),
  /** As `uname -m` gives it. */
  architecture: z.string().max(64).optional(),
  uptimeMs: amountSchema.optional(),
  bootTimeMs: timeMsSchema.optional(),
  cpu: cpuMetricsSchema.optional(),
  memory: memoryMetricsSchema.optional(),
  filesystems: z.array(filesystemMetricsSchema).max(512).optional(),
  disks: z.array(diskMetricsSchema).max(256).optional(),
  networks: z.array(networkMetricsSchema).max(1024).optional(),
  pressure: pressureMetricsSchema.optional(),
  tcp: tcpMetricsSchema.optional(),
  softnet: softnetMetricsSchema.optional(),
  temperature: temperatureMetricsSchema.optional(),
  processes: processMetricsSchema.optional(),
  kernelLimits: kernelMetricsSchema.optional(),
  vmstat: vmstatMetricsSchema.optional(),
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
export type DiskMetrics = z.infer<typeof diskMetricsSchema>;
export type PressureMetrics = z.infer<typeof pressureMetricsSchema>;
export type TcpMetrics = z.infer<typeof tcpMetricsSchema>;
export type SoftnetMetrics = z.infer<typeof softnetMetricsSchema>;
export type TemperatureMetrics = z.infer<typeof temperatureMetricsSchema>;
export type ProcessInfo = z.infer<typeof processSchema>;
export type ProcessMetrics = z.infer<typeof processMetricsSchema>;
export type KernelMetrics = z.infer<typeof kernelMetricsSchema>;
export type VmstatMetrics = z.infer<typeof vmstatMetricsSchema>;
