import type {
  AgentState,
  AgentToken,
  Gap,
  KubernetesApi,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access } from '../access/access';

/** A registered cluster with what is known of its agents. */
export type StoredCluster = {
  id: string;
  displayName?: string;
  createdMs: number;
  /** Whether an agent ever came. */
  seen: boolean;
  /** End of what the live role covers; absent before the first slot. */
  ackedThroughMs?: number;
  /** Where its agent says that its API can be reached. */
  kubernetesApi?: KubernetesApi;
  agents: AgentState[];
  nodeCount: number;
  podCount: number;
  domainCount: number;
  /** Rising by time. */
  gaps: Gap[];
};

/** A valid token as its bearer is known by. */
export type TokenHolder = {
  id: string;
  clusterId: string;
  tokenHash: string;
  backfill: boolean;
  lastUsedMs?: number;
};

export type NewToken = {
  id: string;
  clusterId: string;
  tokenHash: string;
  createdMs: number;
  createdBy: string;
  backfill: boolean;
};

/** Clusters and the tokens of their agents. */
export interface ClusterStore {
  /** Of all clusters, by id. */
  listClusterIds(): Promise<string[]>;

  /** When an agent of the cluster was last heard of; absent where none ever was. */
  lastHeardMs(clusterId: string): Promise<number | undefined>;

  /** False, and nothing is stored, where the cluster exists already. */
  addCluster(
    cluster: { id: string; displayName?: string; createdMs: number },
    token: NewToken,
  ): Promise<boolean>;

  /** By id; gaps that end after `gapsFromMs`. */
  listClusters(query: {
    access: Access<'cluster'>;
    id?: string;
    gapsFromMs: number;
  }): Promise<StoredCluster[]>;

  hasCluster(id: string, access: Access<'cluster'>): Promise<boolean>;

  /** Valid tokens, oldest first. */
  listTokens(clusterId: string): Promise<AgentToken[]>;

  /** False, and nothing is stored, where `maxValid` tokens are valid already. */
  addToken(token: NewToken, maxValid: number): Promise<boolean>;

  /** False where the cluster has no such valid token. */
  revokeToken(token: {
    clusterId: string;
    id: string;
    revokedMs: number;
  }): Promise<boolean>;

  /** The valid token with this SHA-256, hex. */
  findTokenByHash(tokenHash: string): Promise<TokenHolder | undefined>;

  recordTokenUse(tokenId: string, usedMs: number): Promise<void>;
}
