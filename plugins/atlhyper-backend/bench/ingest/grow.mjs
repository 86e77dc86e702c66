// A database that has been in use for long: samples of a day, of as many series as it takes.
const LEVEL_MS = 30_000;
const SLOTS = 2_880;
const SERIES_PER_STATEMENT = 50;
const CLUSTER = 'grown';

/** Until it has so many bytes; gives how many it has. */
export async function grow(stack, { bytes, nowMs }) {
  const { knex } = stack;
  await stack.clusters.registerCluster({
    id: CLUSTER,
    createdBy: 'user:default/bench',
    backfill: false,
  });
  const beginMs = nowMs - (nowMs % LEVEL_MS) - (SLOTS + 10) * LEVEL_MS;
  const [{ id: layout }] = await knex('latency_layouts').select('id').limit(1);
  let ids = await knex('slo_series').orderBy('id').pluck('id');
  let size = await sizeOf(knex);
  while (size < bytes) {
    for (let i = 0; i < ids.length && size < bytes; i += SERIES_PER_STATEMENT) {
      await fill(knex, ids.slice(i, i + SERIES_PER_STATEMENT), beginMs, layout);
      if (i % 500 === 0) size = await sizeOf(knex);
    }
    if (size < bytes) ids = await addSeries(knex, nowMs);
  }
  return sizeOf(knex);
}

async function fill(knex, ids, beginMs, layout) {
  await knex.raw(
    `insert into slo_samples
       (series_id, level_ms, start_ms, layout_id, c2xx, m_get, h00, h01, latency_sum_ms)
     with recursive slots(i) as (
       select 0 union all select i + 1 from slots where i < ${SLOTS - 1}
     )
     select slo_series.id, ${LEVEL_MS}, ${beginMs} + i * ${LEVEL_MS}, ${layout}, 50, 50, 47, 3, 900.5
     from slo_series cross join slots where slo_series.id in (${ids})
     order by slo_series.id, i`,
  );
}

async function addSeries(knex, nowMs) {
  const first = await knex('slo_series').max({ id: 'id' }).first();
  const rows = Array.from({ length: 2_000 }, (_, i) => ({
    cluster_id: CLUSTER,
    series_key: `${first.id}-${i}`.padStart(64, '0'),
    kind: 'route',
    host: `shop-${first.id}-${i}.example.com`,
    path: '/',
    path_match: 'prefix',
    first_ms: 0,
    last_ms: nowMs,
  }));
  for (let i = 0; i < rows.length; i += 500) {
    await knex('slo_series').insert(rows.slice(i, i + 500));
  }
  return knex('slo_series')
    .where('id', '>', first.id)
    .orderBy('id')
    .pluck('id');
}

async function sizeOf(knex) {
  if (knex.client.config.client === 'pg') {
    const { rows } = await knex.raw(
      'select pg_database_size(current_database()) as size',
    );
    return Number(rows[0].size);
  }
  const [{ page_count: pages }] = await knex.raw('pragma page_count');
  const [{ page_size: size }] = await knex.raw('pragma page_size');
  return pages * size;
}
