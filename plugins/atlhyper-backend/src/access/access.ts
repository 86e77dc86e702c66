import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { matchesHost, parseHostPattern, whereHostMatches } from './hostPattern';

/** What a condition may be about. */
type Field = 'cluster' | 'host' | 'node' | 'namespace';

/** Kinds of things that permissions speak of, each with what its conditions may be about. */
type FieldsOf = {
  cluster: 'cluster';
  domain: 'cluster' | 'host';
  node: 'cluster' | 'node';
  /** The namespace is that of either end. */
  service: 'cluster' | 'namespace';
  resource: 'cluster' | 'namespace';
};
export type AccessKind = keyof FieldsOf;

/** Things that have one of the values; of hosts they are patterns. */
export type Condition<K extends AccessKind = AccessKind> = {
  field: FieldsOf[K];
  values: readonly string[];
};

/** What a caller may see or change of a kind of things. */
export type Access<K extends AccessKind> =
  | 'all'
  | 'none'
  | PermissionCriteria<Condition<K>>;

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

/** What a condition is judged by in memory. */
export type AccessSubject = {
  /** Absent for what is of all clusters. */
  clusterId?: string;
  host?: string;
  node?: string;
  namespaces?: readonly string[];
};

const listOf = <T>(value: T | undefined) =>
  value === undefined ? undefined : [value];

type FieldRule = {
  /** `undefined` where a thing does not have it. */
  valuesOf(subject: AccessSubject): readonly string[] | undefined;
  columnsOf(columns: AccessColumns): readonly string[] | undefined;
  matches(asked: string, value: string): boolean;
  where(
    query: Knex.QueryBuilder,
    column: string,
    asked: readonly string[],
  ): void;
};

const BY_NAME: Pick<FieldRule, 'matches' | 'where'> = {
  matches: (asked, value) => asked === value,
  where: (query, column, asked) => query.whereIn(column, [...asked]),
};

const FIELDS: Record<Field, FieldRule> = {
  cluster: {
    ...BY_NAME,
    valuesOf: ({ clusterId }) => listOf(clusterId),
    columnsOf: ({ cluster }) => [cluster],
  },
  host: {
    valuesOf: ({ host }) => listOf(host),
    columnsOf: ({ host }) => listOf(host),
    matches: (asked, value) => matchesHost(parseHostPattern(asked), value),
    where: (query, column, asked) =>
      whereHostMatches(query, column, asked.map(parseHostPattern)),
  },
  node: {
    ...BY_NAME,
    valuesOf: ({ node }) => listOf(node),
    columnsOf: ({ node }) => listOf(node),
  },
  namespace: {
    ...BY_NAME,
    valuesOf: ({ namespaces }) => namespaces,
    columnsOf: ({ namespaces }) => namespaces,
  },
};

/**
 * Narrows a query to what the caller may see.
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

/** Whether a thing meets a condition; agrees with `whereAllowed`. */
export function meetsCondition(
  subject: AccessSubject,
  { field, values }: Condition,
): boolean {
  const { valuesOf, matches } = FIELDS[field];
  const own = valuesOf(subject) ?? [];
  return own.some(value => values.some(asked => matches(asked, value)));
}

/**
 * Whether a thing is within what a caller may see; agrees with `whereAllowed`, also in that neither a
 * condition nor its negation holds for what lacks the value in question.
 */
export function isAllowed<K extends AccessKind>(
  subject: AccessSubject,
  access: Access<K>,
): boolean {
  return (
    access === 'all' || (access !== 'none' && holds(subject, access) === true)
  );
}

/** `undefined` where it takes a value that the thing does not have. */
function holds(
  subject: AccessSubject,
  criteria: PermissionCriteria<Condition>,
): boolean | undefined {
  if ('allOf' in criteria) {
    const values = criteria.allOf.map(one => holds(subject, one));
    return values.includes(false) ? false : known(values, true);
  }
  if ('anyOf' in criteria) {
    const values = criteria.anyOf.map(one => holds(subject, one));
    return values.includes(true) ? true : known(values, false);
  }
  if ('not' in criteria) {
    const value = holds(subject, criteria.not);
    return value === undefined ? undefined : !value;
  }
  // Nothing meets a condition on no value at all, whatever it has.
  const isKnown =
    criteria.values.length === 0 ||
    FIELDS[criteria.field].valuesOf(subject) !== undefined;
  return isKnown ? meetsCondition(subject, criteria) : undefined;
}

function known(values: readonly (boolean | undefined)[], value: boolean) {
  return values.includes(undefined) ? undefined : value;
}
