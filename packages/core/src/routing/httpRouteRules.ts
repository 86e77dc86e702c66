import { canonicalHost } from './canonicalHost';
import { quoteGo } from './goText';
import type {
  HttpRouteMatch,
  HttpRouteValueMatch,
  PathMatch,
  RouteKey,
} from './types';

/**
 * What Traefik's gateway provider makes of the matches of an HTTPRoute's rule: the text of its rule,
 * from which the router's name is made (pkg/provider/kubernetes/gateway/httproute.go), and the same
 * as keys of routes.
 */

type Quote = (text: string) => string;
const raw: Quote = text => `\`${text}\``;

/** Every request. */
const EVERYTHING: HttpRouteMatch = { headers: [], queryParams: [] };

/** One router of a rule: its matches, and the texts that releases of Traefik wrote for it. */
export type RouterRule<M> = { matches: M[]; texts: string[] };

/**
 * The routers of one rule: one for each match (since 3.1), which came in backticks and from 3.6.10 on
 * in double quotes, and one for all of them together (2.11 and 3.0).
 */
export function httpRouterRules(
  hosts: readonly string[],
  matches: readonly HttpRouteMatch[],
): RouterRule<HttpRouteMatch>[] {
  const all = matches.length > 0 ? matches : [EVERYTHING];
  // Some releases sort the hosts before they write the rule.
  const orders = [hosts, [...hosts].sort()];
  const each = all.map(match => ({
    matches: [match],
    texts: orders.flatMap(order => [
      httpRouteRule(order, match),
      httpRouteRule(order, match, quoteGo),
    ]),
  }));
  const together = {
    matches: [...all],
    texts: orders.flatMap(order => oldRules(order, matches)),
  };
  return [...each, together].map(rule => ({
    ...rule,
    texts: [...new Set(rule.texts)],
  }));
}

/** The rule for some hosts (none: any) and one match, as releases since 3.1 write it. */
export function httpRouteRule(
  hosts: readonly string[],
  match: HttpRouteMatch,
  quote: Quote = raw,
): string {
  return [
    hostRule(hosts, quote),
    pathRule(match, quote),
    ...conditionsOf(match, quote),
  ]
    .filter(Boolean)
    .join(' && ');
}

function hostRule(hosts: readonly string[], quote: Quote): string {
  const rules = hosts.map(host =>
    isWildcard(host)
      ? `HostRegexp(${quote(wildcardRegex(host))})`
      : `Host(${quote(host)})`,
  );
  return rules.length > 1 ? `(${rules.join(' || ')})` : rules.join('');
}

/** The rules for all matches, as 3.0 and 2.11 write them. */
function oldRules(
  hosts: readonly string[],
  matches: readonly HttpRouteMatch[],
): string[] {
  return [
    { host: hostRule(hosts, raw), header: 'Header' },
    { host: oldHosts(hosts), header: 'Headers' },
  ].map(({ host, header }) => {
    const parts =
      matches.length === 0
        ? ['PathPrefix(`/`)']
        : matches.map(match => oldMatch(match, header)).filter(Boolean);
    if (parts.length === 0) return host;
    const joined = parts.join(' || ');
    if (host === '') return joined;
    return `${host} && ${parts.length > 1 ? `(${joined})` : joined}`;
  });
}

function oldMatch({ path, headers }: HttpRouteMatch, header: string): string {
  const matcher = path?.type === 'Exact' ? 'Path' : 'PathPrefix';
  return [
    ...(path?.value ? [`${matcher}(${raw(path.value)})`] : []),
    ...headers.map(
      ({ name, value }) => `${header}(${raw(name)},${raw(value)})`,
    ),
  ].join(' && ');
}

function oldHosts(hosts: readonly string[]): string {
  const list = (matcher: string, texts: string[]) =>
    texts.length > 0 ? [`${matcher}(${texts.map(raw).join(', ')})`] : [];
  const rules = [
    ...list(
      'Host',
      hosts.filter(host => !isWildcard(host)),
    ),
    ...list(
      'HostRegexp',
      hosts
        .filter(isWildcard)
        .map(host => `{subdomain:[a-zA-Z0-9-]+}${host.slice(1)}`),
    ),
  ];
  return rules.length > 1 ? `(${rules.join(' || ')})` : rules.join('');
}

/** The regular expression of a wildcard host. */
function wildcardRegex(host: string): string {
  const quoted = host.slice(2).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
  return `^[a-z0-9-\\.]+\\.${quoted}$`;
}

function isWildcard(host: string): boolean {
  return host.startsWith('*.');
}

/** The routes of some hosts (none: any) and one match. */
export function httpRouteKeys(
  hosts: readonly string[],
  match: HttpRouteMatch,
): RouteKey[] {
  const condition = conditionsOf(match, raw).join(' && ');
  const names = hosts.length > 0 ? hosts.map(canonicalHost) : ['*'];
  return [...new Set(names)].map(host => ({
    host: isWildcard(host) ? `~${wildcardRegex(host)}` : host,
    ...pathOf(match),
    ...(condition ? { condition } : {}),
  }));
}

function pathOf({ path }: HttpRouteMatch): {
  path: string;
  pathMatch: PathMatch;
} {
  const value = path?.value || '/';
  switch (path?.type) {
    case 'Exact':
      return { path: value, pathMatch: 'exact' };
    case 'RegularExpression':
      return { path: value, pathMatch: 'regex' };
    default:
      // `/api/` stands for the same as `/api`: the path itself and all below.
      return { path: value.replace(/\/$/, '') || '/', pathMatch: 'prefix' };
  }
}

function pathRule(match: HttpRouteMatch, quote: Quote): string {
  const { path, pathMatch } = pathOf(match);
  switch (pathMatch) {
    case 'exact':
      return `Path(${quote(path)})`;
    case 'regex':
      return `PathRegexp(${quote(path)})`;
    default:
      return path === '/'
        ? `PathPrefix(${quote('/')})`
        : `(Path(${quote(path)}) || PathPrefix(${quote(`${path}/`)}))`;
  }
}

/** What is asked beyond host and path, in the words and the order of Traefik. */
function conditionsOf(match: HttpRouteMatch, quote: Quote): string[] {
  const values = (matcher: string, matches: readonly HttpRouteValueMatch[]) =>
    matches.map(({ name, value, type }) => {
      const suffix = type === 'RegularExpression' ? 'Regexp' : '';
      return `${matcher}${suffix}(${quote(name)},${quote(value)})`;
    });
  return [
    ...(match.method ? [`Method(${quote(match.method)})`] : []),
    ...values('Header', match.headers),
    ...values('Query', match.queryParams),
  ];
}
