import { MAX_ROUTES_PER_RULE } from './expandRule';
import { parseTraefikRule, type RuleNode } from './parseTraefikRule';
import type { IngressRouteObject } from './types';

/** Deeper than anyone nests routers. */
const MAX_DEPTH = 10;
/** References that are followed for one object: those that branch, or go in circles, never end. */
const MAX_REFERENCES = 100;
const TOO_MUCH = `the rules of the parents have more than ${MAX_ROUTES_PER_RULE} alternatives`;

/** What stands above the routes of an object. */
export type Above = {
  /** Alternatives, of which one must hold; none where nothing is above. */
  rules: RuleNode[];
  tls: boolean;
  /** Those of the topmost objects; `undefined` where nothing is above. */
  entryPoints?: string[];
  problem?: string;
};

/** Follows `parentRefs`: an IngressRoute below another answers only what the other's rules let through. */
export type ParentRules = {
  above(object: IngressRouteObject): Above;
  /** Whether other objects hang below it. */
  isParent(object: IngressRouteObject): boolean;
};

/** Follows the references of one object, as far as there is an end to it. */
class WayUp {
  private left = MAX_REFERENCES;

  constructor(
    private readonly byName: ReadonlyMap<string, IngressRouteObject>,
  ) {}

  above(object: IngressRouteObject, depth: number): Above {
    const refs = object.parents ?? [];
    if (refs.length === 0) return { rules: [], tls: false };
    const all: Above[] = [];
    for (const ref of refs) {
      if (this.left === 0) {
        all.push(unknown('there are too many parents'));
        break;
      }
      this.left -= 1;
      const at = { namespace: object.namespace, ...withoutUndefined(ref) };
      all.push(this.through(keyOf(at), depth));
    }
    return together(all);
  }

  private through(key: string, depth: number): Above {
    const parent = this.byName.get(key);
    if (!parent) return unknown(`the parent "${key}" is not there`);
    if (depth >= MAX_DEPTH) {
      return unknown(`the parents of "${key}" go round in circles`);
    }
    return rulesOf(parent, this.above(parent, depth + 1));
  }
}

/** Of the IngressRoutes of a cluster. */
export function createParentRules(
  objects: readonly IngressRouteObject[],
): ParentRules {
  const byName = new Map(objects.map(object => [keyOf(object), object]));
  const parents = new Set(
    objects.flatMap(({ namespace, parents: refs = [] }) =>
      refs.map(ref => keyOf({ namespace, ...withoutUndefined(ref) })),
    ),
  );
  return {
    above: object => new WayUp(byName).above(object, 0),
    isParent: object => parents.has(keyOf(object)),
  };
}

function together(all: readonly Above[]): Above {
  const problems = new Set(all.flatMap(({ problem }) => problem ?? []));
  const rules = all.flatMap(above => above.rules);
  const isTooMuch = rules.length > MAX_ROUTES_PER_RULE;
  if (isTooMuch) problems.add(TOO_MUCH);
  return {
    rules: isTooMuch ? [] : rules,
    tls: all.some(({ tls }) => tls),
    entryPoints: [
      ...new Set(all.flatMap(({ entryPoints = [] }) => entryPoints)),
    ],
    ...(problems.size > 0 && { problem: [...problems].join('; ') }),
  };
}

/** What an object lets through to those below it. */
function rulesOf(parent: IngressRouteObject, above: Above): Above {
  const problems = above.problem ? [above.problem] : [];
  const own = parent.routes.flatMap((route): RuleNode[] => {
    const parsed = parseTraefikRule(route.match);
    if (parsed.ok) return [parsed.rule];
    problems.push(`the rule of the parent "${keyOf(parent)}" is none`);
    return [];
  });
  return {
    rules: within(above.rules, own, problems),
    tls: parent.tls || above.tls,
    entryPoints: above.entryPoints ?? parent.entryPoints,
    ...(problems.length > 0 && { problem: problems.join('; ') }),
  };
}

/** Each rule below each that stands above it. */
function within(
  above: readonly RuleNode[],
  own: RuleNode[],
  problems: string[],
): RuleNode[] {
  if (above.length === 0) return own;
  if (above.length * own.length > MAX_ROUTES_PER_RULE) {
    problems.push(TOO_MUCH);
    return [];
  }
  return above.flatMap(outer =>
    own.map(
      (rule): RuleNode => ({
        kind: 'and',
        children: [outer, rule],
        text: `(${outer.text}) && (${rule.text})`,
      }),
    ),
  );
}

function unknown(problem: string): Above {
  return { rules: [], tls: false, problem };
}

function keyOf({ namespace, name }: { namespace: string; name: string }) {
  return `${namespace}/${name}`;
}

function withoutUndefined({
  namespace,
  name,
}: {
  namespace?: string;
  name: string;
}) {
  return { name, ...(namespace ? { namespace } : {}) };
}
