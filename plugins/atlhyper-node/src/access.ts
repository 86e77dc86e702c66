import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { matchesHost, parseHostPattern } from './hostPattern';

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

/** What a condition is judged by in memory. */
export type AccessSubject = {
  /** Absent for what is of all clusters. */
  clusterId?: string;
  host?: string;
  node?: string;
  namespaces?: readonly string[];
};

/** `undefined` where a thing does not have it. */
const VALUES_OF: Record<
  Field,
  (subject: AccessSubject) => readonly string[] | undefined
> = {
  cluster: ({ clusterId }) => listOf(clusterId),
  host: ({ host }) => listOf(host),
  node: ({ node }) => listOf(node),
  namespace: ({ namespaces }) => namespaces,
};

function listOf<T>(value: T | undefined): T[] | undefined {
  return value === undefined ? undefined : [value];
}

/** Whether a thing meets a condition. */
export function meetsCondition(
  subject: AccessSubject,
  { field, values }: Condition,
): boolean {
  const own = VALUES_OF[field](subject) ?? [];
  return own.some(value =>
    values.some(asked =>
      field === 'host'
        ? matchesHost(parseHostPattern(asked), value)
        : asked === value,
    ),
  );
}

/**
 * Whether a thing is within what a caller may see. Neither a condition nor its negation holds for what
 * lacks the value in question, as in SQL, where null answers neither: it stays hidden.
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
    VALUES_OF[criteria.field](subject) !== undefined;
  return isKnown ? meetsCondition(subject, criteria) : undefined;
}

function known(values: readonly (boolean | undefined)[], value: boolean) {
  return values.includes(undefined) ? undefined : value;
}
