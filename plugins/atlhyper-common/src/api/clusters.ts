import { z } from 'zod';
import { clusterIdSchema, countSchema, timeMsSchema } from '../wire/primitives';
import {
  gapSchema,
  heartbeatRequestSchema,
  kubernetesApiSchema,
  sourceStateSchema,
} from '../wire/push';

/** One agent process of a cluster, from its heartbeats. */
export const agentStateSchema = z.object({
  hostname: z.string(),
  version: z.string(),
  /** Whether it leads now: at most one of a cluster does. */
  leader: z.boolean(),
  startedMs: timeMsSchema,
  lastHeartbeatMs: timeMsSchema,
  sources: z.array(sourceStateSchema),
  spool: heartbeatRequestSchema.shape.spool,
});
export type AgentState = z.infer<typeof agentStateSchema>;

export const clusterSchema = z.object({
  id: clusterIdSchema,
  displayName: z.string().optional(),
  createdMs: timeMsSchema,
  /** `never`: registered, but no agent has come yet. */
  status: z.enum(['connected', 'disconnected', 'never']),
  ackedThroughMs: timeMsSchema.optional(),
  /** Where its agent says that its API can be reached. */
  kubernetesApi: kubernetesApiSchema.optional(),
  agents: z.array(agentStateSchema),
  nodeCount: countSchema,
  podCount: countSchema,
  domainCount: countSchema,
  /** Stretches of the last 7 days whose counters are lost. */
  gaps: z.array(gapSchema),
});
export type Cluster = z.infer<typeof clusterSchema>;

/** `GET v2/clusters` */
export const clustersResponseSchema = z.object({
  clusters: z.array(clusterSchema),
});
export type ClustersResponse = z.infer<typeof clustersResponseSchema>;

/** An agent token without its secret. */
export const agentTokenSchema = z.object({
  id: z.string(),
  createdMs: timeMsSchema,
  createdBy: z.string(),
  lastUsedMs: timeMsSchema.optional(),
  backfill: z.boolean(),
});
export type AgentToken = z.infer<typeof agentTokenSchema>;

/** `POST v2/clusters` */
export const registerClusterRequestSchema = z.strictObject({
  id: clusterIdSchema,
  display_name: z.string().min(1).max(128).optional(),
  /** Lets the first token push slots older than 24 h. */
  backfill: z.boolean().default(false),
});
export type RegisterClusterRequest = z.input<
  typeof registerClusterRequestSchema
>;

/** The only answer that ever carries a secret. */
export const issuedTokenSchema = agentTokenSchema.extend({
  secret: z.string(),
});
export type IssuedToken = z.infer<typeof issuedTokenSchema>;

export const registerClusterResponseSchema = z.object({
  cluster: clusterSchema,
  token: issuedTokenSchema,
});
export type RegisterClusterResponse = z.infer<
  typeof registerClusterResponseSchema
>;

/** `POST v2/clusters/{id}/tokens` */
export const issueTokenRequestSchema = z.strictObject({
  backfill: z.boolean().default(false),
});

/** `GET v2/clusters/{id}/tokens` */
export const agentTokensResponseSchema = z.object({
  tokens: z.array(agentTokenSchema),
});
