import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PushUnit } from '../../Ledger';
import { bulkUpsert, type BulkColumn, type BulkRow } from '../dialect';
import { transactionOf } from '../transaction';

/** Something that was measured at one time, and replaces what was measured before. */
type Measurement = { timestampMs: number };

/**
 * Keeps the newest of each, however they arrive. What a clock that is ahead measured counts as of
 * now: it must not shut out what follows once the clock is set. Nor must what came while our own was.
 */
export async function putNewest<T extends Measurement>(
  unit: PushUnit,
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
  const latestMs = unit.receivedMs + PUSH_LIMITS.maxSlotAheadMs;
  const newest = new Map<string, T>();
  for (const given of target.items) {
    const timestampMs = Math.min(given.timestampMs, unit.receivedMs);
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
    transactionOf(unit),
    {
      table,
      key: ['cluster_id', ...key],
      columns,
      updateOnlyIf: `excluded.timestamp_ms >= ${table}.timestamp_ms or ${table}.timestamp_ms > ${latestMs}`,
    },
    [...newest.values()].map((item): BulkRow => {
      const values = keyOf(item);
      return {
        cluster_id: unit.clusterId,
        ...Object.fromEntries(key.map((name, i) => [name, values[i]])),
        timestamp_ms: item.timestampMs,
        [json]: JSON.stringify(target.toStored(item)),
      };
    }),
  );
}
