import { z } from 'zod';
import {
  amountSchema,
  countSchema,
  nameSchema,
  timeMsSchema,
} from './primitives';
import { requestSeriesSchema } from './routes';

/** Lengths a slot may have: 30 s as collected; 5 min and 1 h after merging or from a history. */
export const SLOT_DURATIONS_MS = [30_000, 300_000, 3_600_000] as const;
export const BASE_SLOT_MS = SLOT_DURATIONS_MS[0];

/** More bounds than this are thinned out by the agent before they travel. */
export const MAX_LATENCY_BOUNDS = 31;

/**
 * A latency histogram of one slot, not cumulative.
 *
 * `counts[i]` is the number of requests above `boundsMs[i-1]` and at most `boundsMs[i]`;
 * the last count has no upper bound. Example: bounds `[100, 300]`, counts `[7, 2, 1]` says
 * 7 took up to 100 ms, 2 up to 300 ms, 1 longer.
 */
export const latencyHistogramSchema = z
  .strictObject({
    boundsMs: z.array(z.number().positive()).min(1).max(MAX_LATENCY_BOUNDS),
    counts: z
      .array(countSchema)
      .min(2)
      .max(MAX_LATENCY_BOUNDS + 1),
    sumMs: amountSchema,
  })
  .refine(h => h.counts.length === h.boundsMs.length + 1, {
    message: 'counts must hold one more entry than boundsMs',
    path: ['counts'],
  })
  .refine(h => h.boundsMs.every((b, i) => i === 0 || b > h.boundsMs[i - 1]), {
    message: 'bounds must rise strictly',
    path: ['boundsMs'],
  });
export type LatencyHistogram = z.infer<typeof latencyHistogramSchema>;

/**
 * Requests of one series in one slot, by status code and by method. The codes sum to the number of
 * responses; so do the methods, where the source tells them.
 */
export const requestRowSchema = z.strictObject({
  series: requestSeriesSchema,
  /** `{"200": 12, "503": 1}`; `"0"` where the source gave no code. */
  codes: z.record(z.string().regex(/^\d{1,3}$/), countSchema),
  /** `{"GET": 13}`. */
  methods: z.record(z.string().regex(/^[A-Z_]{1,32}$/), countSchema),
  latency: latencyHistogramSchema.optional(),
  /** What a mesh proxy tells beyond that; absent from an ingress's rows. */
  mesh: z
    .strictObject({
      /** Requests that began; more than the responses where some were never answered. */
      started: countSchema,
      /** Responses classified as failed: status 5xx, or a gRPC status that is the server's fault. */
      failed: countSchema,
      /** Responses over mutual TLS. */
      secured: countSchema,
    })
    .optional(),
});
export type RequestRow = z.infer<typeof requestRowSchema>;

/**
 * Node figures that are kept over time. Fractions 0–1, bytes per second, load as the kernel gives
 * it; pressure is the share of time in which some task waited.
 */
export const NODE_METRICS = [
  'cpuUsedFraction',
  'memoryUsedFraction',
  'swapUsedFraction',
  'diskUsedFraction',
  'load1',
  'networkReceiveBytesPerSecond',
  'networkTransmitBytesPerSecond',
  'diskReadBytesPerSecond',
  'diskWriteBytesPerSecond',
  'diskBusyFraction',
  'cpuPressureFraction',
  'memoryPressureFraction',
  'ioPressureFraction',
  'temperatureMaxCelsius',
  'tcpRetransmitsPerSecond',
] as const;
export type NodeMetric = (typeof NODE_METRICS)[number];

/** Sum, number and greatest of the samples of one figure in one slot. */
export const gaugeAggregateSchema = z.strictObject({
  sum: amountSchema,
  count: countSchema.min(1),
  max: amountSchema,
});
export type GaugeAggregate = z.infer<typeof gaugeAggregateSchema>;

export const nodeRowSchema = z.strictObject({
  node: nameSchema,
  metrics: z.partialRecord(z.enum(NODE_METRICS), gaugeAggregateSchema),
  /** Share in use of every file system, used ÷ (used + available). */
  filesystems: z
    .array(
      z.strictObject({
        mount: z.string().min(1).max(1024),
        used: gaugeAggregateSchema,
      }),
    )
    .max(1024)
    .optional(),
});
export type NodeRow = z.infer<typeof nodeRowSchema>;

/**
 * What was counted in `[startMs, startMs + durationMs)`, where `startMs` is a multiple of the
 * duration. `coversFromMs` and `coversThroughMs` are the times of the scrapes before and at its
 * end: a new leader may only send slots that begin to cover after what the old one covered.
 */
export const slotSchema = z
  .strictObject({
    startMs: timeMsSchema,
    durationMs: z.literal(SLOT_DURATIONS_MS),
    coversFromMs: timeMsSchema,
    coversThroughMs: timeMsSchema,
    requests: z.array(requestRowSchema),
    nodes: z.array(nodeRowSchema),
  })
  .refine(s => s.startMs % s.durationMs === 0, {
    message: 'startMs must be a multiple of durationMs',
    path: ['startMs'],
  })
  .refine(s => s.coversThroughMs >= s.coversFromMs, {
    message: 'coversThroughMs must not be before coversFromMs',
    path: ['coversThroughMs'],
  });
export type Slot = z.infer<typeof slotSchema>;
