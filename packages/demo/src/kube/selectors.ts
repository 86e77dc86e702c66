import { KubeError } from './KubeError';
import type { KubeObject } from './KubeObject';

export type ObjectPredicate = (object: KubeObject) => boolean;

/**
 * The objects that a `labelSelector` and a `fieldSelector` ask for; each may be empty.
 *
 * @throws KubeError 400 for what is not understood
 */
export function parseSelectors(
  labelSelector: string,
  fieldSelector: string,
): ObjectPredicate {
  const predicates = [
    ...splitSelector(labelSelector).map(parseLabelRequirement),
    ...splitSelector(fieldSelector).map(parseFieldRequirement),
  ];
  return object => predicates.every(matches => matches(object));
}

/** At commas that stand outside parentheses. */
function splitSelector(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);
}

function parseLabelRequirement(part: string): ObjectPredicate {
  const labelOf = (object: KubeObject, key: string) =>
    object.metadata.labels?.[key];
  const set = /^([^\s!=,()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    return object =>
      values.includes(labelOf(object, key) ?? '\0') === (operator === 'in');
  }
  const equality = /^([^\s!=,()]+)\s*(==?|!=)\s*([^\s!=,()]*)$/.exec(part);
  if (equality) {
    const [, key, operator, value] = equality;
    return object => (labelOf(object, key) === value) === (operator !== '!=');
  }
  const existence = /^(!?)\s*([^\s!=,()]+)$/.exec(part);
  if (!existence)
    throw new KubeError(400, `unable to parse requirement: "${part}"`);
  const [, not, key] = existence;
  return object => (labelOf(object, key) === undefined) === (not === '!');
}

const FIELDS: Record<string, (object: KubeObject) => unknown> = {
  'metadata.name': object => object.metadata.name,
  'metadata.namespace': object => object.metadata.namespace ?? '',
  'spec.nodeName': object => object.spec?.nodeName ?? '',
  'status.phase': object => object.status?.phase ?? '',
  // kubectl describe asks for the events of an object by these.
  'involvedObject.kind': object => object.involvedObject?.kind ?? '',
  'involvedObject.name': object => object.involvedObject?.name ?? '',
  'involvedObject.namespace': object => object.involvedObject?.namespace ?? '',
  'involvedObject.uid': object => object.involvedObject?.uid ?? '',
  reason: object => object.reason ?? '',
  type: object => object.type ?? '',
};

function parseFieldRequirement(part: string): ObjectPredicate {
  const [, field, operator, value] =
    /^([\w.]+)\s*(==?|!=)\s*(.*)$/.exec(part) ?? [];
  const read = FIELDS[field];
  if (!read)
    throw new KubeError(400, `field label not supported: "${field ?? part}"`);
  return object => (read(object) === value) === (operator !== '!=');
}
