// @ts-check

const METRICS = [
  'disk_read_bytes_per_second',
  'disk_write_bytes_per_second',
  'disk_busy_fraction',
  'cpu_pressure_fraction',
  'memory_pressure_fraction',
  'io_pressure_fraction',
  'temperature_max_celsius',
  'tcp_retransmits_per_second',
];

/**
 * More figures of nodes over time. Adds nullable columns: no row is rewritten, nothing is locked
 * for long.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('node_history', table => {
    for (const metric of METRICS) {
      table.double(`${metric}_sum`).nullable().comment('Sum of the samples');
      table
        .bigInteger(`${metric}_count`)
        .nullable()
        .comment('Number of samples');
      table.double(`${metric}_max`).nullable().comment('Greatest sample');
    }
  });
};

/**
 * On SQLite the table is copied.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('node_history', table => {
    table.dropColumns(
      ...METRICS.flatMap(metric =>
        ['sum', 'count', 'max'].map(part => `${metric}_${part}`),
      ),
    );
  });
};
