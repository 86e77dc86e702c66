import { parseTraefikRule, type RuleNode } from './parseTraefikRule';
import type { IngressRouteObject } from './types';

/** Deeper than anyone nests routers. */
const MAX_DEPTH = 10;

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
  const above = (object: IngressRouteObject, depth: number): Above => {
    const refs = object.parents ?? [];
    if (refs.length === 0) return { rules: [], tls: false };
    const all = refs.map(ref => {
      const key = keyOf({
        namespace: object.namespace,
        ...withoutUndefined(ref),
      });
      const parent = byName.get(key);
      if (!parent) return notFound(key);
      if (depth >= MAX_DEPTH) return tooDeep(key);
      return rulesOf(parent, above(parent, depth + 1));
    });
    const problems = all.flatMap(({ problem }) => problem ?? []);
    return {
      rules: all.flatMap(({ rules }) => rules),
      tls: all.some(({ tls }) => tls),
      entryPoints: [
        ...new Set(all.flatMap(({ entryPoints = [] }) => entryPoints)),
      ],
      ...(problems.length > 0 && { problem: problems.join('; ') }),
    };
  };
  return {
    above: object => above(object, 0),
    isParent: object => parents.has(keyOf(object)),
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
  const rules =
    above.rules.length === 0
      ? own
      : above.rules.flatMap(outer =>
          own.map(
            (rule): RuleNode => ({
              kind: 'and',
              children: [outer, rule],
              text: `(${outer.text}) && (${rule.text})`,
            }),
          ),
        );
  return {
    rules,
    tls: parent.tls || above.tls,
    entryPoints: above.entryPoints ?? parent.entryPoints,
    ...(problems.length > 0 && { problem: problems.join('; ') }),
  };
}

function notFound(key: string): Above {
  const problem = `the parent "${key}" is not there`;
  return { rules: [], tls: false, problem };
}

function tooDeep(key: string): Above {
  const problem = `the parents of "${key}" go round in circles`;
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
