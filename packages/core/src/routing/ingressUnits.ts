import type { RouteUnit } from './routeUnits';
import type { ServicePorts } from './servicePorts';
import {
  INGRESS_DEFAULT_ROUTER,
  INGRESS_DEFAULT_SERVICE,
  ingressRouterName,
  ingressRules,
  ingressServiceName,
  ingressWildcardRegex,
} from './traefikNames';
import type { IngressObject, RouteKey, Sha256Hex } from './types';

type PathOfRule = IngressObject['rules'][number]['paths'][number];
type NamedPath = { host?: string; item: PathOfRule; routerName: string };

/** The routers that Traefik makes of one plain Ingress. */
export function ingressUnits(
  object: IngressObject,
  ports: ServicePorts,
  sha256Hex: Sha256Hex,
): RouteUnit[] {
  if (object.rules.length === 0) return defaultUnits(object, ports);
  const { namespace, name } = object;
  const named: NamedPath[] = object.rules.flatMap(({ host, paths }) =>
    paths.map(item => ({
      host,
      item,
      routerName: ingressRouterName(
        { namespace, name, host, path: item.path },
        sha256Hex,
      ),
    })),
  );
  return named.map(path => {
    const conflicts = named.filter(p => p.routerName === path.routerName);
    return pathUnit(object, ports, path, {
      routerNames:
        conflicts.length === 1
          ? [path.routerName]
          : conflictingNames(object, path, sha256Hex),
    });
  });
}

function conflictingNames(
  { namespace, name }: IngressObject,
  { host, item }: NamedPath,
  sha256Hex: Sha256Hex,
): string[] {
  return ingressRules({ host, ...item }).map(conflictingRule =>
    ingressRouterName(
      { namespace, name, host, path: item.path, conflictingRule },
      sha256Hex,
    ),
  );
}

function pathUnit(
  object: IngressObject,
  ports: ServicePorts,
  { host, item }: NamedPath,
  names: { routerNames: string[] },
): RouteUnit {
  const { namespace, name } = object;
  const { service } = item;
  const resolved = service && ports.resolve({ namespace, ...service });
  return {
    source: { kind: 'ingress', namespace, name },
    keys: [pathKey(host, item)],
    tls: () => object.tls && hasTls(object.tlsHosts, host),
    services: resolved ? [resolved] : [],
    problem: service
      ? resolved && ports.problemOf(resolved)
      : 'the backend is no Service',
    routerNames: names.routerNames,
    serviceNames:
      service?.port === undefined
        ? []
        : [
            ingressServiceName({
              namespace,
              service: service.name,
              port: service.port,
            }),
          ],
  };
}

function pathKey(host: string | undefined, item: PathOfRule): RouteKey {
  return {
    host: toHost(host),
    path: item.path || '/',
    pathMatch: item.path && item.pathType === 'Exact' ? 'exact' : 'prefix',
  };
}

function toHost(host: string | undefined): string {
  if (!host) return '*';
  const lower = host.toLowerCase();
  return lower.startsWith('*.') ? `~${ingressWildcardRegex(lower)}` : lower;
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

/** Traefik takes a default backend only from an Ingress without rules. */
function defaultUnits(object: IngressObject, ports: ServicePorts): RouteUnit[] {
  const { namespace, name, defaultService } = object;
  if (!defaultService) return [];
  const service = ports.resolve({ namespace, ...defaultService });
  return [
    {
      source: { kind: 'ingress', namespace, name },
      keys: [{ host: '*', path: '/', pathMatch: 'prefix' }],
      tls: () => object.tls,
      services: [service],
      problem: ports.problemOf(service),
      routerNames: [INGRESS_DEFAULT_ROUTER],
      serviceNames: [INGRESS_DEFAULT_SERVICE],
    },
  ];
}
