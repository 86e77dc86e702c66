import type { Knex } from 'knex';
import { bulkUpsert, type BulkColumn, type BulkRow } from '../dialect';
import type { PushBatch } from '../../IngestStore';

/** Something that was measured at one time, and replaces what was measured before. */
type Measurement = { timestampMs: number };

/**
 * Keeps the newest figures of each pod, node and pair of nodes, however they arrive. What a clock
 * that is ahead measured counts as of now: it must not shut out what follows once the clock is set.
 */
export async function recordUsage(
  trx: Knex.Transaction,
  batch: PushBatch,
): Promise<void> {
  const { usage } = batch;
  if (!usage) {
    return;
  }
  await putNewest(trx, batch, {
    table: 'pod_usage',
    key: ['namespace', 'name'],
    json: 'usage_json',
    items: usage.pods,
    keyOf: ({ namespace, name }) => [namespace, name],
    toStored: ({ source, timestampMs, containers }) => ({
      source,
      timestampMs,
      containers,
    }),
  });
  await putNewest(trx, batch, {
    table: 'node_usage',
    key: ['node'],
    json: 'usage_json',
    items: usage.nodes,
    keyOf: ({ node }) => [node],
    toStored: one => one,
  });
  await putNewest(trx, batch, {
    table: 'network_probes',
    key: ['source_node', 'target_node'],
    json: 'probe_json',
    items: usage.probes,
    keyOf: ({ sourceNode, targetNode }) => [sourceNode, targetNode],
    toStored: one => one,
  });
}

async function putNewest<T extends Measurement>(
  trx: Knex.Transaction,
  batch: PushBatch,
  target: {
    table: string;
    key: string[];
    json: string;
    items: readonly T[];
    /** Values of the key's columns. */
    keyOf: (item: T) => string[];
    toStored: (item: T) => object;
  },
): Promise<void> {
  const { table, key, json, keyOf } = target;
  const newest = new Map<string, T>();
  for (const given of target.items) {
    const timestampMs = Math.min(given.timestampMs, batch.receivedMs);
    const id = JSON.stringify(keyOf(given));
    const known = newest.get(id);
    if (!known || known.timestampMs <= timestampMs) {
      newest.set(id, { ...given, timestampMs });
    }
  }
  const columns: BulkColumn[] = [
    ...['cluster_id', ...key].map(name => ({ name, type: 'text' as const })),
    { name: 'timestamp_ms', type: 'bigint', onConflict: 'replace' },
    { name: json, type: 'text', onConflict: 'replace' },
  ];
  await bulkUpsert(
    trx,
    {
      table,
      key: ['cluster_id', ...key],
      columns,
      updateOnlyIf: `excluded.timestamp_ms >= ${table}.timestamp_ms`,
    },
    [...newest.values()].map((item): BulkRow => {
      const values = keyOf(item);
      return {
        cluster_id: batch.clusterId,
        ...Object.fromEntries(key.map((name, i) => [name, values[i]])),
        timestamp_ms: item.timestampMs,
        [json]: JSON.stringify(target.toStored(item)),
      };
    }),
  );
}
