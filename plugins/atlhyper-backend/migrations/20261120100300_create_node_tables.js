// @ts-check

const METRICS = [
  'cpu_used_fraction',
  'memory_used_fraction',
  'swap_used_fraction',
  'disk_used_fraction',
  'load1',
  'network_receive_bytes_per_second',
  'network_transmit_bytes_per_second',
];

/**
 * Nodes now and over time, and the objects of the clusters.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('node_latest', table => {
    table.comment('Newest snapshot of every node');
    clusterReference(table);
    table.string('node', 253).notNullable().comment('Name of the node');
    table
      .bigInteger('timestamp_ms')
      .notNullable()
      .comment('Of the snapshot, epoch ms');
    table.text('snapshot_json').notNullable().comment('The snapshot as pushed');
    table.primary(['cluster_id', 'node'], 'node_latest_pk');
  });

  await knex.schema.createTable('node_history', table => {
    table.comment('Node figures per bucket');
    clusterReference(table);
    table.string('node', 253).notNullable().comment('Name of the node');
    table.integer('level_ms').notNullable().comment('Length of the bucket, ms');
    table
      .bigInteger('start_ms')
      .notNullable()
      .comment('Begin of the bucket, epoch ms, a multiple of its length');
    for (const metric of METRICS) {
      table.double(`${metric}_sum`).nullable().comment('Sum of the samples');
      table
        .bigInteger(`${metric}_count`)
        .nullable()
        .comment('Number of samples');
      table.double(`${metric}_max`).nullable().comment('Greatest sample');
    }
    table.primary(
      ['cluster_id', 'node', 'level_ms', 'start_ms'],
      'node_history_pk',
    );
    table.index(['level_ms', 'start_ms'], 'node_history_age_idx');
  });

  await knex.schema.createTable('resources', table => {
    table.comment(
      'Objects of the clusters that exist now, trimmed by the agents',
    );
    clusterReference(table);
    table.string('kind', 32).notNullable().comment('In lower case');
    table
      .string('namespace', 253)
      .notNullable()
      .comment('Empty for objects that belong to the cluster');
    table.string('name', 253).notNullable().comment('Name of the object');
    table.string('uid', 128).notNullable().comment('UID given by Kubernetes');
    table
      .string('resource_version', 128)
      .notNullable()
      .comment('Version of the object');
    table
      .string('digest', 16)
      .notNullable()
      .comment('First 16 hex digits of SHA-256 over key and version');
    table
      .bigInteger('generation')
      .notNullable()
      .comment('State it was last part of');
    table
      .string('node_name', 253)
      .nullable()
      .comment('Node that runs it, for a pod');
    table.text('data_json').notNullable().comment('What is kept of the object');
    table.primary(['cluster_id', 'kind', 'namespace', 'name'], 'resources_pk');
    table.index(['kind', 'namespace', 'name'], 'resources_name_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('resources');
  await knex.schema.dropTable('node_history');
  await knex.schema.dropTable('node_latest');
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
