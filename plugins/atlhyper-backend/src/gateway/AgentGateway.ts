import { createHash } from 'node:crypto';
import {
  heartbeatRequestSchema,
  openSessionRequestSchema,
  PUSH_CONFLICTS,
  type HeartbeatResponse,
  type OpenSessionResponse,
  type PushResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { AgentLimits } from '../config/readAtlhyperConfig';
import type { RetainedLevel } from '../levels';
import type { PushWriter } from '../ingest/PushWriter';
import type { Ledger } from '../stores/Ledger';
import type { NodeSignals } from '../services/signals/NodeSignals';
import { PushConflictError } from '../stores/PushConflictError';
import type { AgentIdentity } from './AgentAuthenticator';
import { checkPush, checkRole } from './checkPush';
import { parsePush } from './parsePush';
import { parseRequest } from '../parseRequest';
import { toPushBatch } from './toPushBatch';

/** Answers what agents ask: each request parsed, checked and applied as a whole. */
export class AgentGateway {
  constructor(
    private readonly options: {
      ledger: Ledger;
      writer: PushWriter;
      limits: AgentLimits;
      levels: readonly RetainedLevel[];
      /** Told of pushes with nodes, once they are kept. */
      signals?: NodeSignals;
      clock: () => number;
    },
  ) {}

  async openSession(
    agent: AgentIdentity,
    body: unknown,
  ): Promise<OpenSessionResponse> {
    const request = parseRequest(openSessionRequestSchema, body);
    checkCluster(request.clusterId, agent);
    checkRole(request.role, agent);
    const nowMs = this.options.clock();
    const session = await this.options.ledger.openSession({
      clusterId: agent.clusterId,
      role: request.role,
      streamId: request.streamId,
      openedMs: nowMs,
      kubernetesApi: request.kubernetesApi,
    });
    return { clusterId: agent.clusterId, serverTimeMs: nowMs, ...session };
  }

  async push(agent: AgentIdentity, body: unknown): Promise<PushResponse> {
    const push = await parsePush(body);
    const { limits, levels } = this.options;
    const nowMs = this.options.clock();
    const digest = digestOfSlots(body);
    checkPush(push, { agent, digest, limits, levels, nowMs });
    const { clusterId } = agent;
    const outcome = await this.options.writer.write(
      await toPushBatch(push, { clusterId, digest, levels, nowMs }),
    );
    if (outcome.result === 'applied' && push.nodes.length > 0) {
      // Not waited for: an agent does not depend on who listens. It never rejects.
      void this.options.signals?.nodesChanged(clusterId);
    }
    return { serverTimeMs: nowMs, ...outcome };
  }

  async heartbeat(
    agent: AgentIdentity,
    body: unknown,
  ): Promise<HeartbeatResponse> {
    const { protocol: _, ...request } = parseRequest(
      heartbeatRequestSchema,
      body,
    );
    const nowMs = this.options.clock();
    const known = await this.options.ledger.recordHeartbeat({
      ...request,
      clusterId: agent.clusterId,
      receivedMs: nowMs,
    });
    return { serverTimeMs: nowMs, ...known };
  }
}

/** Before the session is opened, which would shut out the cluster's own agent. */
function checkCluster(named: string | undefined, agent: AgentIdentity): void {
  if (named !== undefined && named !== agent.clusterId) {
    throw new PushConflictError(
      PUSH_CONFLICTS.cluster,
      `The agent is configured for cluster '${named}', but its token belongs to cluster '${agent.clusterId}'`,
    );
  }
}

/** Of the slots as they arrived: the schema may order keys otherwise than the sender did. */
function digestOfSlots(body: unknown): string {
  const { slots } = body as { slots?: unknown };
  return createHash('sha256')
    .update(JSON.stringify(slots ?? []))
    .digest('hex');
}
