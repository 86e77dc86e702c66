import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { bulkUpsert, type BulkColumn } from '../dialect';
import type { PushBatch } from '../../IngestStore';

const GAP_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'stream_id', type: 'text' },
  { name: 'from_ms', type: 'bigint' },
  { name: 'to_ms', type: 'bigint' },
  { name: 'reason', type: 'text', onConflict: 'replace' },
  { name: 'recorded_ms', type: 'bigint' },
];

/** Remembers gaps; one that is reported again stays one. */
export async function recordGaps(
  trx: Knex.Transaction,
  batch: PushBatch,
): Promise<void> {
  const rows = new Map(
    batch.gaps.map(gap => [
      `${gap.fromMs}-${gap.toMs}`,
      {
        cluster_id: batch.clusterId,
        stream_id: batch.streamId,
        from_ms: gap.fromMs,
        to_ms: gap.toMs,
        reason: gap.reason,
        recorded_ms: batch.receivedMs,
      },
    ]),
  );
  await bulkUpsert(
    trx,
    {
      table: 'gaps',
      key: ['cluster_id', 'to_ms', 'from_ms', 'stream_id'],
      columns: GAP_COLUMNS,
    },
    [...rows.values()],
  );
}

/** Brings the states of an agent's sources up to date; its heartbeat made the row. */
export async function recordSources(
  trx: Knex.Transaction,
  batch: PushBatch,
): Promise<void> {
  if (batch.sources) {
    await trx('agents')
      .where({ cluster_id: batch.clusterId, stream_id: batch.streamId })
      .update({ sources_json: JSON.stringify(batch.sources) });
  }
}

const SNAPSHOT_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'timestamp_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'snapshot_json', type: 'text', onConflict: 'replace' },
];

/**
 * Keeps the newest snapshot of every node, however they arrive. One from a clock that is ahead
 * counts as of now: it must not shut out those that follow once the clock is set.
 */
export async function recordSnapshots(
  trx: Knex.Transaction,
  batch: PushBatch,
): Promise<void> {
  const newest = new Map<string, NodeSnapshot>();
  for (const given of batch.nodes) {
    const timestampMs = Math.min(given.timestampMs, batch.receivedMs);
    const known = newest.get(given.node);
    if (!known || known.timestampMs <= timestampMs) {
      newest.set(given.node, { ...given, timestampMs });
    }
  }
  await bulkUpsert(
    trx,
    {
      table: 'node_latest',
      key: ['cluster_id', 'node'],
      columns: SNAPSHOT_COLUMNS,
      updateOnlyIf: 'excluded.timestamp_ms >= node_latest.timestamp_ms',
    },
    [...newest.values()].map(snapshot => ({
      cluster_id: batch.clusterId,
      node: snapshot.node,
      timestamp_ms: snapshot.timestampMs,
      snapshot_json: JSON.stringify(snapshot),
    })),
  );
}

/** Hands live data on to the engine, in order of arrival. */
export async function appendEngineInput(
  trx: Knex.Transaction,
  batch: PushBatch,
): Promise<void> {
  if (batch.engineInput) {
    await trx('engine_inputs').insert({
      cluster_id: batch.clusterId,
      received_ms: batch.receivedMs,
      from_ms: batch.engineInput.fromMs ?? null,
      through_ms: batch.engineInput.throughMs ?? null,
      payload_json: batch.engineInput.payloadJson,
    });
  }
}
