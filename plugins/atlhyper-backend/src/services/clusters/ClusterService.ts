import { randomUUID } from 'node:crypto';
import type {
  AgentState,
  AgentToken,
  Cluster,
  ClustersResponse,
  IssuedToken,
  RegisterClusterResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Access } from '../../access/access';
import type {
  ClusterStore,
  NewToken,
  StoredCluster,
} from '../../stores/ClusterStore';
import { createTokenSecret, hashToken } from '../agentToken';

/** One in use and one to change over to. */
const MAX_VALID_TOKENS = 2;

/**
 * A leader beats every 15 s and holds its lease for 15 s more; who was not heard for so long leads no
 * more, whatever it said last.
 */
const LEADER_SILENT_MS = 35_000;

const GAPS_SHOWN_MS = 7 * 86_400_000;

/** Registers clusters and keeps the tokens of their agents. */
export class ClusterService {
  constructor(
    private readonly options: {
      store: ClusterStore;
      /** Silence after which a cluster is disconnected. */
      disconnectedAfterMs: number;
      clock: () => number;
    },
  ) {}

  async listClusters(access: Access<'cluster'>): Promise<ClustersResponse> {
    const nowMs = this.options.clock();
    const stored = await this.options.store.listClusters({
      access,
      gapsFromMs: nowMs - GAPS_SHOWN_MS,
    });
    return { clusters: stored.map(cluster => this.toCluster(cluster, nowMs)) };
  }

  /**
   * Registers a cluster with its first token; the answer is the only place that has its secret.
   *
   * @throws ConflictError where the cluster exists already
   */
  async registerCluster(request: {
    id: string;
    displayName?: string;
    backfill: boolean;
    createdBy: string;
  }): Promise<RegisterClusterResponse> {
    const { id, displayName } = request;
    const createdMs = this.options.clock();
    const issued = this.newToken({ ...request, clusterId: id });
    const added = await this.options.store.addCluster(
      { id, displayName, createdMs },
      issued.token,
    );
    if (!added) {
      throw new ConflictError(`Cluster '${id}' is registered already`);
    }
    const [cluster] = await this.options.store.listClusters({
      access: 'all',
      id,
      gapsFromMs: createdMs,
    });
    return {
      cluster: this.toCluster(cluster, createdMs),
      token: toIssuedToken(issued),
    };
  }

  /** @throws NotFoundError for a cluster that is unknown or that the caller may not manage */
  async listTokens(
    clusterId: string,
    access: Access<'cluster'>,
  ): Promise<AgentToken[]> {
    await this.requireCluster(clusterId, access);
    return this.options.store.listTokens(clusterId);
  }

  /**
   * Issues one more token, so that agents can change over before the old one is revoked.
   *
   * @throws NotFoundError for a cluster that is unknown or that the caller may not manage
   * @throws ConflictError where two tokens are valid already
   */
  async issueToken(request: {
    clusterId: string;
    backfill: boolean;
    createdBy: string;
    access: Access<'cluster'>;
  }): Promise<IssuedToken> {
    const { clusterId } = request;
    await this.requireCluster(clusterId, request.access);
    const issued = this.newToken(request);
    if (!(await this.options.store.addToken(issued.token, MAX_VALID_TOKENS))) {
      throw new ConflictError(
        `Cluster '${clusterId}' has ${MAX_VALID_TOKENS} valid tokens: revoke one before issuing another`,
      );
    }
    return toIssuedToken(issued);
  }

  /** @throws NotFoundError for an unknown cluster, or a token it does not have */
  async revokeToken(request: {
    clusterId: string;
    tokenId: string;
    access: Access<'cluster'>;
  }): Promise<void> {
    const { clusterId, tokenId } = request;
    await this.requireCluster(clusterId, request.access);
    const revoked = await this.options.store.revokeToken({
      clusterId,
      id: tokenId,
      revokedMs: this.options.clock(),
    });
    if (!revoked) {
      throw new NotFoundError(
        `Cluster '${clusterId}' has no valid token '${tokenId}'`,
      );
    }
  }

  private async requireCluster(
    clusterId: string,
    access: Access<'cluster'>,
  ): Promise<void> {
    if (!(await this.options.store.hasCluster(clusterId, access))) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
  }

  private newToken(request: {
    clusterId: string;
    backfill: boolean;
    createdBy: string;
  }): { token: NewToken; secret: string } {
    const secret = createTokenSecret();
    const token = {
      id: randomUUID(),
      clusterId: request.clusterId,
      tokenHash: hashToken(secret),
      createdMs: this.options.clock(),
      createdBy: request.createdBy,
      backfill: request.backfill,
    };
    return { token, secret };
  }

  private toCluster(stored: StoredCluster, nowMs: number): Cluster {
    const { seen, ...cluster } = stored;
    const heardMs = Math.max(...stored.agents.map(a => a.lastHeartbeatMs));
    const connected = nowMs - heardMs <= this.options.disconnectedAfterMs;
    const silent = seen ? 'disconnected' : 'never';
    return {
      ...cluster,
      agents: withOneLeader(stored.agents, nowMs),
      status: connected ? 'connected' : silent,
    };
  }
}

/** Of all that said they lead the one heard last does: who was killed cannot take it back. */
function withOneLeader(
  agents: readonly AgentState[],
  nowMs: number,
): AgentState[] {
  const heard = (agent: AgentState) => agent.lastHeartbeatMs;
  const leader = agents
    .filter(one => one.leader && nowMs - heard(one) <= LEADER_SILENT_MS)
    .reduce<AgentState | undefined>(
      (last, one) => (last && heard(last) >= heard(one) ? last : one),
      undefined,
    );
  return agents.map(agent => ({ ...agent, leader: agent === leader }));
}

function toIssuedToken(issued: {
  token: NewToken;
  secret: string;
}): IssuedToken {
  const { id, createdMs, createdBy, backfill } = issued.token;
  return { id, createdMs, createdBy, backfill, secret: issued.secret };
}
