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

/** Objects of these clusters, or in these namespaces. */
export type ResourceCondition =
  | ClusterCondition
  | { field: 'namespace'; namespaces: string[] };

/** What a caller may see; `undefined` is everything. */
export type Access<TCondition> = PermissionCriteria<TCondition> | undefined;

type AnyCondition =
  | DomainCondition
  | NodeCondition
  | ServiceCondition
  | ResourceCondition;

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
  /** Absent for what is of all clusters. */
  clusterId?: string;
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
      return (
        subject.clusterId !== undefined &&
        condition.clusterIds.includes(subject.clusterId)
      );
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

/**
 * Whether a thing is within what a caller may see; agrees with `whereAllowed`, also in that neither a
 * condition nor its negation holds for what lacks the value in question.
 */
export function isAllowed<TCondition extends AnyCondition>(
  subject: AccessSubject,
  access: Access<TCondition>,
): boolean {
  return access === undefined || holds(subject, access) === true;
}

/** `undefined` where it takes a value that the thing does not have. */
function holds<TCondition extends AnyCondition>(
  subject: AccessSubject,
  access: PermissionCriteria<TCondition>,
): boolean | undefined {
  if ('allOf' in access) {
    const values = access.allOf.map(one => holds(subject, one));
    return values.includes(false) ? false : known(values, true);
  }
  if ('anyOf' in access) {
    const values = access.anyOf.map(one => holds(subject, one));
    return values.includes(true) ? true : known(values, false);
  }
  if ('not' in access) {
    const value = holds(subject, access.not);
    return value === undefined ? undefined : !value;
  }
  return isKnown(subject, access) ? meetsCondition(subject, access) : undefined;
}

function known(values: readonly (boolean | undefined)[], value: boolean) {
  return values.includes(undefined) ? undefined : value;
}

/** Nothing meets a condition on no value at all, whatever it has. */
function isKnown(subject: AccessSubject, condition: AnyCondition): boolean {
  switch (condition.field) {
    case 'cluster':
      return (
        subject.clusterId !== undefined || condition.clusterIds.length === 0
      );
    case 'host':
      return subject.host !== undefined || condition.patterns.length === 0;
    case 'namespace':
      return (
        subject.namespaces !== undefined || condition.namespaces.length === 0
      );
    default:
      return subject.node !== undefined || condition.names.length === 0;
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
