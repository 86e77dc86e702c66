// What no ingest can be faster than: gunzip, JSON.parse, and the rows of all levels in one transaction.
import { performance } from 'node:perf_hooks';
import { gunzipSync } from 'node:zlib';

const LEVELS_MS = [30_000, 300_000, 3_600_000, 86_400_000];
const COLUMNS = ['c2xx', 'm_get', 'h00', 'h01', 'latency_sum_ms'];
const KEY = ['series_id', 'level_ms', 'start_ms', 'layout_id'];

/** Times of so many of them, ms. Nothing is checked, planned or totalled, and no ledger is kept. */
export async function measureFloor(knex, bodies) {
  const found = await knex('slo_series').select('id', 'host', 'path');
  const ids = new Map(found.map(one => [one.host + one.path, one.id]));
  const [{ id: layout }] = await knex('latency_layouts').select('id').limit(1);
  const times = [];
  for (const body of bodies) {
    const start = performance.now();
    const { slots } = JSON.parse(gunzipSync(body).toString('utf8'));
    await knex.transaction(async trx => {
      for (const levelMs of LEVELS_MS) {
        const rows = slots.flatMap(({ startMs, requests }) =>
          requests.map(({ series, codes, methods, latency }) => [
            ...[ids.get(series.host + series.path), levelMs],
            ...[startMs - (startMs % levelMs), layout, codes[200], methods.GET],
            ...[latency.counts[0], latency.counts[1], latency.sumMs],
          ]),
        );
        await add(trx, rows);
      }
    });
    times.push(performance.now() - start);
  }
  return times;
}

async function add(trx, rows) {
  const names = [...KEY, ...COLUMNS];
  const updates = COLUMNS.map(
    name => `${name} = coalesce(slo_samples.${name}, 0) + excluded.${name}`,
  );
  const isPostgres = trx.client.config.client === 'pg';
  const source = isPostgres
    ? `select ${names.map(
        (_, i) => `(value ->> ${i})::numeric`,
      )} from json_array_elements(?::json)`
    : `select ${names.map(
        (_, i) => `value ->> ${i}`,
      )} from json_each(?) where true`;
  await trx.raw(
    `insert into slo_samples (${names}) ${source}
     on conflict (${KEY}) do update set ${updates}`,
    [JSON.stringify(rows)],
  );
}
