import type { AgentToken } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { whereAllowed, type Access } from '../../access/access';
import type {
  ClusterStore,
  NewToken,
  StoredCluster,
  TokenHolder,
} from '../ClusterStore';
import { readBoolean, readOptionalInteger } from './dialect';
import { listClusterDetails } from './operations/listClusterDetails';
import type { DbAgentTokensRow, DbInteger } from './tables';

/** Keeps clusters and tokens in the plugin's database. */
export class DatabaseClusterStore implements ClusterStore {
  constructor(private readonly knex: Knex) {}

  async listClusterIds(): Promise<string[]> {
    return this.knex('clusters').orderBy('id').pluck('id');
  }

  async lastHeardMs(clusterId: string): Promise<number | undefined> {
    const [row]: { heard_ms: DbInteger | null }[] = await this.knex('agents')
      .where({ cluster_id: clusterId })
      .max('last_heartbeat_ms as heard_ms');
    return readOptionalInteger(row.heard_ms);
  }

  async addCluster(
    cluster: { id: string; displayName?: string; createdMs: number },
    token: NewToken,
  ): Promise<boolean> {
    return this.knex.transaction(async trx => {
      const added = await trx('clusters')
        .insert({
          id: cluster.id,
          display_name: cluster.displayName ?? null,
          created_ms: cluster.createdMs,
        })
        .onConflict('id')
        .ignore()
        .returning('id');
      if (added.length === 0) {
        return false;
      }
      await trx('slo_total_states').insert({
        cluster_id: cluster.id,
        anchors_json: '{}',
      });
      await trx('agent_tokens').insert(toTokenRow(token));
      return true;
    });
  }

  async listClusters(query: {
    access: Access<'cluster'>;
    id?: string;
    gapsFromMs: number;
  }): Promise<StoredCluster[]> {
    return listClusterDetails(this.knex, query);
  }

  async hasCluster(id: string, access: Access<'cluster'>): Promise<boolean> {
    const query = this.knex('clusters').where({ id }).first('id');
    whereAllowed(query, access, { cluster: 'id' });
    return (await query) !== undefined;
  }

  async listTokens(clusterId: string): Promise<AgentToken[]> {
    const rows = await this.knex<DbAgentTokensRow>('agent_tokens')
      .where({ cluster_id: clusterId, revoked_ms: null })
      .orderBy(['created_ms', 'id'])
      .select();
    return rows.map(toAgentToken);
  }

  async addToken(token: NewToken, maxValid: number): Promise<boolean> {
    return this.knex.transaction(async trx => {
      // Two issues at once must not both see room for one more. SQLite has one writer anyway.
      await trx('clusters').where({ id: token.clusterId }).forUpdate().first();
      const valid = await trx('agent_tokens')
        .where({ cluster_id: token.clusterId, revoked_ms: null })
        .select('id');
      if (valid.length >= maxValid) {
        return false;
      }
      await trx('agent_tokens').insert(toTokenRow(token));
      return true;
    });
  }

  async revokeToken(token: {
    clusterId: string;
    id: string;
    revokedMs: number;
  }): Promise<boolean> {
    const revoked = await this.knex('agent_tokens')
      .where({ cluster_id: token.clusterId, id: token.id, revoked_ms: null })
      .update({ revoked_ms: token.revokedMs });
    return revoked > 0;
  }

  async findTokenByHash(tokenHash: string): Promise<TokenHolder | undefined> {
    const row = await this.knex<DbAgentTokensRow>('agent_tokens')
      .where({ token_hash: tokenHash, revoked_ms: null })
      .first();
    return (
      row && {
        id: row.id,
        clusterId: row.cluster_id,
        tokenHash: row.token_hash,
        backfill: readBoolean(row.backfill),
        lastUsedMs: readOptionalInteger(row.last_used_ms),
      }
    );
  }

  async recordTokenUse(tokenId: string, usedMs: number): Promise<void> {
    await this.knex('agent_tokens')
      .where({ id: tokenId })
      .update({ last_used_ms: usedMs });
  }
}

function toTokenRow(token: NewToken) {
  return {
    id: token.id,
    cluster_id: token.clusterId,
    token_hash: token.tokenHash,
    created_ms: token.createdMs,
    created_by: token.createdBy,
    backfill: token.backfill,
  };
}

function toAgentToken(row: DbAgentTokensRow): AgentToken {
  return {
    id: row.id,
    createdMs: Number(row.created_ms),
    createdBy: row.created_by,
    lastUsedMs: readOptionalInteger(row.last_used_ms),
    backfill: readBoolean(row.backfill),
  };
}
