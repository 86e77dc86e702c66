// @ts-check

/**
 * Targets, the statuses judged by them, and alerts.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('slo_targets', table => {
    table.comment('Targets that were set; defaults are configuration');
    table
      .string('subject_key', 64)
      .notNullable()
      .comment('SHA-256 of the subject; texts too long for an index');
    table.string('slo_window', 8).notNullable().comment('1d, 7d or 30d');
    table
      .string('source', 16)
      .notNullable()
      .comment('api, or catalog for those defined by an entity');
    table.text('subject_json').notNullable().comment('What it is for');
    table.text('objective_json').notNullable().comment('What it asks');
    table
      .string('entity_ref', 512)
      .nullable()
      .comment('The entity that defines it');
    table.bigInteger('updated_ms').notNullable().comment('Epoch ms');
    table.string('updated_by', 255).nullable().comment('Who set it');
    table.primary(['subject_key', 'slo_window', 'source'], 'slo_targets_pk');
  });

  await knex.schema.createTable('slo_catalog_problems', table => {
    table.comment('Targets of catalog entities that are not in force');
    table.string('entity_ref', 512).primary().comment('The entity');
    table.text('message').notNullable().comment('Why they are not');
  });

  await knex.schema.createTable('slo_statuses', table => {
    table.comment('The status of each subject as it was last judged');
    subject(table);
    table
      .text('subject_text')
      .notNullable()
      .comment('What was judged, as sloSubjectText writes it');
    table.string('status', 16).notNullable().comment('Status now');
    table.bigInteger('since_ms').notNullable().comment('Since when');
    table.primary(['subject_key', 'slo_window'], 'slo_statuses_pk');
  });

  await knex.schema.createTable('slo_status_history', table => {
    table.comment('Changes of status');
    table.bigIncrements('id').comment('In the order of the changes');
    subject(table);
    subjectColumns(table);
    table.bigInteger('at_ms').notNullable().comment('When, epoch ms');
    table.string('from_status', 16).nullable().comment('Null at first');
    table.string('to_status', 16).notNullable().comment('Status from then on');
    table.text('reasons_json').notNullable().comment('Why');
    table.index(['at_ms', 'id'], 'slo_status_history_at_idx');
    table.index(['host', 'at_ms'], 'slo_status_history_host_idx');
    table.index(
      ['namespace', 'service', 'at_ms'],
      'slo_status_history_service_idx',
    );
  });

  await knex.schema.createTable('slo_alerts', table => {
    table.comment('Alerts that fired; those that still do have no end');
    table.string('id', 36).primary().comment('UUID');
    subject(table);
    subjectColumns(table);
    table
      .string('rule_key', 64)
      .notNullable()
      .comment('Which rule of the subject and window');
    table.string('kind', 16).notNullable().comment('burn_rate or absent');
    table.string('severity', 8).notNullable().comment('fast or slow');
    table.text('details_json').notNullable().comment('Rule and measurements');
    table.bigInteger('fired_ms').notNullable().comment('Epoch ms');
    table.bigInteger('resolved_ms').nullable().comment('Epoch ms');
    table.index(['resolved_ms'], 'slo_alerts_resolved_idx');
    table.index(['fired_ms', 'id'], 'slo_alerts_fired_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('slo_alerts');
  await knex.schema.dropTable('slo_status_history');
  await knex.schema.dropTable('slo_statuses');
  await knex.schema.dropTable('slo_catalog_problems');
  await knex.schema.dropTable('slo_targets');
};

/**
 * @param {import('knex').Knex.CreateTableBuilder} table
 */
function subject(table) {
  table
    .string('subject_key', 64)
    .notNullable()
    .comment('SHA-256 of the subject');
  table.string('slo_window', 8).notNullable().comment('1d, 7d or 30d');
}

/**
 * What reads are narrowed by.
 *
 * @param {import('knex').Knex.CreateTableBuilder} table
 */
function subjectColumns(table) {
  table.text('subject_json').notNullable().comment('What was judged');
  table
    .text('clusters_json')
    .notNullable()
    .comment('Clusters it was judged over');
  table.string('cluster_id', 63).nullable().comment('Where it is of one only');
  table.string('host', 512).nullable().comment('Of a domain or path');
  table.string('namespace', 253).nullable().comment('Of a service or edge');
  table.string('service', 253).nullable().comment('Of a service or edge');
}
