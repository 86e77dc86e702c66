import {
  parseEntity,
  realmOf,
  type Alert,
  type NamedEntity,
} from '@atlhyper/core';
import {
  readInteger,
  readOptionalInteger,
  type BulkColumn,
  type BulkRow,
} from './dialect';
import type { DbAlertsRow } from './tables';

export const ALERT_COLUMNS: BulkColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'realm', type: 'text' },
  { name: 'rule', type: 'text' },
  { name: 'scope', type: 'text' },
  { name: 'entity', type: 'text' },
  { name: 'part', type: 'text' },
  { name: 'severity', type: 'text', onConflict: 'replace' },
  { name: 'since_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'fired_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'resolved_ms', type: 'bigint', onConflict: 'replace' },
  { name: 'variants_json', type: 'text', onConflict: 'replace' },
  { name: 'access', type: 'text' },
  { name: 'cluster_id', type: 'text', onConflict: 'replace' },
  { name: 'host', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'namespace', type: 'text' },
  { name: 'source_namespace', type: 'text' },
  { name: 'name', type: 'text' },
];

/** With the columns that reads are narrowed by. */
export function toAlertRow(alert: Alert): BulkRow {
  const { id, rule, scope, entity, part, severity, variants } = alert;
  return {
    id,
    realm: realmOf(alert),
    rule,
    scope,
    entity,
    part,
    severity,
    since_ms: alert.sinceMs,
    fired_ms: alert.firedMs,
    resolved_ms: alert.resolvedMs,
    variants_json: JSON.stringify(variants),
    ...accessRow(alert),
  };
}

type NodeEntity = { kind: 'node'; clusterId?: string; name: string };

/** Of a thing with a place of its own that is its own, whatever it is judged by. */
function accessRow(alert: Alert): BulkRow {
  // Kinds of objects that have no file of their own are all like a node to TypeScript.
  const entity = parseEntity(alert.entity) as
    | NamedEntity
    | NodeEntity
    | undefined;
  const cluster_id = entity?.clusterId ?? onlyClusterOf(alert);
  if (!entity) return { access: 'cluster', cluster_id };
  switch (entity.kind) {
    case 'domain':
    case 'route':
      return { access: 'domain', cluster_id, host: entity.host };
    case 'edge': {
      const { namespace, name } = entity.destination;
      const source_namespace = entity.source.namespace;
      return {
        ...{ access: 'service', cluster_id, namespace, name },
        source_namespace,
      };
    }
    case 'service': {
      const { namespace, name } = entity;
      return {
        ...{ access: 'service', cluster_id, namespace, name },
        // It is of one namespace: without a value a negated condition would hide it.
        source_namespace: namespace,
      };
    }
    case 'node':
      return { access: 'node', cluster_id, node: entity.name };
    case 'cluster':
      return { access: 'cluster', cluster_id };
    default: {
      const object: { namespace?: string; name: string } = entity;
      const { namespace, name } = object;
      return { access: 'object', cluster_id, namespace, name };
    }
  }
}

/**
 * What is judged over all clusters may have its requests in one only. All that the alert ever shows
 * counts, its first figures and its last: where those are of several, nobody who may see some
 * clusters only is shown it.
 */
function onlyClusterOf({ variants }: Alert): string | undefined {
  const measures = variants.flatMap(one => [one.current, one.atFiring]);
  const clusters = new Set(
    measures.flatMap(
      one => (one?.evidence?.clusters as string[] | undefined) ?? [],
    ),
  );
  return clusters.size === 1 ? [...clusters][0] : undefined;
}

/** As `toAlertRow` wrote it: to check thousands of them again would take longer than all the rest. */
export function toAlert(row: DbAlertsRow): Alert {
  return {
    id: row.id,
    rule: row.rule,
    scope: row.scope,
    entity: row.entity,
    part: row.part ?? undefined,
    severity: row.severity,
    variants: JSON.parse(row.variants_json),
    sinceMs: readInteger(row.since_ms),
    firedMs: readOptionalInteger(row.fired_ms),
    resolvedMs: readOptionalInteger(row.resolved_ms),
  };
}
