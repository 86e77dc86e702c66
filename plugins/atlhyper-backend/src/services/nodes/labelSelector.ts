import { InputError } from '@backstage/errors';

/** One requirement of a label selector. */
export type LabelRequirement =
  | { kind: 'in'; key: string; values: string[] }
  | { kind: 'notIn'; key: string; values: string[] }
  | { kind: 'exists'; key: string }
  | { kind: 'notExists'; key: string };

const KEY = '[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?';
const VALUE = '([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?';
const EQUALS = new RegExp(
  `^(?<key>${KEY})\\s*(?<op>==|=|!=)\\s*(?<value>${VALUE})$`,
);
const SET = new RegExp(
  `^(?<key>${KEY})\\s+(?<op>in|notin)\\s*\\((?<values>[^()]*)\\)$`,
);
const EXISTS = new RegExp(`^(?<not>!?)\\s*(?<key>${KEY})$`);
const VALUE_ONLY = new RegExp(`^${VALUE}$`);

/**
 * Reads a label selector as kubectl takes it: `app=shop,tier!=cache,env in (a, b),!legacy`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 *
 * @throws InputError that names the requirement that was not understood
 */
export function parseLabelSelector(text: string): LabelRequirement[] {
  return splitOutsideBrackets(text).map(part => {
    const requirement = parseRequirement(part.trim());
    if (!requirement) {
      throw new InputError(
        `'label_selector': '${part.trim()}' is none of key=value, key==value, key!=value, key in (a,b), key notin (a,b), key, !key`,
      );
    }
    return requirement;
  });
}

/** Requirements that a set of equal labels stands for, as in a service's selector. */
export function requireLabels(
  labels: Readonly<Record<string, string>>,
): LabelRequirement[] {
  return Object.entries(labels).map(([key, value]) => ({
    kind: 'in',
    key,
    values: [value],
  }));
}

/** Whether labels meet all requirements. A label that is absent meets `!=` and `notin`. */
export function matchesLabels(
  labels: Readonly<Record<string, string>>,
  requirements: readonly LabelRequirement[],
): boolean {
  return requirements.every(requirement => {
    const value = Object.hasOwn(labels, requirement.key)
      ? labels[requirement.key]
      : undefined;
    switch (requirement.kind) {
      case 'in':
        return value !== undefined && requirement.values.includes(value);
      case 'notIn':
        return value === undefined || !requirement.values.includes(value);
      case 'exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}

function parseRequirement(text: string): LabelRequirement | undefined {
  const equals = EQUALS.exec(text)?.groups;
  if (equals) {
    return {
      kind: equals.op === '!=' ? 'notIn' : 'in',
      key: equals.key,
      values: [equals.value],
    };
  }
  const set = SET.exec(text)?.groups;
  if (set) {
    const values = set.values.split(',').map(value => value.trim());
    return values.every(value => VALUE_ONLY.test(value))
      ? { kind: set.op === 'in' ? 'in' : 'notIn', key: set.key, values }
      : undefined;
  }
  const exists = EXISTS.exec(text)?.groups;
  return (
    exists && { kind: exists.not ? 'notExists' : 'exists', key: exists.key }
  );
}

function splitOutsideBrackets(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}
