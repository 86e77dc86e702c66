import { canonicalHost } from './canonicalHost';
import { quoteGo } from './goText';
import type { IngressProvider } from './ingressClasses';
import type { CountedServices, RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import {
  INGRESS_DEFAULT_ROUTER,
  INGRESS_DEFAULT_SERVICE,
  ingressRouterName,
  ingressServiceName,
  NGINX_SERVICES,
  nginxDefaultNames,
  nginxRouterNames,
} from './traefikNames';
import type { IngressObject, PathMatch, Sha256Hex } from './types';

type PathOfRule = IngressObject['rules'][number]['paths'][number];
type NamedPath = {
  host?: string;
  item: PathOfRule;
  /** The matcher of Traefik that compares the path. */
  matcher: keyof typeof MATCHES;
  routerName: string;
  at: { rule: number; path: number };
};

const MATCHES = {
  Path: 'exact',
  PathPrefix: 'prefix',
  PathRegexp: 'regex',
} as const satisfies Record<string, PathMatch>;

/** The routers that Traefik makes of one plain Ingress, by those of its providers that may serve it. */
export function ingressUnits(
  object: IngressObject,
  cluster: {
    ports: ServicePorts;
    providers: readonly IngressProvider[];
  },
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  const { ports, providers } = cluster;
  if (providers.length === 0) return [];
  const { namespace, name } = object;
  const named: NamedPath[] = object.rules.flatMap(({ host, paths }, rule) =>
    paths.map((item, path) => ({
      host,
      item,
      matcher: matcherOf(object, item),
      routerName: ingressRouterName(
        { namespace, name, host, path: item.path },
        sha256Hex,
      ),
      at: { rule, path },
    })),
  );
  const pathUnits = named.map(path =>
    pathUnit(object, ports, path, {
      routerNames: [
        ...(providers.includes('ingress')
          ? routerNames(object, path, { named, sha256Hex })
          : []),
        ...(providers.includes('nginx')
          ? nginxRouterNames({ namespace, name, at: path.at })
          : []),
      ],
      providers,
    }),
  );
  return [...pathUnits, ...defaultUnits(object, cluster)];
}

function routerNames(
  object: IngressObject,
  path: NamedPath,
  { named, sha256Hex }: { named: NamedPath[]; sha256Hex: Sha256Hex },
): string[] {
  const conflicts = named.filter(p => p.routerName === path.routerName);
  if (conflicts.length === 1) return [path.routerName];
  const { namespace, name } = object;
  const { host, item } = path;
  return ingressRules(path).map(conflictingRule =>
    ingressRouterName(
      { namespace, name, host, path: item.path, conflictingRule },
      sha256Hex,
    ),
  );
}

/** The annotation counts where the Ingress leaves the way of comparing to its controller. */
function matcherOf(
  { pathMatcher }: IngressObject,
  { path, pathType = 'ImplementationSpecific' }: PathOfRule,
): NamedPath['matcher'] {
  if (!path) return 'PathPrefix';
  if (pathType === 'Exact') return 'Path';
  return pathType === 'ImplementationSpecific' &&
    pathMatcher !== undefined &&
    Object.hasOwn(MATCHES, pathMatcher)
    ? (pathMatcher as NamedPath['matcher'])
    : 'PathPrefix';
}

function pathUnit(
  object: IngressObject,
  ports: ServicePorts,
  { host, item, matcher }: NamedPath,
  {
    routerNames: names,
    providers,
  }: { routerNames: string[]; providers: readonly IngressProvider[] },
): RouteUnit {
  const { namespace, name } = object;
  const { service } = item;
  const resolved = service && ports.resolve({ namespace, ...service });
  return {
    source: { kind: 'ingress', namespace, name },
    keys: [
      {
        host: toHost(host),
        path: item.path || '/',
        pathMatch: MATCHES[matcher],
      },
    ],
    tls: () => object.tls && hasTls(object.tlsHosts, host),
    services: resolved ? [resolved] : [],
    problem: service
      ? resolved && ports.problemOf(resolved)
      : 'the backend is no Service',
    routerNames: names,
    counted: countedBy(object, service, providers),
  };
}

function countedBy(
  { namespace, name }: IngressObject,
  service: PathOfRule['service'],
  providers: readonly IngressProvider[],
): CountedServices[] {
  if (service?.port === undefined) {
    return providers.map(scheme => ({ scheme, names: [] }));
  }
  const backend = { namespace, service: service.name, port: service.port };
  return providers.flatMap(provider =>
    provider === 'ingress'
      ? [{ scheme: provider, names: [ingressServiceName(backend)] }]
      : [...NGINX_SERVICES].reverse().map(form => ({
          scheme: `${provider} ${form.since}`,
          names: form.names({ ...backend, name }),
        })),
  );
}

/** The rules Traefik may have built for one path: quotes and wildcard hosts changed between versions. */
function ingressRules({ host = '', item, matcher }: NamedPath): string[] {
  const raw = (text: string) => `\`${text}\``;
  // Double quotes from 2.11.47 and 3.6.11 on.
  return [raw, quoteGo].flatMap(quote => {
    const paths = item.path ? [`${matcher}(${quote(item.path)})`] : [];
    return hostRules(host, quote).map(hosts =>
      [...hosts, ...paths].join(' && '),
    );
  });
}

function hostRules(host: string, quote: (text: string) => string): string[][] {
  if (host === '') return [[]];
  if (!host.startsWith('*.')) return [[`Host(${quote(host)})`]];
  const regex = wildcardRegex(host);
  return [
    regex,
    regex.slice(1, -1),
    `{subdomain:[a-zA-Z0-9-]+}${host.slice(1)}`,
  ].map(text => [`HostRegexp(${quote(text)})`]);
}

/** The regular expression that Traefik v3 makes of a wildcard host, such as `*.example.com`. */
function wildcardRegex(host: string): string {
  return `^[a-zA-Z0-9-]+${host.slice(1).replace(/\./g, '\\.')}$`;
}

function toHost(host: string | undefined): string {
  if (!host) return '*';
  const canonical = canonicalHost(host);
  return canonical.startsWith('*.')
    ? `~${wildcardRegex(canonical)}`
    : canonical;
}

function hasTls(
  tlsHosts: readonly string[],
  host: string | undefined,
): boolean {
  if (tlsHosts.length === 0) return true;
  if (!host) return false;
  const wildcard = `*${host.slice(host.indexOf('.'))}`;
  return tlsHosts.includes(host) || tlsHosts.includes(wildcard);
}

/**
 * Traefik takes the default backend of a plain Ingress only where it has no rules; ingress-nginx
 * answers with it what no rule of its hosts takes.
 */
function defaultUnits(
  object: IngressObject,
  {
    ports,
    providers,
  }: { ports: ServicePorts; providers: readonly IngressProvider[] },
): RouteUnit[] {
  const { namespace, name, defaultService, rules } = object;
  if (!defaultService) return [];
  const isPlain = providers.includes('ingress') && rules.length === 0;
  const byNginx = providers.includes('nginx');
  if (!isPlain && !byNginx) return [];
  const service = ports.resolve({ namespace, ...defaultService });
  return [
    {
      source: { kind: 'ingress', namespace, name },
      keys: [{ host: '*', path: '/', pathMatch: 'prefix' }],
      tls: () => object.tls,
      services: [service],
      problem: ports.problemOf(service),
      routerNames: [
        ...(isPlain ? [INGRESS_DEFAULT_ROUTER] : []),
        ...(byNginx ? nginxRouterNames({ namespace, name }) : []),
      ],
      counted: [
        ...(isPlain
          ? [{ scheme: 'ingress', names: [INGRESS_DEFAULT_SERVICE] }]
          : []),
        ...(byNginx
          ? [
              {
                scheme: 'nginx default',
                names: nginxDefaultNames({ namespace, name }),
              },
            ]
          : []),
      ],
    },
  ];
}
