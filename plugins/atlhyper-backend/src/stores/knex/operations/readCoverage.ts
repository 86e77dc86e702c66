import type { Knex } from 'knex';
import { readInteger } from '../dialect';
import type { ClusterCoverage, Stretch } from '../../Ledger';
import type { DbAgentSessionsRow, DbInteger } from '../tables';

/** How far each cluster was observed, and the gaps that end after `fromMs`. */
export async function readCoverage(
  knex: Knex,
  fromMs: number,
): Promise<ClusterCoverage[]> {
  const sessions = await knex<DbAgentSessionsRow>('agent_sessions')
    .whereNotNull('acked_through_ms')
    .whereNotNull('covers_from_ms')
    .select('cluster_id', 'role', 'covers_from_ms', 'acked_through_ms');
  const gaps: { cluster_id: string; from_ms: DbInteger; to_ms: DbInteger }[] =
    await knex('gaps')
      .where('to_ms', '>', fromMs)
      .select('cluster_id', 'from_ms', 'to_ms');
  const clusterIds = new Set(sessions.map(session => session.cluster_id));
  return [...clusterIds].map(clusterId => {
    const coveredBy = (role: string): Stretch | undefined => {
      const session = sessions.find(
        one => one.cluster_id === clusterId && one.role === role,
      );
      return (
        session && {
          fromMs: readInteger(session.covers_from_ms),
          toMs: readInteger(session.acked_through_ms),
        }
      );
    };
    return {
      clusterId,
      live: coveredBy('live'),
      history: coveredBy('backfill'),
      gaps: gaps
        .filter(gap => gap.cluster_id === clusterId)
        .map(gap => ({
          fromMs: readInteger(gap.from_ms),
          toMs: readInteger(gap.to_ms),
        })),
    };
  });
}
