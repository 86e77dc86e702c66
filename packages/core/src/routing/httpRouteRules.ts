import type {
  HttpRouteMatch,
  HttpRouteValueMatch,
  PathMatch,
  RouteKey,
} from './types';

/**
 * What Traefik's gateway provider makes of one match of an HTTPRoute: its rule, from which the
 * router's name is made (`buildMatchRule` in pkg/provider/kubernetes/gateway/httproute.go), and the
 * same as keys of routes.
 */

/** The regular expression of a wildcard host. */
function wildcardRegex(host: string): string {
  const quoted = host.slice(2).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
  return `^[a-z0-9-\\.]+\\.${quoted}$`;
}

function isWildcard(host: string): boolean {
  return host.startsWith('*.');
}

/** The rule for some hosts (none: any) and one match. */
export function httpRouteRule(
  hosts: readonly string[],
  match: HttpRouteMatch,
): string {
  const hostRules = hosts.map(host =>
    isWildcard(host)
      ? `HostRegexp(\`${wildcardRegex(host)}\`)`
      : `Host(\`${host}\`)`,
  );
  const hostRule =
    hostRules.length > 1 ? `(${hostRules.join(' || ')})` : hostRules.join('');
  return [hostRule, pathRule(match), ...conditionsOf(match)]
    .filter(Boolean)
    .join(' && ');
}

/** The routes of some hosts (none: any) and one match. */
export function httpRouteKeys(
  hosts: readonly string[],
  match: HttpRouteMatch,
): RouteKey[] {
  const condition = conditionsOf(match).join(' && ');
  const names = hosts.length > 0 ? hosts : ['*'];
  return [...new Set(names)].map(host => ({
    host: isWildcard(host) ? `~${wildcardRegex(host)}` : host.toLowerCase(),
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

function pathRule(match: HttpRouteMatch): string {
  const { path, pathMatch } = pathOf(match);
  switch (pathMatch) {
    case 'exact':
      return `Path(\`${path}\`)`;
    case 'regex':
      return `PathRegexp(\`${path}\`)`;
    default:
      return path === '/'
        ? 'PathPrefix(`/`)'
        : `(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`;
  }
}

/** What is asked beyond host and path, in the words and the order of Traefik. */
function conditionsOf(match: HttpRouteMatch): string[] {
  const values = (matcher: string, matches: readonly HttpRouteValueMatch[]) =>
    matches.map(({ name, value, type }) => {
      const suffix = type === 'RegularExpression' ? 'Regexp' : '';
      return `${matcher}${suffix}(\`${name}\`,\`${value}\`)`;
    });
  return [
    ...(match.method ? [`Method(\`${match.method}\`)`] : []),
    ...values('Header', match.headers),
    ...values('Query', match.queryParams),
  ];
}
