/** Tells whether an object's labels match. */
export type LabelPredicate = (
  labels: Readonly<Record<string, string>>,
) => boolean;

const KEY = '[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?';
const VALUE = '[-A-Za-z0-9_.]*';

/**
 * Reads a label selector as kubectl takes it: `a=b`, `a==b`, `a!=b`, `a in (b,c)`,
 * `a notin (b,c)`, `a`, `!a`, joined by commas (all must hold). As in Kubernetes `!=` and `notin`
 * also match objects without the label.
 *
 * @throws Error with the part that was not understood
 */
export function parseLabelSelector(text: string): LabelPredicate {
  const parts = text.split(/,(?![^(]*\))/).map(part => part.trim());
  const predicates = parts.map(parseRequirement);
  return labels => predicates.every(matches => matches(labels));
}

function parseRequirement(part: string): LabelPredicate {
  const comparison = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`).exec(
    part,
  );
  if (comparison) {
    const [, key, , operator, value] = comparison;
    return operator === '!='
      ? labels => labels[key] !== value
      : labels => labels[key] === value;
  }
  const set = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`).exec(
    part,
  );
  if (set) {
    const [, key, , operator, list] = set;
    const values = new Set(list.split(',').map(value => value.trim()));
    return operator === 'in'
      ? labels => key in labels && values.has(labels[key])
      : labels => !(key in labels) || !values.has(labels[key]);
  }
  const existence = new RegExp(`^(!?)\\s*(${KEY})$`).exec(part);
  if (existence) {
    const [, not, key] = existence;
    return not ? labels => !(key in labels) : labels => key in labels;
  }
  throw new Error(`"${part}" is no label selector such as "app=traefik"`);
}
