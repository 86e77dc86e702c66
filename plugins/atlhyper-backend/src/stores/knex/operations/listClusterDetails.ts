import type {
  AgentState,
  Gap,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { whereAllowed, type Access } from '../../../access/access';
import type { StoredCluster } from '../../ClusterStore';
import { readBoolean, readInteger, readOptionalInteger } from '../dialect';
import type { DbAgentsRow, DbAgentSessionsRow, DbInteger } from '../tables';

type ClusterRow = {
  id: string;
  display_name: string | null;
  created_ms: DbInteger;
  kubernetes_api_json: string | null;
};

/** Clusters with their agents, counts and gaps: one query per table, however many clusters. */
export async function listClusterDetails(
  knex: Knex,
  query: {
    access: Access<'cluster'>;
    id?: string;
    gapsFromMs: number;
  },
): Promise<StoredCluster[]> {
  const clusters = await selectClusters(knex, query);
  const ids = clusters.map(c => c.id);
  const agents = await selectAgents(knex, ids);
  const sessions = await selectSessions(knex, ids);
  const gaps = await selectGaps(knex, ids, query.gapsFromMs);
  const nodes = await countResources(knex, ids, 'node');
  const pods = await countResources(knex, ids, 'pod');
  const domains = await countDomains(knex, ids);

  return clusters.map(cluster => {
    const live = sessions.get(cluster.id)?.find(s => s.role === 'live');
    return {
      id: cluster.id,
      displayName: cluster.display_name ?? undefined,
      createdMs: readInteger(cluster.created_ms),
      seen: agents.has(cluster.id) || sessions.has(cluster.id),
      ackedThroughMs: readOptionalInteger(live?.acked_through_ms),
      kubernetesApi: cluster.kubernetes_api_json
        ? JSON.parse(cluster.kubernetes_api_json)
        : undefined,
      agents: agents.get(cluster.id)?.map(toAgentState) ?? [],
      nodeCount: nodes.get(cluster.id) ?? 0,
      podCount: pods.get(cluster.id) ?? 0,
      domainCount: domains.get(cluster.id) ?? 0,
      gaps: gaps.get(cluster.id)?.map(toGap) ?? [],
    };
  });
}

async function selectClusters(
  knex: Knex,
  query: { access: Access<'cluster'>; id?: string },
): Promise<ClusterRow[]> {
  const select = knex<ClusterRow>('clusters').orderBy('id');
  whereAllowed(select, query.access, { cluster: 'id' });
  if (query.id !== undefined) {
    select.where({ id: query.id });
  }
  return select.select(
    'id',
    'display_name',
    'created_ms',
    'kubernetes_api_json',
  );
}

async function selectAgents(knex: Knex, ids: string[]) {
  const rows: DbAgentsRow[] = await knex('agents')
    .whereIn('cluster_id', ids)
    .orderBy(['hostname', 'stream_id'])
    .select();
  return groupByCluster(rows);
}

async function selectSessions(knex: Knex, ids: string[]) {
  const rows: DbAgentSessionsRow[] = await knex('agent_sessions')
    .whereIn('cluster_id', ids)
    .select();
  return groupByCluster(rows);
}

async function selectGaps(knex: Knex, ids: string[], fromMs: number) {
  const rows: (GapRow & { cluster_id: string })[] = await knex('gaps')
    .whereIn('cluster_id', ids)
    .andWhere('to_ms', '>', fromMs)
    .orderBy(['from_ms', 'to_ms'])
    .distinct('cluster_id', 'from_ms', 'to_ms', 'reason');
  return groupByCluster(rows);
}

async function countResources(
  knex: Knex,
  ids: string[],
  kind: 'node' | 'pod',
): Promise<Map<string, number>> {
  const rows: CountRow[] = await knex('resources')
    .whereIn('cluster_id', ids)
    .andWhere({ kind })
    .groupBy('cluster_id')
    .select('cluster_id', knex.raw('count(*) as things'));
  return toCounts(rows);
}

async function countDomains(
  knex: Knex,
  ids: string[],
): Promise<Map<string, number>> {
  const rows: CountRow[] = await knex('routes')
    .whereIn('cluster_id', ids)
    .groupBy('cluster_id')
    .select('cluster_id', knex.raw('count(distinct host) as things'));
  return toCounts(rows);
}

type CountRow = { cluster_id: string; things: DbInteger };

function toCounts(rows: CountRow[]): Map<string, number> {
  return new Map(rows.map(row => [row.cluster_id, readInteger(row.things)]));
}

function toAgentState(row: DbAgentsRow): AgentState {
  return {
    hostname: row.hostname,
    version: row.version,
    leader: readBoolean(row.leader),
    startedMs: readInteger(row.started_ms),
    lastHeartbeatMs: readInteger(row.last_heartbeat_ms),
    sources: JSON.parse(row.sources_json),
    spool: JSON.parse(row.spool_json),
  };
}

type GapRow = { from_ms: DbInteger; to_ms: DbInteger; reason: string };

function toGap(row: GapRow): Gap {
  return {
    fromMs: readInteger(row.from_ms),
    toMs: readInteger(row.to_ms),
    reason: row.reason,
  };
}

function groupByCluster<T extends { cluster_id: string }>(
  rows: T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.cluster_id);
    if (group) {
      group.push(row);
    } else {
      groups.set(row.cluster_id, [row]);
    }
  }
  return groups;
}
