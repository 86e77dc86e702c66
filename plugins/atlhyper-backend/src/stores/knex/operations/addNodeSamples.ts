import type { Knex } from 'knex';
import { bulkUpsert, type BulkRow } from '../dialect';
import type { NodeSample } from '../../IngestStore';
import {
  METRIC_COLUMNS,
  NODE_HISTORY_COLUMNS,
  NODE_HISTORY_KEY,
} from '../nodeColumns';

/** Adds the planned node figures to their levels. */
export async function addNodeSamples(
  trx: Knex.Transaction,
  clusterId: string,
  samples: readonly NodeSample[],
): Promise<void> {
  await bulkUpsert(
    trx,
    {
      table: 'node_history',
      key: NODE_HISTORY_KEY,
      columns: NODE_HISTORY_COLUMNS,
    },
    samples.map(sample => toRow(clusterId, sample)),
  );
}

function toRow(clusterId: string, sample: NodeSample): BulkRow {
  const row: BulkRow = {
    cluster_id: clusterId,
    node: sample.node,
    level_ms: sample.levelMs,
    start_ms: sample.startMs,
  };
  for (const { metric, sum, count, max } of METRIC_COLUMNS) {
    const value = sample.metrics[metric];
    if (value) {
      row[sum] = value.sum;
      row[count] = value.count;
      row[max] = value.max;
    }
  }
  return row;
}
