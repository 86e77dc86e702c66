// @ts-check

/**
 * Kubernetes events, what pods and nodes use, and where a cluster's API can be reached. Only adds
 * tables and one nullable column: no row is rewritten, nothing is locked for long.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('clusters', table => {
    table
      .text('kubernetes_api_json')
      .nullable()
      .comment('Where its agent says that its API can be reached');
  });

  await knex.schema.createTable('kubernetes_events', table => {
    table.comment('Events as Kubernetes counts them, one row each');
    clusterReference(table);
    table.string('uid', 128).notNullable().comment('UID given by Kubernetes');
    table.string('namespace', 253).nullable().comment('Of the event itself');
    table.string('type', 64).notNullable().comment('Normal, Warning or other');
    table.string('reason', 256).notNullable().comment('Short, for machines');
    table.text('message').notNullable().comment('For people');
    table
      .string('object_kind', 63)
      .notNullable()
      .comment('Of what it is about, in lower case');
    table
      .string('object_namespace', 253)
      .nullable()
      .comment('Null for what belongs to the cluster');
    table.string('object_name', 253).notNullable().comment('Its name');
    table.string('object_uid', 128).nullable().comment('Its UID');
    table.string('reporter', 253).nullable().comment('Who reported it');
    table.string('node', 253).nullable().comment('Where it was reported');
    table
      .bigInteger('count')
      .notNullable()
      .comment('How often it happened, by the count of Kubernetes');
    table.bigInteger('first_ms').notNullable().comment('Epoch ms');
    table.bigInteger('last_ms').notNullable().comment('Epoch ms');
    table.primary(['cluster_id', 'uid'], 'kubernetes_events_pk');
    table.index(['cluster_id', 'last_ms', 'uid'], 'kubernetes_events_last_idx');
    table.index(
      ['cluster_id', 'object_name', 'last_ms', 'uid'],
      'kubernetes_events_object_idx',
    );
  });

  await knex.schema.createTable('pod_usage', table => {
    table.comment('What each pod used when it was last measured');
    clusterReference(table);
    table.string('namespace', 253).notNullable().comment('Of the pod');
    table.string('name', 253).notNullable().comment('Of the pod');
    timestamp(table);
    table.text('usage_json').notNullable().comment('Source and containers');
    table.primary(['cluster_id', 'namespace', 'name'], 'pod_usage_pk');
    table.index(['timestamp_ms'], 'pod_usage_age_idx');
  });

  await knex.schema.createTable('node_usage', table => {
    table.comment('What each node used when it was last measured');
    clusterReference(table);
    table.string('node', 253).notNullable().comment('Name of the node');
    timestamp(table);
    table.text('usage_json').notNullable().comment('The figures as pushed');
    table.primary(['cluster_id', 'node'], 'node_usage_pk');
  });

  await knex.schema.createTable('network_probes', table => {
    table.comment('How nodes reached one another when it was last tried');
    clusterReference(table);
    table.string('source_node', 253).notNullable().comment('Who tried');
    table.string('target_node', 253).notNullable().comment('Whom it reached');
    timestamp(table);
    table.text('probe_json').notNullable().comment('The figures as pushed');
    table.primary(
      ['cluster_id', 'source_node', 'target_node'],
      'network_probes_pk',
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('network_probes');
  await knex.schema.dropTable('node_usage');
  await knex.schema.dropTable('pod_usage');
  await knex.schema.dropTable('kubernetes_events');
  // Not knex's own way: on SQLite that makes the table anew, and with the old one all that refers to it goes.
  await knex.raw('alter table clusters drop column kubernetes_api_json');
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

/**
 * @param {import('knex').Knex.CreateTableBuilder} table
 */
function timestamp(table) {
  table
    .bigInteger('timestamp_ms')
    .notNullable()
    .comment('End of what was measured, epoch ms');
}
