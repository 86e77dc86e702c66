// @ts-check

/**
 * Series of a service mesh (who calls whom, and hosts as the ingress's proxy sees them), and what
 * only a mesh proxy counts. Adds nullable columns: no row is rewritten, nothing is locked for long.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('slo_series', table => {
    table
      .string('source_namespace', 253)
      .nullable()
      .comment('Namespace of the caller, for an edge');
    table
      .string('source_kind', 63)
      .nullable()
      .comment('Kind of the calling workload, for an edge');
    table
      .string('source_workload', 253)
      .nullable()
      .comment('Name of the calling workload, for an edge');
    table
      .string('namespace', 253)
      .nullable()
      .comment('Namespace of the called service, for an edge');
    table.index(['cluster_id', 'namespace'], 'slo_series_namespace_idx');
  });
  await knex.schema.alterTable('slo_samples', table => {
    table
      .bigInteger('failed')
      .nullable()
      .comment('Responses that the mesh classified as failed');
    table
      .bigInteger('started')
      .nullable()
      .comment('Requests that began, as the mesh saw it');
    table.bigInteger('secured').nullable().comment('Responses over mutual TLS');
  });
};

/**
 * Edges cannot be told apart without their columns, so they go, and their samples with them.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex('slo_samples')
    .whereIn(
      'series_id',
      knex('slo_series').whereIn('kind', ['edge', 'authority']).select('id'),
    )
    .delete();
  await knex('slo_series').whereIn('kind', ['edge', 'authority']).delete();
  await knex.schema.alterTable('slo_samples', table => {
    table.dropColumns('failed', 'started', 'secured');
  });
  await knex.schema.alterTable('slo_series', table => {
    table.dropIndex(['cluster_id', 'namespace'], 'slo_series_namespace_idx');
    table.dropColumns(
      'source_namespace',
      'source_kind',
      'source_workload',
      'namespace',
    );
  });
};
