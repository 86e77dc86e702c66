// @ts-check

/**
 * Clusters, the agents that speak for them and what those agents may do.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('clusters', table => {
    table.comment('Registered Kubernetes clusters');
    table
      .string('id', 63)
      .primary()
      .comment('A DNS label, chosen at registration');
    table
      .string('display_name', 128)
      .nullable()
      .comment('Name shown to people');
    table
      .bigInteger('created_ms')
      .notNullable()
      .comment('Registration, epoch ms');
    table
      .bigInteger('resource_generation')
      .notNullable()
      .defaultTo(0)
      .comment('Newest generation of objects that was begun');
    table
      .bigInteger('resource_swept_generation')
      .notNullable()
      .defaultTo(0)
      .comment(
        'Newest generation of objects that was complete: older rows are gone',
      );
    table
      .string('resource_digest', 16)
      .notNullable()
      .defaultTo('0000000000000000')
      .comment('Exclusive or of the digests of all rows in resources');
    table
      .bigInteger('route_generation')
      .notNullable()
      .defaultTo(0)
      .comment('Newest generation of routes that was begun');
  });

  await knex.schema.createTable('agent_tokens', table => {
    table.comment('What an agent shows to prove which cluster it speaks for');
    table.string('id', 36).primary().comment('UUID, names the token to people');
    clusterReference(table);
    table
      .string('token_hash', 64)
      .notNullable()
      .unique({ indexName: 'agent_tokens_token_hash_uniq' })
      .comment('SHA-256 of the secret, hex; the secret itself is not stored');
    table.bigInteger('created_ms').notNullable().comment('Issue, epoch ms');
    table.string('created_by').notNullable().comment('Who issued it');
    table
      .bigInteger('last_used_ms')
      .nullable()
      .comment('Last use to the minute, epoch ms; null before the first');
    table
      .bigInteger('revoked_ms')
      .nullable()
      .comment('Revocation, epoch ms; null while valid');
    table
      .boolean('backfill')
      .notNullable()
      .comment('May push slots older than the limit, in the backfill role');
    table.index(['cluster_id'], 'agent_tokens_cluster_idx');
  });

  await knex.schema.createTable('agents', table => {
    table.comment('Agent processes as their heartbeats describe them');
    clusterReference(table);
    table
      .string('stream_id', 64)
      .notNullable()
      .comment('The state directory of the agent: one process at a time');
    table.string('hostname', 253).notNullable().comment('Host or pod name');
    table.string('version', 64).notNullable().comment('Version of the agent');
    table.boolean('leader').notNullable().comment('Whether it pushes');
    table
      .bigInteger('started_ms')
      .notNullable()
      .comment('Process start, epoch ms');
    table
      .bigInteger('last_heartbeat_ms')
      .notNullable()
      .comment(
        'Time of the last heartbeat by the clock of the backend, epoch ms',
      );
    table.text('sources_json').notNullable().comment('States of its sources');
    table.text('spool_json').notNullable().comment('Depth of its spool');
    table.primary(['cluster_id', 'stream_id'], 'agents_pk');
  });

  await knex.schema.createTable('agent_sessions', table => {
    table.comment(
      'Who may push, per role: a newer epoch fences off older ones',
    );
    clusterReference(table);
    table.string('role', 16).notNullable().comment('live or backfill');
    table.bigInteger('epoch').notNullable().comment('Rises with every session');
    table
      .string('stream_id', 64)
      .notNullable()
      .comment('Stream that opened it');
    table.bigInteger('opened_ms').notNullable().comment('Opening, epoch ms');
    table
      .bigInteger('last_push_ms')
      .nullable()
      .comment('Last push of any session of the role, epoch ms');
    table
      .bigInteger('acked_through_ms')
      .nullable()
      .comment(
        'End of what was accepted in this role; null before the first slot',
      );
    table
      .string('last_stream_id', 64)
      .nullable()
      .comment('Stream that pushed slots last');
    table.primary(['cluster_id', 'role'], 'agent_sessions_pk');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('agent_sessions');
  await knex.schema.dropTable('agents');
  await knex.schema.dropTable('agent_tokens');
  await knex.schema.dropTable('clusters');
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
