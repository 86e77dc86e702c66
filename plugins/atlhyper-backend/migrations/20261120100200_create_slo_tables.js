// @ts-check

/**
 * Routes, request series and their samples.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await createRoutes(knex);
  await createSeries(knex);
  await createSamples(knex);
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('slo_samples');
  await knex.schema.dropTable('latency_layouts');
  await knex.schema.dropTable('slo_series');
  await knex.schema.dropTable('routes');
};

/**
 * @param {import('knex').Knex} knex
 */
async function createRoutes(knex) {
  await knex.schema.createTable('routes', table => {
    table.comment('Routes that exist now, as the agents read them');
    clusterReference(table);
    table
      .string('route_key', 64)
      .notNullable()
      .comment(
        'SHA-256 of host, path, match, condition and source; texts too long for an index',
      );
    table
      .string('host', 512)
      .notNullable()
      .comment('Host, "*" or "~" and a pattern');
    table.text('path').notNullable().comment('Path that is matched');
    table
      .string('path_match', 8)
      .notNullable()
      .comment('prefix, exact or regex');
    table
      .text('condition')
      .nullable()
      .comment('What the rule asks beyond host and path');
    table
      .string('source_kind', 16)
      .notNullable()
      .comment('ingressroute or ingress');
    table
      .string('source_namespace', 253)
      .notNullable()
      .comment('Namespace of the object');
    table
      .string('source_name', 253)
      .notNullable()
      .comment('Name of the object');
    table.boolean('tls').notNullable().comment('Whether it is served over TLS');
    table.text('services_json').notNullable().comment('Services behind it');
    table
      .string('series_key', 64)
      .nullable()
      .comment(
        'Series that counts it (slo_series.series_key); null while unknown',
      );
    table
      .string('shared_service', 512)
      .nullable()
      .comment('The service, where its counters are shared with other routes');
    table.text('problem').nullable().comment('Why the rule was not understood');
    table
      .bigInteger('generation')
      .notNullable()
      .comment('List it was last part of');
    table.primary(['cluster_id', 'route_key'], 'routes_pk');
    table.index(['host'], 'routes_host_idx');
    table.index(['cluster_id', 'series_key'], 'routes_series_idx');
  });
}

/**
 * @param {import('knex').Knex} knex
 */
async function createSeries(knex) {
  await knex.schema.createTable('slo_series', table => {
    table.comment('Whose requests are counted');
    table.bigIncrements('id').comment('Short name used by the samples');
    clusterReference(table);
    table
      .string('series_key', 64)
      .notNullable()
      .comment('SHA-256 of the identity; texts too long for an index');
    table.string('kind', 16).notNullable().comment('route, shared or unmapped');
    table.string('host', 512).nullable().comment('Host, for a route');
    table.text('path').nullable().comment('Path, for a route');
    table.string('path_match', 8).nullable().comment('Match, for a route');
    table
      .text('condition')
      .nullable()
      .comment('Condition, for a route that has one');
    table
      .string('service', 512)
      .nullable()
      .comment('Service, where not a route');
    table
      .bigInteger('first_ms')
      .notNullable()
      .comment('Begin of its earliest slot, epoch ms');
    table
      .bigInteger('last_ms')
      .notNullable()
      .comment('End of its latest slot, epoch ms');
    table.unique(['cluster_id', 'series_key'], {
      indexName: 'slo_series_identity_uniq',
    });
    table.index(['host'], 'slo_series_host_idx');
  });

  await knex.schema.createTable('latency_layouts', table => {
    table.comment('Bucket bounds that histograms were sent with');
    table.increments('id').comment('Short name used by the samples; from 1');
    table
      .text('bounds_json')
      .notNullable()
      .comment('Upper bounds in ms, rising, as a JSON array');
    table.unique(['bounds_json'], { indexName: 'latency_layouts_bounds_uniq' });
  });
}

/**
 * The rows of one series, level and layout lie together: every read and every prune names the
 * series, so the primary key is the only index. SQLite keeps the rows inside it.
 *
 * @param {import('knex').Knex} knex
 */
async function createSamples(knex) {
  const columns = [
    'series_id bigint not null references slo_series (id) on delete cascade',
    'level_ms integer not null',
    'start_ms bigint not null',
    'layout_id integer not null',
    ...['c0', 'c1xx', 'c2xx', 'c3xx', 'c4xx', 'c5xx'].map(c => `${c} bigint`),
    ...[
      'get',
      'head',
      'post',
      'put',
      'patch',
      'delete',
      'options',
      'other',
    ].map(method => `m_${method} bigint`),
    'latency_sum_ms double precision',
    ...Array.from(
      { length: 32 },
      (_, i) => `h${String(i).padStart(2, '0')} bigint`,
    ),
    'constraint slo_samples_pk primary key (series_id, level_ms, start_ms, layout_id)',
  ];
  const sqlite = knex.client.config.client.includes('sqlite');
  await knex.raw(
    `create table slo_samples (${columns.join(', ')})${
      sqlite ? ' without rowid' : ''
    }`,
  );
  if (sqlite) {
    return;
  }
  const comments = {
    series_id: 'Whose requests',
    level_ms: 'Length of the bucket, ms',
    start_ms: 'Begin of the bucket, epoch ms, a multiple of its length',
    layout_id:
      'Bounds of h00 to h31 (latency_layouts.id); 0 without a histogram',
    c0: 'Requests without a status code; null stands for 0 in all counts',
    m_other: 'Requests with any other method',
    latency_sum_ms: 'Sum of the latencies, ms',
    h00: 'Requests up to the first bound; the last used one has no upper bound',
  };
  for (const [column, comment] of Object.entries(comments)) {
    await knex.raw(`comment on column slo_samples.${column} is '${comment}'`);
  }
}

/**
 * @param {import('knex').Knex.CreateTableBuilder} table
 */
function clusterReference(table) {
  table
    .string('cluster_id', 63)
    .notNullable()
    .references('id')
    .inTable('clusters')
    .onDelete('CASCADE')
    .comment('The cluster it belongs to');
}
