import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { PushUnit } from '../../Ledger';
import { bulkUpsert, type BulkColumn, type BulkRow } from '../dialect';
import { transactionOf } from '../transaction';

const EVENT_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'uid', type: 'text' },
  { name: 'namespace', type: 'text', onConflict: 'replace' },
  { name: 'type', type: 'text', onConflict: 'replace' },
  { name: 'reason', type: 'text', onConflict: 'replace' },
  { name: 'message', type: 'text', onConflict: 'replace' },
  { name: 'object_kind', type: 'text', onConflict: 'replace' },
  { name: 'object_namespace', type: 'text', onConflict: 'replace' },
  { name: 'object_name', type: 'text', onConflict: 'replace' },
  { name: 'object_uid', type: 'text', onConflict: 'replace' },
  { name: 'reporter', type: 'text', onConflict: 'replace' },
  { name: 'node', type: 'text', onConflict: 'replace' },
  { name: 'count', type: 'bigint', onConflict: 'replace' },
  { name: 'first_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'last_ms', type: 'bigint', onConflict: 'replace' },
];

/** See `EventStore.record`. */
export async function recordEvents(
  unit: PushUnit,
  events: readonly KubernetesEvent[],
): Promise<void> {
  const newest = new Map<string, KubernetesEvent>();
  for (const given of events) {
    const event = {
      ...given,
      firstMs: Math.min(given.firstMs, unit.receivedMs),
      lastMs: Math.min(given.lastMs, unit.receivedMs),
    };
    const known = newest.get(event.uid);
    if (!known || isNewer(event, known)) {
      newest.set(event.uid, event);
    }
  }
  await bulkUpsert(
    transactionOf(unit),
    {
      table: 'kubernetes_events',
      key: ['cluster_id', 'uid'],
      columns: EVENT_COLUMNS,
      updateOnlyIf:
        'excluded.last_ms > kubernetes_events.last_ms or (excluded.last_ms = kubernetes_events.last_ms and excluded.count > kubernetes_events.count)',
    },
    [...newest.values()].map(event => toRow(unit.clusterId, event)),
  );
}

function isNewer(event: KubernetesEvent, known: KubernetesEvent): boolean {
  return event.lastMs === known.lastMs
    ? event.count > known.count
    : event.lastMs > known.lastMs;
}

function toRow(clusterId: string, event: KubernetesEvent): BulkRow {
  return {
    cluster_id: clusterId,
    uid: event.uid,
    namespace: event.namespace,
    type: event.type,
    reason: event.reason,
    message: event.message,
    object_kind: event.object.kind,
    object_namespace: event.object.namespace,
    object_name: event.object.name,
    object_uid: event.object.uid,
    reporter: event.reporter,
    node: event.node,
    count: event.count,
    first_ms: event.firstMs,
    last_ms: event.lastMs,
  };
}
