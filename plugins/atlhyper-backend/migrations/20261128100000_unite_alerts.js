// @ts-check
const { createHash, randomUUID } = require('crypto');

const BATCH = 500;

/**
 * One table for the alerts of SLOs, nodes and clusters, the outbox of what is to be told of them, and
 * what was measured of nodes lately. Takes in every row of slo_alerts and node_alerts, in batches,
 * while pushes go on; rounds of judging wait. What fires together of one subject or disk becomes one
 * alert, as it is judged from now on.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await createAlerts(knex);
  await knex.schema.createTable('alert_outbox', table => {
    table.comment('What is to be told of alerts, kept with them, until it is');
    table.bigIncrements('id').comment('In the order in which it happened');
    table.bigInteger('at_ms').notNullable().comment('When, epoch ms');
    table.string('topic', 64).notNullable().comment('Topic of the events');
    table.text('payload_json').notNullable().comment('The event');
  });
  await knex.schema.createTable('node_recent', table => {
    table.comment('What was measured of nodes in the last minutes');
    clusterReference(table);
    table.string('node', 253).notNullable().comment('Name of the node');
    table.string('kind', 8).notNullable().comment('snapshot, or slot');
    table
      .bigInteger('timestamp_ms')
      .notNullable()
      .comment('End of the measurement, epoch ms');
    table.text('reading_json').notNullable().comment('What rules look at');
    table.primary(
      ['cluster_id', 'node', 'kind', 'timestamp_ms'],
      'node_recent_pk',
    );
    table.index(['timestamp_ms'], 'node_recent_age_idx');
  });
  await moveUp(knex);
  await knex.schema.dropTable('slo_alerts');
  await knex.schema.dropTable('node_alerts');
};

/**
 * Alerts of clusters, which there were none of, are dropped.
 *
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await createSloAlerts(knex);
  await createNodeAlerts(knex);
  await moveDown(knex);
  await knex.schema.dropTable('node_recent');
  await knex.schema.dropTable('alert_outbox');
  await knex.schema.dropTable('alerts');
};

/** @param {import('knex').Knex} knex */
async function createAlerts(knex) {
  await knex.schema.createTable('alerts', table => {
    table.comment('Rules that are broken, and alerts that fired');
    table.string('id', 36).primary().comment('UUID');
    table.string('realm', 8).notNullable().comment('slo, node or cluster');
    table.string('rule', 64).notNullable().comment('What is broken');
    table.text('scope').notNullable().comment('Entity that is judged at once');
    table.text('entity').notNullable().comment('Key of what breaks the rule');
    table.text('part').nullable().comment('The mount, sensor or resource');
    table.string('severity', 8).notNullable().comment('warning or critical');
    table
      .bigInteger('since_ms')
      .notNullable()
      .comment('Broken since, epoch ms');
    table
      .bigInteger('fired_ms')
      .nullable()
      .comment('Epoch ms; null while it is pending');
    table.bigInteger('resolved_ms').nullable().comment('Epoch ms');
    table
      .text('variants_json')
      .notNullable()
      .comment('Windows and limits within, with what was measured');
    table
      .string('access', 8)
      .notNullable()
      .comment('domain, service, node, object or cluster: who may see it');
    table.string('cluster_id', 63).nullable().comment('Where it is of one');
    table.string('host', 512).nullable().comment('Of a domain or route');
    table.string('node', 253).nullable().comment('Of a node');
    table.string('namespace', 253).nullable().comment('Of what has one');
    table.string('name', 512).nullable().comment('Of a service or object');
    table.index(['resolved_ms', 'realm'], 'alerts_resolved_idx');
    table.index(['fired_ms', 'id'], 'alerts_fired_idx');
    table.index(['cluster_id', 'fired_ms'], 'alerts_cluster_idx');
  });
}

/** @param {import('knex').Knex} knex */
async function moveUp(knex) {
  await takeIn(knex, 'slo_alerts', row => {
    const key = entityKey(JSON.parse(row.subject_json));
    const variant = sloVariant(row);
    return {
      variant,
      realm: 'slo',
      rule: row.kind,
      scope: key,
      entity: key,
      part: null,
      severity: variant.severity,
      since_ms: row.fired_ms,
      fired_ms: row.fired_ms,
      resolved_ms: row.resolved_ms,
      access: row.service === null ? 'domain' : 'service',
      cluster_id: row.cluster_id,
      host: row.host,
      namespace: row.namespace,
      name: row.service,
    };
  });
  await takeIn(knex, 'node_alerts', row => {
    const key = [row.cluster_id, '_', 'node', row.node]
      .map(encodeURIComponent)
      .join('/');
    return {
      variant: nodeVariant(row),
      realm: 'node',
      rule: row.metric,
      scope: key,
      entity: key,
      part: row.holder,
      severity: row.severity,
      since_ms: row.since_ms,
      fired_ms: row.fired_ms,
      resolved_ms: row.resolved_ms,
      access: 'node',
      cluster_id: row.cluster_id,
      node: row.node,
    };
  });
}

/**
 * What has ended is written by the batch. What has not is united first, of which there is one for each
 * rule of each subject or node.
 *
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {(row: any) => any} toAlert with its one variant
 */
async function takeIn(knex, table, toAlert) {
  /** @type {Map<string, any>} */
  const active = new Map();
  await eachBatch(knex, table, async rows => {
    const ended = [];
    for (const row of rows) {
      const { variant, ...alert } = toAlert(row);
      const key = JSON.stringify([alert.entity, alert.rule, alert.part]);
      const known = row.resolved_ms === null ? active.get(key) : undefined;
      const united = known || { ...alert, id: randomUUID(), variants: [] };
      united.variants.push(variant);
      if (alert.severity === 'critical') united.severity = 'critical';
      united.since_ms = earliest(united.since_ms, alert.since_ms);
      united.fired_ms = earliest(united.fired_ms, alert.fired_ms);
      if (row.resolved_ms === null) active.set(key, united);
      else ended.push(united);
    }
    await insert(knex, 'alerts', ended.map(toColumns));
  });
  await insert(knex, 'alerts', [...active.values()].map(toColumns));
}

/** @param {any} alert */
function toColumns({ variants, ...columns }) {
  return { ...columns, variants_json: JSON.stringify(variants) };
}

/**
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {any[]} rows
 */
async function insert(knex, table, rows) {
  for (let i = 0; i < rows.length; i += BATCH) {
    await knex(table).insert(rows.slice(i, i + BATCH));
  }
}

/**
 * @param {any} a
 * @param {any} b
 */
function earliest(a, b) {
  if (a === null || b === null) return a === null ? b : a;
  return Math.min(Number(a), Number(b));
}

/** @param {import('knex').Knex} knex */
async function moveDown(knex) {
  await eachBatch(knex, 'alerts', async rows => {
    // A subject that was alerted for was judged, so its status has a history; else it is gone.
    const known = await knex('slo_status_history')
      .whereIn('subject_key', [...new Set(rows.map(one => sha256(one.entity)))])
      .distinct('subject_key', 'subject_json');
    const subjects = new Map(known.map(one => [one.subject_key, one]));
    const of = (/** @type {string} */ realm) =>
      rows
        .filter(row => row.realm === realm)
        .flatMap(row =>
          JSON.parse(row.variants_json).map((/** @type {any} */ variant) => ({
            row,
            variant,
            subject: subjects.get(sha256(row.entity)),
          })),
        );
    await insert(
      knex,
      'slo_alerts',
      of('slo')
        .filter(one => one.subject && one.variant.firedMs !== undefined)
        .map(one => toSloRow(one.row, one.variant, one.subject)),
    );
    await insert(
      knex,
      'node_alerts',
      of('node').map(one => toNodeRow(one.row, one.variant)),
    );
  });
}

/**
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {(rows: any[]) => Promise<void>} use
 */
async function eachBatch(knex, table, use) {
  let after = '';
  for (;;) {
    const rows = await knex(table)
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH);
    await use(rows);
    if (rows.length < BATCH) {
      return;
    }
    after = rows[rows.length - 1].id;
  }
}

/** @param {any} row of `slo_alerts` */
function sloVariant(row) {
  const {
    rule,
    long,
    short,
    expected_requests: expected,
  } = JSON.parse(row.details_json);
  const clusters = JSON.parse(row.clusters_json);
  const figures = (/** @type {any} */ one) =>
    one && {
      windowMs: one.windowMs,
      burnRate: one.burn_rate,
      total: one.total_requests,
      bad: one.bad_requests,
    };
  const measure = rule
    ? {
        value: long && long.burn_rate,
        threshold: rule.factor,
        windowMs: rule.long_ms,
        reason: row.severity === 'fast' ? 'burning_fast' : 'burning_slow',
        evidence: {
          clusters,
          rule: {
            longMs: rule.long_ms,
            shortMs: rule.short_ms,
            factor: rule.factor,
            severity: rule.severity,
          },
          long: figures(long),
          short: figures(short),
        },
      }
    : {
        value: 0,
        threshold: 0,
        windowMs: 1_800_000,
        reason: 'absent',
        evidence: { clusters, expected },
      };
  return {
    id: row.id,
    variant: rule
      ? `${row.slo_window} ${rule.long_ms}/${rule.short_ms}`
      : 'absent',
    severity: row.severity === 'fast' ? 'critical' : 'warning',
    window: row.slo_window,
    unit: rule ? 'burn_rate' : 'count',
    sinceMs: Number(row.fired_ms),
    measuredMs: Number(
      row.resolved_ms === null ? row.fired_ms : row.resolved_ms,
    ),
    firedMs: Number(row.fired_ms),
    ...(row.resolved_ms !== null && { resolvedMs: Number(row.resolved_ms) }),
    current: measure,
    atFiring: measure,
  };
}

/** @param {any} row of `node_alerts` */
function nodeVariant(row) {
  const optional = (/** @type {string} */ name, /** @type {any} */ value) =>
    value === null ? {} : { [name]: Number(value) };
  const measure = { value: row.value, threshold: row.limit_value };
  return {
    id: row.id,
    variant: row.severity,
    severity: row.severity,
    unit: unitOf(row.metric),
    sinceMs: Number(row.since_ms),
    measuredMs: Number(row.measured_ms),
    ...optional('clearSinceMs', row.clear_since_ms),
    ...optional('firedMs', row.fired_ms),
    ...optional('resolvedMs', row.resolved_ms),
    current: measure,
    ...(row.fired_ms !== null && { atFiring: measure }),
  };
}

/** @param {string} metric */
function unitOf(metric) {
  if (metric === 'temperatureCelsius') return 'celsius';
  return metric === 'diskFullMs' ? 'milliseconds' : 'fraction';
}

/**
 * @param {any} row of `alerts`
 * @param {any} variant
 * @param {any} subject row of `slo_status_history`
 */
function toSloRow(row, variant, subject) {
  const { evidence = {} } = variant.atFiring || variant.current;
  const { rule, long, short, expected, clusters = [] } = evidence;
  const figures = (/** @type {any} */ one) =>
    one && {
      windowMs: one.windowMs,
      burn_rate: one.burnRate,
      total_requests: one.total,
      bad_requests: one.bad,
    };
  const details = rule
    ? {
        rule: {
          long_ms: rule.longMs,
          short_ms: rule.shortMs,
          factor: rule.factor,
          severity: rule.severity,
        },
        long: figures(long),
        short: figures(short),
      }
    : { expected_requests: expected };
  return {
    id: variant.id,
    subject_key: subject.subject_key,
    slo_window: variant.window,
    subject_json: subject.subject_json,
    clusters_json: JSON.stringify(clusters),
    cluster_id: row.cluster_id,
    host: row.host,
    namespace: row.namespace,
    service: row.name,
    rule_key: rule ? `burn_rate ${rule.longMs}/${rule.shortMs}` : 'absent',
    kind: row.rule,
    severity: variant.severity === 'critical' ? 'fast' : 'slow',
    details_json: JSON.stringify(details),
    fired_ms: variant.firedMs,
    resolved_ms: orNull(variant.resolvedMs),
  };
}

/**
 * @param {any} row of `alerts`
 * @param {any} variant
 */
function toNodeRow(row, variant) {
  return {
    id: variant.id,
    cluster_id: row.cluster_id,
    node: row.node,
    metric: row.rule,
    severity: variant.severity,
    holder: row.part,
    value: variant.current.value || 0,
    limit_value: variant.current.threshold || 0,
    since_ms: variant.sinceMs,
    clear_since_ms: orNull(variant.clearSinceMs),
    measured_ms: variant.measuredMs,
    fired_ms: orNull(variant.firedMs),
    resolved_ms: orNull(variant.resolvedMs),
  };
}

/** @param {any} value */
function orNull(value) {
  return value === undefined ? null : value;
}

/** @param {import('knex').Knex} knex */
async function createSloAlerts(knex) {
  await knex.schema.createTable('slo_alerts', table => {
    table.comment('Alerts that fired; those that still do have no end');
    table.string('id', 36).primary().comment('UUID');
    table.string('subject_key', 64).notNullable();
    table.string('slo_window', 8).notNullable();
    table.text('subject_json').notNullable();
    table.text('clusters_json').notNullable();
    table.string('cluster_id', 63).nullable();
    table.string('host', 512).nullable();
    table.string('namespace', 253).nullable();
    table.string('service', 253).nullable();
    table.string('rule_key', 64).notNullable();
    table.string('kind', 16).notNullable();
    table.string('severity', 8).notNullable();
    table.text('details_json').notNullable();
    table.bigInteger('fired_ms').notNullable();
    table.bigInteger('resolved_ms').nullable();
    table.index(['resolved_ms'], 'slo_alerts_resolved_idx');
    table.index(['fired_ms', 'id'], 'slo_alerts_fired_idx');
  });
}

/** @param {import('knex').Knex} knex */
async function createNodeAlerts(knex) {
  await knex.schema.createTable('node_alerts', table => {
    table.comment('Rules that nodes break, and alerts that fired');
    table.string('id', 36).primary().comment('UUID');
    clusterReference(table);
    table.string('node', 253).notNullable();
    table.string('metric', 32).notNullable();
    table.string('severity', 16).notNullable();
    table.text('holder').nullable();
    table.double('value').notNullable();
    table.double('limit_value').notNullable();
    table.bigInteger('since_ms').notNullable();
    table.bigInteger('clear_since_ms').nullable();
    table.bigInteger('measured_ms').notNullable();
    table.bigInteger('fired_ms').nullable();
    table.bigInteger('resolved_ms').nullable();
    table.index(['resolved_ms'], 'node_alerts_resolved_idx');
    table.index(['fired_ms', 'id'], 'node_alerts_fired_idx');
    table.index(['cluster_id', 'node'], 'node_alerts_node_idx');
  });
}

/** @param {import('knex').Knex.CreateTableBuilder} table */
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
 * Key of the entity of a subject, as `toEntityKey` of the core wrote it when this was released.
 *
 * @param {any} subject
 */
function entityKey(subject) {
  const { namespace, kind, segments } = subjectParts(subject);
  const name =
    segments.length === 1
      ? segments[0]
      : segments.map(encodeURIComponent).join('/');
  return [subject.cluster || '*', namespace || '_', kind, name]
    .map(encodeURIComponent)
    .join('/');
}

/**
 * @param {any} subject
 * @returns {{ namespace?: string, kind: string, segments: string[] }}
 */
function subjectParts(subject) {
  const { domain, path, path_match: match, condition } = subject;
  const { namespace, service, source } = subject;
  switch (subject.kind) {
    case 'domain':
      return { kind: 'domain', segments: [domain] };
    case 'path':
      return {
        kind: 'route',
        segments: [domain, path, match, ...(condition ? [condition] : [])],
      };
    case 'service':
      return { namespace, kind: 'service', segments: [service] };
    default: {
      const from = [source.namespace, source.kind, source.workload];
      const segments = [...from, namespace, 'service', service];
      return { namespace, kind: 'edge', segments };
    }
  }
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
