import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { matchesHost, whereHostMatches, type HostPattern } from './hostPattern';

/** Things of these clusters. */
export type ClusterCondition = { field: 'cluster'; clusterIds: string[] };
/** Domains of these clusters, or with these hosts. */
export type DomainCondition =
  | ClusterCondition
  | { field: 'host'; patterns: HostPattern[] };
/** Nodes of these clusters, or with these names. */
export type NodeCondition =
  | ClusterCondition
  | { field: 'node'; names: string[] };

/** What a caller may see; `undefined` is everything. */
export type Access<TCondition> = PermissionCriteria<TCondition> | undefined;

type AnyCondition = DomainCondition | NodeCondition;

/** The columns that conditions speak of, in the query at hand. */
export type AccessColumns = { cluster: string; host?: string; node?: string };

/**
 * Narrows a query to what the caller may see.
 *
 * Of a row without a value, such as a series of no host, it cannot be told whether it meets a
 * condition on that value, nor whether it meets the negation: SQL's null answers neither, so the row
 * stays hidden. Traffic that no route names may be that of the very host a policy leaves out.
 */
export function whereAllowed<TCondition extends AnyCondition>(
  query: Knex.QueryBuilder,
  access: Access<TCondition>,
  columns: AccessColumns,
): void {
  if (access === undefined) {
    return;
  }
  if ('allOf' in access) {
    for (const criteria of access.allOf) {
      query.where(inner => whereAllowed(inner, criteria, columns));
    }
  } else if ('anyOf' in access) {
    query.where(outer => {
      for (const criteria of access.anyOf) {
        outer.orWhere(inner => whereAllowed(inner, criteria, columns));
      }
    });
  } else if ('not' in access) {
    query.whereNot(inner => whereAllowed(inner, access.not, columns));
  } else {
    whereCondition(query, access, columns);
  }
}

/** What a condition is judged by in memory. */
export type AccessSubject = { clusterId: string; host?: string; node?: string };

/** Whether a thing meets a condition; agrees with `whereAllowed`. */
export function meetsCondition(
  subject: AccessSubject,
  condition: AnyCondition,
): boolean {
  switch (condition.field) {
    case 'cluster':
      return condition.clusterIds.includes(subject.clusterId);
    case 'host':
      return (
        subject.host !== undefined &&
        condition.patterns.some(p => matchesHost(p, subject.host!))
      );
    default:
      return (
        subject.node !== undefined && condition.names.includes(subject.node)
      );
  }
}

function whereCondition(
  query: Knex.QueryBuilder,
  condition: AnyCondition,
  columns: AccessColumns,
): void {
  if (condition.field === 'cluster') {
    query.whereIn(columns.cluster, condition.clusterIds);
    return;
  }
  const column = condition.field === 'host' ? columns.host : columns.node;
  if (column === undefined) {
    query.whereRaw('1 = 0');
    return;
  }
  if (condition.field === 'host') {
    whereHostMatches(query, column, condition.patterns);
  } else {
    query.whereIn(column, condition.names);
  }
}
