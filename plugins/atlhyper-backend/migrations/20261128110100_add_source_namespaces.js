// @ts-check

const BATCH = 500;

/**
 * Names the caller's namespace of what is told of a call between two, so that a policy is asked about
 * both ends. Of alerts over all clusters it also names anew which cluster may see them. Goes through
 * alerts and slo_status_history in batches; both may be read meanwhile.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  for (const name of ['alerts', 'slo_status_history']) {
    await knex.schema.alterTable(name, table => {
      table
        .string('source_namespace', 253)
        .nullable()
        .comment('Of the caller; of a service its own');
    });
  }
  await eachBatch(knex, 'alerts', '', async rows => {
    const ofServices = rows.filter(row => row.access === 'service');
    await setColumn(knex, 'alerts', 'source_namespace', ofServices, row =>
      sourceOfKey(row.entity),
    );
    const ofAll = rows.filter(row => row.entity.startsWith('*/'));
    await setColumn(knex, 'alerts', 'cluster_id', ofAll, row =>
      onlyClusterOf(JSON.parse(row.variants_json)),
    );
  });
  await eachBatch(knex, 'slo_status_history', 0, async rows => {
    const ofServices = rows.filter(row => row.service !== null);
    const table = 'slo_status_history';
    await setColumn(knex, table, 'source_namespace', ofServices, row => {
      const { source, namespace } = JSON.parse(row.subject_json);
      return source ? source.namespace : namespace;
    });
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const name of ['alerts', 'slo_status_history']) {
    await knex.schema.alterTable(name, table => {
      table.dropColumn('source_namespace');
    });
  }
};

/**
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {string | number} before
 * @param {(rows: any[]) => Promise<void>} use
 */
async function eachBatch(knex, table, before, use) {
  for (let after = before; ; ) {
    const rows = await knex(table)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH);
    if (rows.length === 0) return;
    await use(rows);
    after = rows[rows.length - 1].id;
  }
}

/**
 * One statement for each value.
 *
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {string} column
 * @param {any[]} rows
 * @param {(row: any) => string | null} valueOf
 */
async function setColumn(knex, table, column, rows, valueOf) {
  const idsByValue = new Map();
  for (const row of rows) {
    const value = valueOf(row);
    idsByValue.set(value, [...(idsByValue.get(value) || []), row.id]);
  }
  for (const [value, ids] of idsByValue) {
    await knex(table)
      .whereIn('id', ids)
      .update({ [column]: value });
  }
}

/**
 * Of the key of a service or a call, as they were written when this was released.
 *
 * @param {string} key
 */
function sourceOfKey(key) {
  const [, namespace, kind, name] = key.split('/').map(decodeURIComponent);
  const source =
    kind === 'edge' ? decodeURIComponent(name.split('/')[0]) : namespace;
  return source === '_' ? null : source;
}

/** @param {any[]} variants */
function onlyClusterOf(variants) {
  const clusters = new Set(
    variants
      .flatMap(one => [one.current, one.atFiring])
      .flatMap(one => (one && one.evidence && one.evidence.clusters) || []),
  );
  return clusters.size === 1 ? [...clusters][0] : null;
}
