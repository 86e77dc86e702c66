import { asObject, asObjects, asText, asTexts, textsOf } from '../KubeObject';

type Requirement = { key: string; operator: string; values?: string[] };

/** Labels by name or, where there are expressions as well, both as Kubernetes writes them. */
export type Selector =
  | Record<string, string>
  | { matchLabels: Record<string, string>; matchExpressions: Requirement[] };

/**
 * A label selector. Labels and expressions hold together, so expressions are never left out: an
 * empty selector selects everything.
 */
export function selectorOf(selector: unknown): Selector {
  const { matchLabels, matchExpressions } = asObject(selector);
  const labels = textsOf(matchLabels);
  const expressions = asObjects(matchExpressions).map(
    ({ key, operator, values }) => ({
      key: asText(key) ?? '',
      operator: asText(operator) ?? '',
      ...(asTexts(values).length > 0 && { values: asTexts(values) }),
    }),
  );
  return expressions.length === 0
    ? labels
    : { matchLabels: labels, matchExpressions: expressions };
}
