import type { RequestSeries } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  RequestPlan,
  RequestSample,
} from '@atlhyper/backstage-plugin-atlhyper-node';
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
import { seriesHash } from '../../identityKeys';
import {
  CLASS_COLUMNS,
  HISTOGRAM_COLUMNS,
  MESH_COLUMNS,
  METHOD_COLUMNS,
  NO_LAYOUT_ID,
  SAMPLE_COLUMNS,
  SAMPLE_KEY,
} from '../sampleColumns';
import type { DbInteger } from '../tables';
import { addToTotals } from './slidingTotals';

const HOUR_MS = 3_600_000;

/** Samples made into rows and sorted at once: some ms. */
const SAMPLES_PER_TURN = 2_000;

/**
 * Adds the planned request counts to all levels: series by series in the order of their ids, so
 * that a history that is loaded beside live data locks rows in the same order.
 */
export async function addRequestSamples(
  trx: Knex.Transaction,
  clusterId: string,
  plan: RequestPlan,
): Promise<void> {
  if (plan.samples.length === 0) {
    return;
  }
  const seriesIds = await findOrAddSeries(trx, clusterId, plan.series);
  const layoutIds = await findOrAddLayouts(trx, plan.layouts);
  const bySeries: RequestSample[][] = plan.series.map(() => []);
  plan.samples.forEach(sample => bySeries[sample.series].push(sample));
  const ordered = [...bySeries.keys()].sort(
    (a, b) => seriesIds[a] - seriesIds[b],
  );
  const perSeries = plan.samples.length / plan.series.length;
  await inChunks(ordered, Math.ceil(SAMPLES_PER_TURN / perSeries), chunk =>
    bulkUpsert(
      trx,
      { table: 'slo_samples', key: SAMPLE_KEY, columns: SAMPLE_COLUMNS },
      chunk.flatMap(index =>
        bySeries[index].map(sample =>
          toRow(
            sample,
            seriesIds[index],
            sample.latency ? layoutIds[sample.latency.layout] : NO_LAYOUT_ID,
          ),
        ),
      ),
    ),
  );
  await addToTotals(trx, clusterId, plan, {
    series: seriesIds,
    layouts: layoutIds,
  });
}

const SERIES_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'series_key', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'host', type: 'text' },
  { name: 'path', type: 'text' },
  { name: 'path_match', type: 'text' },
  { name: 'condition', type: 'text' },
  { name: 'service', type: 'text' },
  { name: 'source_namespace', type: 'text' },
  { name: 'source_kind', type: 'text' },
  { name: 'source_workload', type: 'text' },
  { name: 'namespace', type: 'text' },
  { name: 'first_ms', type: 'bigint', onConflict: 'min' },
  { name: 'last_ms', type: 'bigint', onConflict: 'max' },
];
const SERIES_KEY_COLUMNS = SERIES_COLUMNS.slice(0, 2);

/**
 * Ids of the series, in their order. `last_ms` is kept to the hour, so that a push that brings
 * nothing but newer samples does not rewrite the row of every series.
 */
async function findOrAddSeries(
  trx: Knex.Transaction,
  clusterId: string,
  series: RequestPlan['series'],
): Promise<number[]> {
  const rows = series.map(({ identity, firstMs, lastMs }) => ({
    cluster_id: clusterId,
    series_key: seriesHash(clusterId, identity),
    kind: identity.kind,
    ...identityColumns(identity),
    first_ms: firstMs,
    last_ms: Math.ceil(lastMs / HOUR_MS) * HOUR_MS,
  }));
  await bulkUpsert(
    trx,
    {
      table: 'slo_series',
      key: ['cluster_id', 'series_key'],
      columns: SERIES_COLUMNS,
      updateOnlyIf:
        'excluded.first_ms < slo_series.first_ms or excluded.last_ms > slo_series.last_ms',
    },
    rows,
  );
  const ids = new Map<string, number>();
  await inChunks(rows, ROWS_PER_STATEMENT, async chunk => {
    const found = await trx('slo_series')
      .whereRaw(matchesAny(trx, SERIES_KEY_COLUMNS, chunk))
      .select<{ id: DbInteger; series_key: string }[]>('id', 'series_key');
    found.forEach(row => ids.set(row.series_key, readInteger(row.id)));
  });
  return rows.map(row => ids.get(row.series_key)!);
}

function identityColumns(identity: RequestSeries): BulkRow {
  switch (identity.kind) {
    case 'route':
      return {
        host: identity.host,
        path: identity.path,
        path_match: identity.pathMatch,
        condition: identity.condition,
      };
    case 'edge':
      return {
        source_namespace: identity.source.namespace,
        source_kind: identity.source.kind,
        source_workload: identity.source.workload,
        namespace: identity.destination.namespace,
        service: identity.destination.service,
      };
    case 'authority':
      return { host: identity.host };
    default:
      return { service: identity.service };
  }
}

const LAYOUT_COLUMNS: BulkColumn[] = [{ name: 'bounds_json', type: 'text' }];

/**
 * Ids of the layouts, in their order. Looked up before they are inserted: PostgreSQL takes a new id
 * for every insert that it then ignores, and would come to the last one some day.
 */
async function findOrAddLayouts(
  trx: Knex.Transaction,
  layouts: RequestPlan['layouts'],
): Promise<number[]> {
  const texts = layouts.map(bounds => JSON.stringify(bounds));
  const ids = await findLayouts(trx, texts);
  const missing = texts.filter(text => !ids.has(text));
  if (missing.length > 0) {
    await bulkUpsert(
      trx,
      {
        table: 'latency_layouts',
        key: ['bounds_json'],
        columns: LAYOUT_COLUMNS,
      },
      missing.map(text => ({ bounds_json: text })),
    );
    const added = await findLayouts(trx, missing);
    added.forEach((layoutId, text) => ids.set(text, layoutId));
  }
  return texts.map(text => ids.get(text)!);
}

async function findLayouts(
  trx: Knex.Transaction,
  texts: readonly string[],
): Promise<Map<string, number>> {
  const rows = texts.map(text => ({ bounds_json: text }));
  const found = await trx('latency_layouts')
    .whereRaw(matchesAny(trx, LAYOUT_COLUMNS, rows))
    .select<{ id: number; bounds_json: string }[]>('id', 'bounds_json');
  return new Map(found.map(row => [row.bounds_json, row.id]));
}

function toRow(
  sample: RequestSample,
  seriesId: number,
  layoutId: number,
): BulkRow {
  const row: BulkRow = {
    series_id: seriesId,
    level_ms: sample.levelMs,
    start_ms: sample.startMs,
    layout_id: layoutId,
  };
  setCounts(row, CLASS_COLUMNS, sample.classes);
  setCounts(row, METHOD_COLUMNS, sample.methods);
  setCounts(row, MESH_COLUMNS, sample.mesh ?? []);
  if (sample.latency) {
    setCounts(row, HISTOGRAM_COLUMNS, sample.latency.counts);
    row.latency_sum_ms = sample.latency.sumMs;
  }
  return row;
}

/** Zeros are left out: null means the same and takes no room. */
function setCounts(
  row: BulkRow,
  columns: readonly string[],
  counts: readonly number[],
): void {
  counts.forEach((count, i) => {
    if (count > 0) {
      row[columns[i]] = count;
    }
  });
}
