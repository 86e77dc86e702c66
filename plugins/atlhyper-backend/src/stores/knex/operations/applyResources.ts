import {
  xorDigests,
  type PushRequest,
  type Resource,
  type ResourceId,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import {
  bulkUpsert,
  inChunks,
  matchesAny,
  readInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
  type BulkRow,
} from '../dialect';
import { resourceDigest } from '../../identityKeys';

/** See `ObjectStore.apply`. */
export async function applyResources(
  trx: Knex.Transaction,
  clusterId: string,
  changes: NonNullable<PushRequest['resources']>,
): Promise<boolean> {
  const cluster = await trx('clusters')
    .where({ id: clusterId })
    .first(
      'resource_generation',
      'resource_swept_generation',
      'resource_digest',
    );
  if (changes.generation < readInteger(cluster.resource_generation)) {
    return true;
  }
  const sweeps =
    changes.complete &&
    readInteger(cluster.resource_swept_generation) < changes.generation;
  const deltas = [
    await removeObjects(trx, clusterId, changes.deletes),
    await putObjects(trx, clusterId, changes),
    sweeps ? await sweepObjects(trx, clusterId, changes) : [],
  ];
  const digest = deltas.flat().reduce(xorDigests, cluster.resource_digest);
  await trx('clusters')
    .where({ id: clusterId })
    .update({
      resource_generation: changes.generation,
      resource_digest: digest,
      ...(sweeps && { resource_swept_generation: changes.generation }),
    });
  if (!changes.complete || changes.digest === undefined) return false;
  const kept = await keptDigests(trx, clusterId, changes.unknownKinds);
  return changes.digest !== kept.reduce(xorDigests, digest);
}

/** Digests of what the sender knows nothing of, and therefore not to be missed in its own. */
async function keptDigests(
  trx: Knex.Transaction,
  clusterId: string,
  kinds: readonly string[] = [],
): Promise<string[]> {
  return kinds.length === 0
    ? []
    : trx('resources')
        .where({ cluster_id: clusterId })
        .whereIn('kind', kinds)
        .pluck('digest');
}

const RESOURCE_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'namespace', type: 'text' },
  { name: 'name', type: 'text' },
  { name: 'uid', type: 'text', onConflict: 'replace' },
  { name: 'resource_version', type: 'text', onConflict: 'replace' },
  { name: 'digest', type: 'text', onConflict: 'replace' },
  { name: 'generation', type: 'bigint', onConflict: 'replace' },
  { name: 'node_name', type: 'text', onConflict: 'replace' },
  { name: 'data_json', type: 'text', onConflict: 'replace' },
];
const KEY_COLUMNS = RESOURCE_COLUMNS.slice(0, 4);

/** Stores objects; gives the digests that leave the total (old rows) and enter it (new ones). */
async function putObjects(
  trx: Knex.Transaction,
  clusterId: string,
  changes: { generation: number; upserts: readonly Resource[] },
): Promise<string[]> {
  const rows = uniqueRows(
    changes.upserts.map(resource => toRow(clusterId, resource, changes)),
  );
  const replaced = await digestsOf(trx, rows);
  await bulkUpsert(
    trx,
    {
      table: 'resources',
      key: KEY_COLUMNS.map(c => c.name),
      columns: RESOURCE_COLUMNS,
    },
    rows,
  );
  return [...replaced, ...rows.map(row => String(row.digest))];
}

/** Removes objects; gives the digests of those that were there. */
async function removeObjects(
  trx: Knex.Transaction,
  clusterId: string,
  ids: readonly ResourceId[],
): Promise<string[]> {
  const rows = uniqueRows(ids.map(id => toKey(clusterId, id)));
  const removed = await digestsOf(trx, rows);
  await inChunks(rows, ROWS_PER_STATEMENT, chunk =>
    trx('resources').whereRaw(matchesAny(trx, KEY_COLUMNS, chunk)).delete(),
  );
  return removed;
}

/** Removes what the new full state does not name; gives the digests of what was removed. */
async function sweepObjects(
  trx: Knex.Transaction,
  clusterId: string,
  changes: { generation: number; unknownKinds?: readonly string[] },
): Promise<string[]> {
  const old = () =>
    trx('resources')
      .where({ cluster_id: clusterId })
      .whereNotIn('kind', changes.unknownKinds ?? [])
      .andWhere('generation', '<', changes.generation);
  const digests: string[] = await old().pluck('digest');
  await old().delete();
  return digests;
}

async function digestsOf(
  trx: Knex.Transaction,
  keys: readonly BulkRow[],
): Promise<string[]> {
  const found = await inChunks(keys, ROWS_PER_STATEMENT, chunk =>
    trx('resources')
      .whereRaw(matchesAny(trx, KEY_COLUMNS, chunk))
      .select<{ digest: string }[]>('digest'),
  );
  return found.flat().map(row => row.digest);
}

function toKey(clusterId: string, id: ResourceId) {
  return {
    cluster_id: clusterId,
    kind: id.kind,
    namespace: id.namespace ?? '',
    name: id.name,
  };
}

function toRow(
  clusterId: string,
  resource: Resource,
  changes: { generation: number },
): BulkRow {
  const nodeName = resource.kind === 'pod' && resource.data.nodeName;
  return {
    ...toKey(clusterId, resource),
    uid: resource.uid,
    resource_version: resource.resourceVersion,
    digest: resourceDigest(resource, resource.resourceVersion),
    generation: changes.generation,
    node_name: typeof nodeName === 'string' ? nodeName : undefined,
    data_json: JSON.stringify(resource.data),
  };
}

/** The last row of each key: later entries of a push replace earlier ones. */
function uniqueRows<R extends BulkRow>(rows: readonly R[]): R[] {
  const byKey = new Map(
    rows.map(row => [JSON.stringify([row.kind, row.namespace, row.name]), row]),
  );
  return [...byKey.values()];
}
