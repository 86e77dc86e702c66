// @ts-check

/**
 * Rolling totals of each series and window, so that a window is one row instead of a walk over its
 * buckets. They are built in the background from the samples; until then windows are summed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('slo_total_states', table => {
    table.comment('From when on the rolling totals of a cluster reach');
    table
      .string('cluster_id', 63)
      .primary()
      .references('id')
      .inTable('clusters')
      .onDelete('CASCADE')
      .comment('The cluster');
    table
      .text('anchors_json')
      .notNullable()
      .comment(
        'By window in ms: {fromMs, stepMs}; without those not yet built',
      );
  });
  await knex('slo_total_states').insert(
    knex('clusters').select(
      'id as cluster_id',
      knex.raw("'{}' as anchors_json"),
    ),
  );
  const counts = [
    ...['c0', 'c1xx', 'c2xx', 'c3xx', 'c4xx', 'c5xx'],
    ...['failed', 'started', 'secured'],
    ...Array.from({ length: 32 }, (_, i) => `h${String(i).padStart(2, '0')}`),
  ];
  const columns = [
    'window_ms bigint not null',
    'series_id bigint not null references slo_series (id) on delete cascade',
    'layout_id integer not null',
    ...counts.map(column => `${column} bigint`),
    'latency_sum_ms double precision',
    'constraint slo_totals_pk primary key (window_ms, series_id, layout_id)',
  ];
  const sqlite = knex.client.config.client.includes('sqlite');
  await knex.raw(
    `create table slo_totals (${columns.join(', ')})${
      sqlite ? ' without rowid' : ''
    }`,
  );
  // The cascade from slo_series looks rows up by series.
  await knex.schema.alterTable('slo_totals', table => {
    table.index(['series_id'], 'slo_totals_series_idx');
  });
  if (!sqlite) {
    await knex.raw(
      `comment on column slo_totals.window_ms is 'Length of the window, ms; the totals hold all since the anchor of cluster and window'`,
    );
  }
  await knex.schema.alterTable('agent_sessions', table => {
    table
      .bigInteger('slots_through_ms')
      .nullable()
      .comment('End of the latest slot, epoch ms; may lie a little ahead');
    table
      .bigInteger('covers_from_ms')
      .nullable()
      .comment(
        'Begin of what its slots cover, epoch ms; null before the first',
      );
  });
  await assumeCoverage(knex);
};

/**
 * What was taken in before was observed too, though nobody noted from when on: without, a month that
 * is stored would count as unknown for two weeks. A history began with the first of the series; the
 * live agent where the history ends, or with the first of the series where none was loaded.
 *
 * @param {import('knex').Knex} knex
 */
async function assumeCoverage(knex) {
  await knex('agent_sessions')
    .whereNotNull('acked_through_ms')
    .update({
      covers_from_ms: knex('slo_series')
        .whereRaw('slo_series.cluster_id = agent_sessions.cluster_id')
        .min('first_ms'),
    });
  await knex('agent_sessions')
    .where({ role: 'live' })
    .whereNotNull('acked_through_ms')
    .update({
      covers_from_ms: knex.raw(
        `coalesce((
          select history.acked_through_ms from agent_sessions as history
          where history.cluster_id = agent_sessions.cluster_id
            and history.role = 'backfill'
        ), covers_from_ms)`,
      ),
    });
}

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('agent_sessions', table => {
    table.dropColumns('slots_through_ms', 'covers_from_ms');
  });
  await knex.schema.dropTable('slo_totals');
  await knex.schema.dropTable('slo_total_states');
};
