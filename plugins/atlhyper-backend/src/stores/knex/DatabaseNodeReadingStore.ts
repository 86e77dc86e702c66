import type { Knex } from 'knex';
import { mapInTurns } from '../../mapInTurns';
import type { NodeName } from '../LatestStore';
import type { PushUnit } from '../Ledger';
import type { NodeReadingStore, StoredReading } from '../NodeReadingStore';
import { bulkUpsert, type BulkColumn, type BulkRow } from './dialect';
import { pruneBatches } from './pruneBatches';
import type { DbNodeRecentRow } from './tables';
import { transactionOf } from './transaction';

const KEY = ['cluster_id', 'node', 'kind', 'timestamp_ms'];

const COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'timestamp_ms', type: 'bigint' },
  { name: 'reading_json', type: 'text', onConflict: 'replace' },
];

/** What was measured of nodes lately, in the plugin's database. */
export class DatabaseNodeReadingStore implements NodeReadingStore {
  constructor(private readonly knex: Knex) {}

  async put(unit: PushUnit, readings: readonly StoredReading[]): Promise<void> {
    const rows = new Map<string, BulkRow>();
    for (const { node, kind, reading } of readings) {
      // A clock that is ahead measures now.
      const atMs = Math.min(reading.atMs, unit.receivedMs);
      rows.set(JSON.stringify([node, kind, atMs]), {
        cluster_id: unit.clusterId,
        node,
        kind,
        timestamp_ms: atMs,
        reading_json: JSON.stringify({ ...reading, atMs }),
      });
    }
    await bulkUpsert(
      transactionOf(unit),
      { table: 'node_recent', key: KEY, columns: COLUMNS },
      [...rows.values()],
    );
  }

  async read(span: {
    fromMs: number;
    toMs: number;
  }): Promise<(StoredReading & NodeName)[]> {
    const rows = await this.knex<DbNodeRecentRow>('node_recent')
      .where('timestamp_ms', '>=', span.fromMs)
      .andWhere('timestamp_ms', '<', span.toMs)
      .orderBy('timestamp_ms')
      .select();
    return mapInTurns(rows, row => ({
      clusterId: row.cluster_id,
      node: row.node,
      kind: row.kind,
      reading: JSON.parse(row.reading_json),
    }));
  }

  async prune(beforeMs: number): Promise<number> {
    return pruneBatches(this.knex, 'node_recent', {
      key: KEY,
      old: rows => rows.where('timestamp_ms', '<', beforeMs),
    });
  }
}
