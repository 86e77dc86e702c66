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

/** Services of these clusters, or with either end in these namespaces. */
export type ServiceCondition =
  | ClusterCondition
  | { field: 'namespace'; namespaces: string[] };

/** What a caller may see; `undefined` is everything. */
export type Access<TCondition> = PermissionCriteria<TCondition> | undefined;

type AnyCondition = DomainCondition | NodeCondition | ServiceCondition;

/** The columns that conditions speak of, in the query at hand. */
export type AccessColumns = {
  cluster: string;
  host?: string;
  node?: string;
  /** Any of them may hold the namespace. */
  namespaces?: readonly string[];
};

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
export type AccessSubject = {
  clusterId: string;
  host?: string;
  node?: string;
  namespaces?: readonly string[];
};

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
    case 'namespace':
      return (
        subject.namespaces !== undefined &&
        subject.namespaces.some(one => condition.namespaces.includes(one))
      );
    default:
      return (
        subject.node !== undefined && condition.names.includes(subject.node)
      );
  }
}

/** Whether a thing is within what a caller may see; agrees with `whereAllowed`. */
export function isAllowed<TCondition extends AnyCondition>(
  subject: AccessSubject,
  access: Access<TCondition>,
): boolean {
  if (access === undefined) {
    return true;
  }
  if ('allOf' in access) {
    return access.allOf.every(one => isAllowed(subject, one));
  }
  if ('anyOf' in access) {
    return access.anyOf.some(one => isAllowed(subject, one));
  }
  return 'not' in access
    ? !isAllowed(subject, access.not)
    : meetsCondition(subject, access);
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
  if (condition.field === 'namespace') {
    whereInNamespaces(query, columns.namespaces ?? [], condition.namespaces);
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

function whereInNamespaces(
  query: Knex.QueryBuilder,
  columns: readonly string[],
  namespaces: readonly string[],
): void {
  query.where(any => {
    any.whereRaw('1 = 0');
    for (const column of columns) {
      any.orWhereIn(column, [...namespaces]);
    }
  });
}
