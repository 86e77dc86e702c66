import { canonicalHost } from './canonicalHost';
import type { RuleMatcher } from './parseTraefikRule';
import type { PathMatch } from './types';

/** What one argument of a matcher says: a host, a path, or something else. */
export type MatcherMeaning =
  | { kind: 'hosts'; hosts: string[] }
  | { kind: 'paths'; paths: { path: string; pathMatch: PathMatch }[] }
  | { kind: 'condition'; problem?: string };

/** Matchers that are known, and say nothing about host or path. */
const OTHER_MATCHERS = new Set([
  'method',
  'methods',
  'header',
  'headers',
  'headerregexp',
  'headersregexp',
  'query',
  'queryregexp',
  'clientip',
]);

/**
 * What a matcher asks for, v2 and v3 alike: several arguments are alternatives. Names are compared
 * without case, as Traefik does.
 *
 * A matcher that is not known, or that lacks its arguments, is a condition with a problem.
 */
export function readMatcher(matcher: RuleMatcher): MatcherMeaning {
  const { name, args } = matcher;
  if (args.length === 0 || args.some(arg => arg === ''))
    return { kind: 'condition', problem: `${name} has an empty argument` };
  switch (name.toLowerCase()) {
    case 'host':
    case 'hostheader':
      return { kind: 'hosts', hosts: args.map(canonicalHost) };
    case 'hostregexp':
      return { kind: 'hosts', hosts: args.map(toHostRegex) };
    case 'path':
      return { kind: 'paths', paths: args.map(arg => toPath(arg, 'exact')) };
    case 'pathprefix':
      return { kind: 'paths', paths: args.map(arg => toPath(arg, 'prefix')) };
    case 'pathregexp':
      return {
        kind: 'paths',
        paths: args.map(path => ({ path, pathMatch: 'regex' })),
      };
    default:
      return OTHER_MATCHERS.has(name.toLowerCase())
        ? { kind: 'condition' }
        : { kind: 'condition', problem: `the matcher "${name}" is not known` };
  }
}

/** `{name}` and `{name:pattern}` of Traefik v2; a pattern may itself hold one level of braces. */
const TEMPLATE = /\{([A-Za-z_][\w-]*)(?::((?:[^{}]|\{[^{}]*\})*))?\}/g;

function hasTemplate(text: string): boolean {
  return new RegExp(TEMPLATE.source).test(text);
}

/** The body of the regular expression that a v2 template stands for. */
function fromTemplate(text: string, defaultPattern: string): string {
  let regex = '';
  let at = 0;
  for (const found of text.matchAll(TEMPLATE)) {
    regex += escapeRegex(text.slice(at, found.index));
    regex += `(${found[2] ?? defaultPattern})`;
    at = found.index + found[0].length;
  }
  return regex + escapeRegex(text.slice(at));
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function toHostRegex(arg: string): string {
  return hasTemplate(arg) ? `~^${fromTemplate(arg, '[^.]+')}$` : `~${arg}`;
}

function toPath(
  arg: string,
  pathMatch: 'exact' | 'prefix',
): { path: string; pathMatch: PathMatch } {
  if (!hasTemplate(arg)) return { path: arg, pathMatch };
  const end = pathMatch === 'exact' ? '$' : '';
  return { path: `^${fromTemplate(arg, '[^/]+')}${end}`, pathMatch: 'regex' };
}
