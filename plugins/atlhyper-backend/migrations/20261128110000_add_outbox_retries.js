// @ts-check

const BATCH = 500;

/**
 * Lets an event that cannot be published wait without holding up those of other alerts. Names what
 * each unsent event is of, in batches; the table is empty but for what could not be told yet.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('alert_outbox', table => {
    table
      .string('subject', 128)
      .nullable()
      .comment('Events of one subject are told in their order');
    table
      .integer('failures')
      .notNullable()
      .defaultTo(0)
      .comment('How often it could not be published');
    table
      .bigInteger('retry_ms')
      .nullable()
      .comment('Not tried again before, epoch ms; null where it never failed');
    table.index(['subject', 'id'], 'alert_outbox_subject_idx');
  });
  for (let after = 0; ; ) {
    const rows = await knex('alert_outbox')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH);
    if (rows.length === 0) return;
    for (const { id, topic, payload_json: payload } of rows) {
      const subject = `${topic} ${JSON.parse(payload).alert.id}`;
      await knex('alert_outbox').where({ id }).update({ subject });
      after = id;
    }
  }
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('alert_outbox', table => {
    table.dropIndex(['subject', 'id'], 'alert_outbox_subject_idx');
    table.dropColumns('subject', 'failures', 'retry_ms');
  });
};
