import type { Knex } from 'knex';
import { readInteger, readOptionalInteger } from '../dialect';
import type { ClusterCoverage } from '../SloStore';
import type { DbInteger } from '../tables';

/** How far each cluster was observed: a row per cluster, and the gaps that end after `fromMs`. */
export async function readCoverage(
  knex: Knex,
  fromMs: number,
): Promise<ClusterCoverage[]> {
  const rows: {
    id: string;
    first_ms: DbInteger | null;
    through_ms: DbInteger | null;
    live_through_ms: DbInteger | null;
  }[] = await knex('clusters').select(
    'id',
    knex('slo_series')
      .whereRaw('slo_series.cluster_id = clusters.id')
      .min('first_ms')
      .as('first_ms'),
    knex('agent_sessions')
      .whereRaw('agent_sessions.cluster_id = clusters.id')
      .max('acked_through_ms')
      .as('through_ms'),
    knex('agent_sessions')
      .where({ role: 'live' })
      .whereRaw('agent_sessions.cluster_id = clusters.id')
      .max('acked_through_ms')
      .as('live_through_ms'),
  );
  const gaps: { cluster_id: string; from_ms: DbInteger; to_ms: DbInteger }[] =
    await knex('gaps')
      .where('to_ms', '>', fromMs)
      .select('cluster_id', 'from_ms', 'to_ms');
  return rows.map(row => ({
    clusterId: row.id,
    firstMs: readOptionalInteger(row.first_ms),
    throughMs: readOptionalInteger(row.through_ms),
    liveThroughMs: readOptionalInteger(row.live_through_ms),
    gaps: gaps
      .filter(gap => gap.cluster_id === row.id)
      .map(gap => ({
        fromMs: readInteger(gap.from_ms),
        toMs: readInteger(gap.to_ms),
      })),
  }));
}
