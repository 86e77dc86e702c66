// @ts-check

/**
 * What was accepted, so that nothing counts twice, and what is known to be lost.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('push_streams', table => {
    table.comment('One row per state directory that ever pushed slots');
    clusterReference(table);
    table.string('stream_id', 64).notNullable().comment('The state directory');
    table
      .bigInteger('pruned_through')
      .notNullable()
      .comment(
        'Sequences up to here left the ledger and are refused; -1 for none',
      );
    table.primary(['cluster_id', 'stream_id'], 'push_streams_pk');
  });

  await knex.schema.createTable('push_ledger', table => {
    table.comment('One row per accepted part that carried slots');
    table.string('cluster_id', 63).notNullable().comment('Sender');
    table.string('stream_id', 64).notNullable().comment('The state directory');
    table.bigInteger('sequence').notNullable().comment('Number of the part');
    table
      .string('digest', 64)
      .notNullable()
      .comment('SHA-256 of the JSON text of its slots, hex');
    table.bigInteger('received_ms').notNullable().comment('Arrival, epoch ms');
    table.primary(['cluster_id', 'stream_id', 'sequence'], 'push_ledger_pk');
    table
      .foreign(['cluster_id', 'stream_id'], 'push_ledger_stream_fk')
      .references(['cluster_id', 'stream_id'])
      .inTable('push_streams')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('gaps', table => {
    table.comment('Stretches of time whose counters are lost');
    clusterReference(table);
    table
      .string('stream_id', 64)
      .notNullable()
      .comment('Stream that reported it');
    table.bigInteger('from_ms').notNullable().comment('Begin, epoch ms');
    table
      .bigInteger('to_ms')
      .notNullable()
      .comment('End (exclusive), epoch ms');
    table.string('reason', 256).notNullable().comment('Why, in words');
    table.bigInteger('recorded_ms').notNullable().comment('Report, epoch ms');
    table.primary(['cluster_id', 'to_ms', 'from_ms', 'stream_id'], 'gaps_pk');
  });

  await knex.schema.createTable('engine_inputs', table => {
    table.comment(
      'Live data in order of arrival, for the incident engine to read',
    );
    table.bigIncrements('id').comment('Order of arrival');
    clusterReference(table);
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

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('engine_inputs');
  await knex.schema.dropTable('gaps');
  await knex.schema.dropTable('push_ledger');
  await knex.schema.dropTable('push_streams');
};

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
