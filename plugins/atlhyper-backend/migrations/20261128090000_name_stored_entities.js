// @ts-check
const { createHash } = require('crypto');

/**
 * Names series, routes and subjects by the SHA-256 of their entity key, as everything else is named,
 * in place of a text of their own. Rewrites the key of every row of slo_series, routes, slo_targets,
 * slo_statuses, slo_status_history and slo_alerts, one statement a row, while pushes wait; samples are
 * not touched.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await rename(knex, {
    series: row => entityKey(row.cluster_id, seriesParts(row)),
    route: row =>
      [
        entityKey(row.cluster_id, routeParts(row)),
        entityKey(row.cluster_id, {
          namespace: row.source_namespace,
          kind: row.source_kind,
          segments: [row.source_name],
        }),
      ].join(' '),
    subject: subject =>
      entityKey(subject.cluster || '*', subjectParts(subject)),
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await rename(knex, {
    series: row => JSON.stringify(seriesTexts(row)),
    route: row =>
      `${JSON.stringify([
        row.host,
        row.path,
        row.path_match,
        row.condition,
      ])} ${JSON.stringify([
        row.source_kind,
        row.source_namespace,
        row.source_name,
      ])}`,
    subject: subject => JSON.stringify(subjectTexts(subject)),
  });
};

/**
 * @param {import('knex').Knex} knex
 * @param {{ series: (row: any) => string, route: (row: any) => string, subject: (subject: any) => string }} names
 */
async function rename(knex, names) {
  const bySeries = new Map();
  const series = await knex('slo_series').select();
  await setKeys(knex, 'slo_series', 'series_key', ['id'], series, row => {
    const key = sha256(names.series(row));
    bySeries.set(`${row.cluster_id} ${row.series_key}`, key);
    return key;
  });
  const routes = await knex('routes').select();
  // A route may come before the first request of its series, whose row is missing then: its list is
  // sent anew on the next push of routes.
  for (const row of routes) {
    await knex('routes')
      .where({ cluster_id: row.cluster_id, route_key: row.route_key })
      .update({
        route_key: sha256(names.route(row)),
        series_key:
          row.series_key &&
          (bySeries.get(`${row.cluster_id} ${row.series_key}`) ||
            sha256(names.series(seriesOfRoute(row)))),
      });
  }
  for (const table of ['slo_targets', 'slo_status_history', 'slo_alerts']) {
    const rows = await knex(table).distinct('subject_key', 'subject_json');
    await setKeys(knex, table, 'subject_key', ['subject_key'], rows, row =>
      sha256(names.subject(JSON.parse(row.subject_json))),
    );
  }
  // Statuses hold no subject but its text, and are judged anew every half minute; what they were
  // since when is in the history.
  const statuses = await knex('slo_statuses').select();
  const known = await knex('slo_status_history').distinct(
    'subject_key',
    'subject_json',
  );
  const texts = new Map(
    known.flatMap(row => {
      const subject = JSON.parse(row.subject_json);
      const keys = [
        entityKey(subject.cluster || '*', subjectParts(subject)),
        JSON.stringify(subjectTexts(subject)),
      ];
      return keys.map(key => [key, names.subject(subject)]);
    }),
  );
  for (const row of statuses) {
    const text = texts.get(row.subject_text);
    const one = knex('slo_statuses').where({
      subject_key: row.subject_key,
      slo_window: row.slo_window,
    });
    await (text === undefined
      ? one.delete()
      : one.update({ subject_key: sha256(text), subject_text: text }));
  }
}

/**
 * @param {import('knex').Knex} knex
 * @param {string} table
 * @param {string} column
 * @param {string[]} by
 * @param {any[]} rows
 * @param {(row: any) => string} keyOf
 */
async function setKeys(knex, table, column, by, rows, keyOf) {
  for (const row of rows) {
    await knex(table)
      .where(Object.fromEntries(by.map(name => [name, row[name]])))
      .update({ [column]: keyOf(row) });
  }
}

/**
 * As `toEntityKey` of the core wrote it when this was released.
 *
 * @param {string} clusterId
 * @param {{ namespace?: string, kind: string, segments: string[] }} parts
 */
function entityKey(clusterId, { namespace, kind, segments }) {
  const name =
    segments.length === 1
      ? segments[0]
      : segments.map(encodeURIComponent).join('/');
  return [clusterId, namespace === undefined ? '_' : namespace, kind, name]
    .map(encodeURIComponent)
    .join('/');
}

/** @param {any} row of `slo_series` */
function seriesParts(row) {
  switch (row.kind) {
    case 'route':
      return routeParts(row);
    case 'edge':
      return edgeParts(row.namespace, row.service, {
        namespace: row.source_namespace,
        kind: row.source_kind,
        workload: row.source_workload,
      });
    case 'authority':
      return { kind: 'authority', segments: [row.host] };
    default:
      return { kind: row.kind, segments: [row.service] };
  }
}

/** @param {any} row of `slo_series` */
function seriesTexts(row) {
  switch (row.kind) {
    case 'route':
      return ['route', row.host, row.path, row.path_match, row.condition];
    case 'edge':
      return [
        'edge',
        row.source_namespace,
        row.source_kind,
        row.source_workload,
        row.namespace,
        row.service,
      ];
    case 'authority':
      return ['authority', row.host];
    default:
      return [row.kind, row.service];
  }
}

/** @param {any} row of `routes` */
function seriesOfRoute(row) {
  return row.shared_service === null
    ? { ...row, kind: 'route' }
    : { ...row, kind: 'shared', service: row.shared_service };
}

/** @param {any} row of `routes` or `slo_series` */
function routeParts({ host, path, path_match: match, condition }) {
  return {
    kind: 'route',
    segments: [host, path, match, ...(condition === null ? [] : [condition])],
  };
}

/**
 * @param {string} namespace
 * @param {string} service
 * @param {{ namespace: string, kind: string, workload: string }} source
 */
function edgeParts(namespace, service, source) {
  return {
    namespace,
    kind: 'edge',
    segments: [
      source.namespace,
      source.kind,
      source.workload,
      namespace,
      'service',
      service,
    ],
  };
}

/** @param {any} subject */
function subjectParts(subject) {
  switch (subject.kind) {
    case 'domain':
      return { kind: 'domain', segments: [subject.domain] };
    case 'path':
      return routeParts({
        host: subject.domain,
        path: subject.path,
        path_match: subject.path_match,
        condition: subject.condition === undefined ? null : subject.condition,
      });
    case 'service':
      return {
        namespace: subject.namespace,
        kind: 'service',
        segments: [subject.service],
      };
    default:
      return edgeParts(subject.namespace, subject.service, subject.source);
  }
}

/** @param {any} subject */
function subjectTexts(subject) {
  const { kind, cluster = null, domain, namespace, service, source } = subject;
  switch (kind) {
    case 'domain':
      return [kind, cluster, domain];
    case 'path': {
      const { path, path_match: match, condition = null } = subject;
      return [kind, cluster, domain, path, match, condition];
    }
    case 'service':
      return [kind, cluster, namespace, service];
    default:
      return [
        ...[kind, cluster, namespace, service],
        ...[source.namespace, source.kind, source.workload],
      ];
  }
}

/** @param {string} text */
function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
