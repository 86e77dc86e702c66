import {
  parseHostPattern,
  type Access,
  type AccessKind,
  type Condition,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { whereHostMatches } from './hostPattern';

export {
  isAllowed,
  meetsCondition,
  type Access,
  type AccessKind,
  type AccessSubject,
  type Condition,
} from '@atlhyper/backstage-plugin-atlhyper-node';

/** What a caller may see or change of what has targets. */
export type SubjectAccess = {
  domains: Access<'domain'>;
  services: Access<'service'>;
};

/** The columns that conditions speak of, in the query at hand. */
export type AccessColumns = {
  cluster: string;
  host?: string;
  node?: string;
  /** Any of them may hold the namespace. */
  namespaces?: readonly string[];
};

const listOf = <T>(value: T | undefined) =>
  value === undefined ? undefined : [value];

type FieldRule = {
  /** `undefined` where a row does not have it. */
  columnsOf(columns: AccessColumns): readonly string[] | undefined;
  where(
    query: Knex.QueryBuilder,
    column: string,
    asked: readonly string[],
  ): void;
};

const whereIn: FieldRule['where'] = (query, column, asked) =>
  query.whereIn(column, [...asked]);

const FIELDS: Record<Condition['field'], FieldRule> = {
  cluster: { columnsOf: ({ cluster }) => [cluster], where: whereIn },
  host: {
    columnsOf: ({ host }) => listOf(host),
    where: (query, column, asked) =>
      whereHostMatches(query, column, asked.map(parseHostPattern)),
  },
  node: { columnsOf: ({ node }) => listOf(node), where: whereIn },
  namespace: { columnsOf: ({ namespaces }) => namespaces, where: whereIn },
};

/**
 * Narrows a query to what the caller may see; agrees with `isAllowed`.
 *
 * Of a row without a value, such as a series of no host, it cannot be told whether it meets a
 * condition on that value, nor whether it meets the negation: SQL's null answers neither, so the row
 * stays hidden. Traffic that no route names may be that of the very host a policy leaves out.
 */
export function whereAllowed<K extends AccessKind>(
  query: Knex.QueryBuilder,
  access: Access<K>,
  columns: AccessColumns,
): void {
  if (access === 'none') {
    query.whereRaw('1 = 0');
  } else if (access !== 'all') {
    whereCriteria(query, access, columns);
  }
}

function whereCriteria(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<Condition>,
  columns: AccessColumns,
): void {
  if ('allOf' in criteria) {
    for (const one of criteria.allOf) {
      query.where(inner => whereCriteria(inner, one, columns));
    }
  } else if ('anyOf' in criteria) {
    query.where(outer => {
      for (const one of criteria.anyOf) {
        outer.orWhere(inner => whereCriteria(inner, one, columns));
      }
    });
  } else if ('not' in criteria) {
    query.whereNot(inner => whereCriteria(inner, criteria.not, columns));
  } else {
    whereCondition(query, criteria, columns);
  }
}

function whereCondition(
  query: Knex.QueryBuilder,
  { field, values }: Condition,
  columns: AccessColumns,
): void {
  const { columnsOf, where } = FIELDS[field];
  const [column, ...more] = columnsOf(columns) ?? [];
  if (column === undefined) {
    query.whereRaw('1 = 0');
  } else if (more.length === 0) {
    where(query, column, values);
  } else {
    query.where(any => {
      for (const one of [column, ...more]) {
        any.orWhere(inner => where(inner, one, values));
      }
    });
  }
}
