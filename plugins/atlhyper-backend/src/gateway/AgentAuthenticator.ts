import { timingSafeEqual } from 'node:crypto';
import { AuthenticationError } from '@backstage/errors';
import { hashToken } from '../services/agentToken';
import type { ClusterStore } from '../stores/ClusterStore';

/** Who a valid token speaks for. */
export type AgentIdentity = {
  clusterId: string;
  tokenId: string;
  /** May open sessions in the backfill role and push old slots there. */
  backfill: boolean;
};

/** Uses of one token are recorded at most this often. */
const USE_RECORD_INTERVAL_MS = 60_000;

/** Tells agents by their tokens. */
export class AgentAuthenticator {
  constructor(
    private readonly options: { clusters: ClusterStore; clock: () => number },
  ) {}

  /**
   * The identity behind an `Authorization` header.
   *
   * @throws AuthenticationError without a Bearer token, or for one that is unknown or revoked
   */
  async authenticate(authorization?: string): Promise<AgentIdentity> {
    const secret = /^Bearer +([A-Za-z0-9_-]{1,128})$/i.exec(
      authorization ?? '',
    )?.[1];
    if (!secret) {
      throw new AuthenticationError('An agent token is required');
    }
    const hash = hashToken(secret);
    const holder = await this.options.clusters.findTokenByHash(hash);
    if (!holder || !equalHashes(holder.tokenHash, hash)) {
      throw new AuthenticationError('The agent token is not valid');
    }
    await this.recordUse(holder);
    return {
      clusterId: holder.clusterId,
      tokenId: holder.id,
      backfill: holder.backfill,
    };
  }

  private async recordUse(holder: {
    id: string;
    lastUsedMs?: number;
  }): Promise<void> {
    const nowMs = this.options.clock();
    if (nowMs - (holder.lastUsedMs ?? 0) >= USE_RECORD_INTERVAL_MS) {
      await this.options.clusters.recordTokenUse(holder.id, nowMs);
    }
  }
}

/** The index finds the row; this keeps the decision itself free of early exits. */
function equalHashes(a: string, b: string): boolean {
  return (
    a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
  );
}
