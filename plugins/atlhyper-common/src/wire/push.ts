import { z } from 'zod';
import { clusterIdSchema, countSchema, timeMsSchema } from './primitives';
import { kubernetesEventSchema } from './events';
import { nodeSnapshotSchema } from './nodes';
import { resourceChangesSchema } from './resources';
import { routeSchema } from './routes';
import { slotSchema } from './slots';
import { usageSchema } from './usage';

export const PROTOCOL_VERSION = 1;

/** Limits of one request: an agent splits what is larger, a backend refuses it. */
export const PUSH_LIMITS = {
  maxRows: 2_000,
  maxInflatedBytes: 1_048_576,
  maxSlotAgeMs: 24 * 3_600_000,
  maxSlotAheadMs: 60_000,
} as const;

/** `live` is the one agent that leads; `backfill` loads a history beside it and never alerts. */
export const sessionRoleSchema = z.enum(['live', 'backfill']);
export type SessionRole = z.infer<typeof sessionRoleSchema>;

/** One source of the agent and how it fares. */
export const sourceStateSchema = z.strictObject({
  name: z.string().min(1).max(64),
  state: z.enum(['starting', 'ok', 'failing', 'not_available']),
  message: z.string().max(1024).optional(),
  lastSuccessMs: timeMsSchema.optional(),
  intervalMs: countSchema.optional(),
});
export type SourceState = z.infer<typeof sourceStateSchema>;

/** A stretch of time whose counters are lost, and why. */
export const gapSchema = z
  .strictObject({
    fromMs: timeMsSchema,
    toMs: timeMsSchema,
    reason: z.string().min(1).max(256),
  })
  .refine(g => g.toMs > g.fromMs, {
    message: 'toMs must be after fromMs',
    path: ['toMs'],
  });
export type Gap = z.infer<typeof gapSchema>;

const streamIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const protocolSchema = z.literal(PROTOCOL_VERSION);

/** Loopback, where a cluster is tried out without certificates. */
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** An endpoint of the Kubernetes API, and the authority that signed its certificate. */
export const kubernetesApiSchema = z.strictObject({
  url: z
    .string()
    .max(1024)
    .refine(
      text => {
        // `URL.parse` is newer than the browsers and versions of Node.js that this runs in.
        const url = URL.canParse(text) ? new URL(text) : undefined;
        const isSafe =
          url?.protocol === 'https:' ||
          (url?.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname));
        return isSafe && !url.username && !url.password;
      },
      { message: 'must be an https URL without credentials' },
    ),
  /** PEM, in base64 as in a kubeconfig. */
  caData: z.base64().max(65_536).optional(),
});
export type KubernetesApi = z.infer<typeof kubernetesApiSchema>;

export const openSessionRequestSchema = z.strictObject({
  protocol: protocolSchema,
  role: sessionRoleSchema,
  /** The cluster that the agent believes it is in; refused if the token belongs to another. */
  clusterId: clusterIdSchema.optional(),
  /** Stands for one state directory; it outlives the process. */
  streamId: streamIdSchema,
  agent: z.strictObject({
    version: z.string().min(1).max(64),
    hostname: z.string().min(1).max(253),
  }),
  /** Where the cluster's API can be reached from Backstage; never with credentials. */
  kubernetesApi: kubernetesApiSchema.optional(),
});
export type OpenSessionRequest = z.infer<typeof openSessionRequestSchema>;

export const openSessionResponseSchema = z.object({
  clusterId: clusterIdSchema,
  epoch: countSchema,
  serverTimeMs: timeMsSchema,
  /** End of what was accepted in this role, by any stream; absent before the first slot. */
  ackedThroughMs: timeMsSchema.optional(),
  /** The stream that wrote last in this role. */
  lastStreamId: z.string().optional(),
  /** End of what the live role covers; lets a history stop where live data begins. */
  liveThroughMs: timeMsSchema.optional(),
  /** Newest resource generation stored, so that a new one can be chosen above it. */
  resourceGeneration: countSchema,
});
export type OpenSessionResponse = z.infer<typeof openSessionResponseSchema>;

/**
 * One push. What must count exactly once travels in `slots` and then carries `sequence` and
 * `digest`: the SHA-256 (hex) of the JSON text of `slots` as JSON.stringify writes it. All else is
 * the latest state, which may be repeated without harm.
 */
export const pushRequestSchema = z
  .strictObject({
    protocol: protocolSchema,
    session: z.strictObject({ role: sessionRoleSchema, epoch: countSchema }),
    streamId: streamIdSchema,
    sentAtMs: timeMsSchema,
    sequence: countSchema.optional(),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    slots: z.array(slotSchema).default([]),
    gaps: z.array(gapSchema).max(1000).default([]),
    sources: z.array(sourceStateSchema).max(64).optional(),
    nodes: z.array(nodeSnapshotSchema).default([]),
    resources: resourceChangesSchema.optional(),
    /** Events that are new, or that happened again. */
    events: z.array(kubernetesEventSchema).default([]),
    usage: usageSchema.optional(),
    /** The complete list of routes, in parts like `resources`. */
    routes: z
      .strictObject({
        generation: countSchema,
        complete: z.boolean(),
        upserts: z.array(routeSchema),
      })
      .optional(),
  })
  .refine(
    p =>
      p.slots.length === 0 ||
      (p.sequence !== undefined && p.digest !== undefined),
    {
      message: 'a push with slots needs sequence and digest',
      path: ['sequence'],
    },
  );
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const pushResponseSchema = z.object({
  serverTimeMs: timeMsSchema,
  /** `duplicate`: this sequence was applied before, nothing was counted again. */
  result: z.enum(['applied', 'duplicate']),
  ackedThroughMs: timeMsSchema.optional(),
  /** The stored objects differ from the digest: send the full state. */
  resync: z.boolean(),
});
export type PushResponse = z.infer<typeof pushResponseSchema>;

export const heartbeatRequestSchema = z.strictObject({
  protocol: protocolSchema,
  streamId: streamIdSchema,
  agent: z.strictObject({
    version: z.string().min(1).max(64),
    hostname: z.string().min(1).max(253),
    startedMs: timeMsSchema,
    leader: z.boolean(),
  }),
  sources: z.array(sourceStateSchema).max(64),
  spool: z.strictObject({
    slots: countSchema,
    bytes: countSchema,
    oldestMs: timeMsSchema.optional(),
  }),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

export const heartbeatResponseSchema = z.object({
  serverTimeMs: timeMsSchema,
  ackedThroughMs: timeMsSchema.optional(),
});
export type HeartbeatResponse = z.infer<typeof heartbeatResponseSchema>;

/** `code` of the error bodies that an agent acts on (all with status 409). */
export const PUSH_CONFLICTS = {
  /** A newer session was opened: stop, discard what is in flight, become a standby. */
  fenced: 'session_fenced',
  /** No such session was ever opened here, as after a change of database: open one again. */
  unknown: 'session_unknown',
  /** The sequence was used before with other content. */
  sequence: 'sequence_conflict',
  /** The token belongs to another cluster than the one the agent names. */
  cluster: 'cluster_mismatch',
  /** The slots begin to cover before what another stream already covered. */
  overlap: 'coverage_overlap',
  /** A slot lies ahead of the backend's clock: no verdict on it, it is taken once its time has come. */
  ahead: 'slot_ahead',
} as const;

/** Counted rows of a push, for the limit on rows. */
export function countPushRows(push: PushRequest): number {
  const slotRows = push.slots.reduce(
    (sum, slot) => sum + slot.requests.length + slot.nodes.length,
    0,
  );
  return (
    slotRows +
    push.nodes.length +
    push.events.length +
    (push.usage
      ? push.usage.pods.length +
        push.usage.nodes.length +
        push.usage.probes.length
      : 0) +
    (push.resources
      ? push.resources.upserts.length + push.resources.deletes.length
      : 0) +
    (push.routes ? push.routes.upserts.length : 0)
  );
}
