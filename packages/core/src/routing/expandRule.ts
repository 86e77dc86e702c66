import { toEntityKey } from '../entities';
import type { RuleNode } from './parseTraefikRule';
import { readMatcher } from './ruleMatchers';
import type { PathMatch, RouteKey } from './types';

/** More alternatives than this are not told apart: the rule stays one route with a problem. */
export const MAX_ROUTES_PER_RULE = 100;

export type ExpandedRule = {
  /** At least one, each different; in the order of the rule. */
  routes: RouteKey[];
  /** What of the rule was not understood; the routes then hold it in `condition`. */
  problem?: string;
};

type PathTerm = { path: string; pathMatch: PathMatch };
/** One alternative: everything in it must hold. */
type Conjunction = {
  hosts: string[];
  paths: PathTerm[];
  conditions: string[];
};

/**
 * The routes a rule stands for: its disjunctive form, one route per alternative.
 *
 * `` Host(`a`) && (Path(`/x`) || PathPrefix(`/y`)) `` is two routes. An alternative without a path
 * has path `/` as a prefix, one without a host has host `*`. Negations, and every part that names
 * neither host nor path, become `condition` in the rule's own words, joined by ` && `. Where an
 * alternative holds several hosts or paths, which all must match, the narrowest is the route's
 * (exact before regex for hosts; exact, longest prefix, regex for paths) and the others are
 * conditions.
 */
export function expandRule(node: RuleNode): ExpandedRule {
  const problems = new Set<string>();
  const conjunctions = expand(node, problems);
  if (!conjunctions) {
    return {
      routes: [wholeRule(node.text)],
      problem: `the rule has more than ${MAX_ROUTES_PER_RULE} alternatives`,
    };
  }
  const routes = new Map<string, RouteKey>();
  for (const conjunction of conjunctions) {
    const route = toRoute(conjunction);
    routes.set(toEntityKey({ kind: 'route', ...route }), route);
  }
  return {
    routes: [...routes.values()],
    ...(problems.size > 0 ? { problem: [...problems].join('; ') } : {}),
  };
}

/** The route that stands for a rule that was not understood: any host and path, if it applies. */
export function wholeRule(text: string): RouteKey {
  return { host: '*', path: '/', pathMatch: 'prefix', condition: text };
}

/** `undefined` once there are too many alternatives. */
function expand(
  node: RuleNode,
  problems: Set<string>,
): Conjunction[] | undefined {
  if (!namesHostOrPath(node)) {
    noteProblems(node, problems);
    return [conditionOf(node)];
  }
  switch (node.kind) {
    case 'matcher':
      return expandMatcher(node);
    case 'not':
      noteProblems(node, problems);
      return [conditionOf(node)];
    case 'or':
      return expandOr(node.children, problems);
    default:
      return expandAnd(node.children, problems);
  }
}

function expandMatcher(
  node: Extract<RuleNode, { kind: 'matcher' }>,
): Conjunction[] | undefined {
  const meaning = readMatcher(node);
  switch (meaning.kind) {
    case 'hosts':
      return bounded(
        meaning.hosts.map(host => ({
          hosts: [host],
          paths: [],
          conditions: [],
        })),
      );
    case 'paths':
      return bounded(
        meaning.paths.map(path => ({
          hosts: [],
          paths: [path],
          conditions: [],
        })),
      );
    default:
      return [conditionOf(node)];
  }
}

function expandOr(
  children: RuleNode[],
  problems: Set<string>,
): Conjunction[] | undefined {
  const all: Conjunction[] = [];
  for (const child of children) {
    const alternatives = expand(child, problems);
    if (!alternatives) return undefined;
    all.push(...alternatives);
  }
  return bounded(all);
}

function expandAnd(
  children: RuleNode[],
  problems: Set<string>,
): Conjunction[] | undefined {
  let all: Conjunction[] = [{ hosts: [], paths: [], conditions: [] }];
  for (const child of children) {
    const alternatives = expand(child, problems);
    if (!alternatives) return undefined;
    if (all.length * alternatives.length > MAX_ROUTES_PER_RULE)
      return undefined;
    all = all.flatMap(left =>
      alternatives.map(right => ({
        hosts: [...left.hosts, ...right.hosts],
        paths: [...left.paths, ...right.paths],
        conditions: [...left.conditions, ...right.conditions],
      })),
    );
  }
  return all;
}

function bounded(all: Conjunction[]): Conjunction[] | undefined {
  return all.length > MAX_ROUTES_PER_RULE ? undefined : all;
}

function namesHostOrPath(node: RuleNode): boolean {
  switch (node.kind) {
    case 'matcher':
      return readMatcher(node).kind !== 'condition';
    case 'not':
      return namesHostOrPath(node.child);
    default:
      return node.children.some(namesHostOrPath);
  }
}

function noteProblems(node: RuleNode, problems: Set<string>): void {
  if (node.kind === 'matcher') {
    const meaning = readMatcher(node);
    if (meaning.kind === 'condition' && meaning.problem)
      problems.add(meaning.problem);
  } else if (node.kind === 'not') {
    noteProblems(node.child, problems);
  } else {
    node.children.forEach(child => noteProblems(child, problems));
  }
}

function conditionOf(node: RuleNode): Conjunction {
  const text = node.kind === 'or' ? `(${node.text})` : node.text;
  return { hosts: [], paths: [], conditions: [text] };
}

const PATH_ORDER: Record<PathMatch, number> = { exact: 0, prefix: 1, regex: 2 };

function toRoute(conjunction: Conjunction): RouteKey {
  const [host, ...otherHosts] = [...new Set(conjunction.hosts)].sort(
    (a, b) => Number(a.startsWith('~')) - Number(b.startsWith('~')),
  );
  const [path, ...otherPaths] = distinctPaths(conjunction.paths).sort(
    (a, b) =>
      PATH_ORDER[a.pathMatch] - PATH_ORDER[b.pathMatch] ||
      b.path.length - a.path.length,
  );
  const conditions = [
    ...otherHosts.map(hostText),
    ...otherPaths.map(pathText),
    ...conjunction.conditions,
  ];
  const condition = conditions.join(' && ');
  return {
    host: host ?? '*',
    path: path?.path ?? '/',
    pathMatch: path?.pathMatch ?? 'prefix',
    ...(condition ? { condition } : {}),
  };
}

function distinctPaths(paths: PathTerm[]): PathTerm[] {
  const seen = new Map(paths.map(p => [`${p.pathMatch} ${p.path}`, p]));
  return [...seen.values()];
}

function hostText(host: string): string {
  return host.startsWith('~')
    ? `HostRegexp(\`${host.slice(1)}\`)`
    : `Host(\`${host}\`)`;
}

const PATH_MATCHERS: Record<PathMatch, string> = {
  exact: 'Path',
  prefix: 'PathPrefix',
  regex: 'PathRegexp',
};

function pathText({ path, pathMatch }: PathTerm): string {
  return `${PATH_MATCHERS[pathMatch]}(\`${path}\`)`;
}
