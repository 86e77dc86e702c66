// @ts-check

/**
 * Use of every file system of a node by the hour, which forecasts are learnt from.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('filesystem_history', table => {
    table.comment('Use of file systems by the hour');
    table
      .string('cluster_id', 63)
      .notNullable()
      .references('id')
      .inTable('clusters')
      .onDelete('CASCADE')
      .comment('The cluster it belongs to');
    table.string('node', 253).notNullable().comment('Name of the node');
    table.string('mount', 1024).notNullable().comment('Where it is mounted');
    table
      .bigInteger('start_ms')
      .notNullable()
      .comment('Begin of the hour, epoch ms');
    table.double('used_sum').notNullable().comment('Sum of the shares in use');
    table.bigInteger('used_count').notNullable().comment('Number of samples');
    table.primary(
      ['cluster_id', 'node', 'mount', 'start_ms'],
      'filesystem_history_pk',
    );
    table.index(['start_ms'], 'filesystem_history_age_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('filesystem_history');
};
