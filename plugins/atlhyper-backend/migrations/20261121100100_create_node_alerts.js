// @ts-check

/**
 * Rules that nodes break: pending, firing and recovered.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('node_alerts', table => {
    table.comment('Rules that nodes break, and alerts that fired');
    table.string('id', 36).primary().comment('UUID');
    table
      .string('cluster_id', 63)
      .notNullable()
      .references('id')
      .inTable('clusters')
      .onDelete('CASCADE')
      .comment('The cluster it belongs to');
    table.string('node', 253).notNullable().comment('Name of the node');
    table.string('metric', 32).notNullable().comment('What the rule watches');
    table.string('severity', 16).notNullable().comment('warning or critical');
    table.text('holder').nullable().comment('The mount or sensor');
    table.double('value').notNullable().comment('As last measured');
    table.double('limit_value').notNullable().comment('Limit of the rule');
    table
      .bigInteger('since_ms')
      .notNullable()
      .comment('Broken since, epoch ms');
    table
      .bigInteger('clear_since_ms')
      .nullable()
      .comment('Well again since, while it fires');
    table
      .bigInteger('measured_ms')
      .notNullable()
      .comment('Time of the measurement that was judged last');
    table
      .bigInteger('fired_ms')
      .nullable()
      .comment('Epoch ms; null while it is pending');
    table.bigInteger('resolved_ms').nullable().comment('Epoch ms');
    table.index(['resolved_ms'], 'node_alerts_resolved_idx');
    table.index(['fired_ms', 'id'], 'node_alerts_fired_idx');
    table.index(['cluster_id', 'node'], 'node_alerts_node_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('node_alerts');
};
