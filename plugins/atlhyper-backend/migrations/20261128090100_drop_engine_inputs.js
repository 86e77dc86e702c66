// @ts-check

/**
 * Live data that was kept for an engine which never read it. Nothing else is touched.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.dropTable('engine_inputs');
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.createTable('engine_inputs', table => {
    table.comment(
      'Live data in order of arrival, for the incident engine to read',
    );
    table.bigIncrements('id').comment('Order of arrival');
    table
      .string('cluster_id', 63)
      .notNullable()
      .references('id')
      .inTable('clusters')
      .onDelete('CASCADE')
      .comment('The cluster it belongs to');
    table.bigInteger('received_ms').notNullable().comment('Arrival, epoch ms');
    table
      .bigInteger('from_ms')
      .nullable()
      .comment('Begin of the earliest slot, epoch ms; null without slots');
    table
      .bigInteger('through_ms')
      .nullable()
      .comment('End of the latest slot, epoch ms; null without slots');
    table
      .text('payload_json')
      .notNullable()
      .comment('Slots and objects as pushed');
    table.index(['cluster_id', 'id'], 'engine_inputs_cluster_idx');
    table.index(['received_ms'], 'engine_inputs_received_idx');
  });
};
