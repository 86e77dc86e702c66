import { isOfOtherProtocol } from './gatewayNames';
import { normaliseTraefikName, PROVIDERS } from './traefikNames';
import type { Route } from './types';

/** Why no route names a service of Traefik's. */
export type UnmappedReason = 'newer_than_known';

/** Newest release of Traefik whose names of routers and services are known. */
export const NEWEST_KNOWN_TRAEFIK = '3.7';

type RouteObject = Pick<Route, 'source' | 'services'>;

const PROVIDERS_OF: Record<Route['source']['kind'], readonly string[]> = {
  ingressroute: [PROVIDERS.crd],
  ingress: [PROVIDERS.ingress, PROVIDERS.nginx],
  httproute: [PROVIDERS.gateway],
  grpcroute: [PROVIDERS.gateway],
  knativeingress: [PROVIDERS.knative],
};

/** Providers that read no Kubernetes objects (https://doc.traefik.io/traefik/providers/overview/). */
const ELSEWHERE =
  /@(internal|file|docker|swarm|consulcatalog|consul|nomad|ecs|etcd|zookeeper|redis|http|rest|marathon|rancher|plugin-.+)$/;

/**
 * Tells why services are in none of these routes.
 *
 * `newer_than_known`: the service is called after an object, or a Service behind one, that is among
 * the routes, but in no form that is known; or it is of a provider that is not known. `undefined`
 * where nothing tells: the object is missing, may not be read, or is no object of Kubernetes.
 */
export function createUnmappedReasons(
  routes: readonly RouteObject[],
): (service: string) => UnmappedReason | undefined {
  const stems = new Map<string, Set<string>>();
  for (const { source, services } of routes) {
    for (const provider of PROVIDERS_OF[source.kind]) {
      const known = stems.get(provider) ?? new Set();
      stems.set(provider, known);
      stemsOf(source, services).forEach(stem => known.add(stem));
    }
  }
  const ours = new Set<string>(Object.values(PROVIDERS));
  return service => {
    const at = service.lastIndexOf('@');
    if (at < 0 || ELSEWHERE.test(service) || isOfOtherProtocol(service)) {
      return undefined;
    }
    const provider = service.slice(at);
    const isNewer =
      !ours.has(provider) ||
      beginsWithOne(service.slice(0, at), stems.get(provider));
    return isNewer ? 'newer_than_known' : undefined;
  };
}

function stemsOf(
  { kind, namespace, name }: Route['source'],
  services: RouteObject['services'],
): string[] {
  const own = normaliseTraefikName(`${namespace}-${name}`);
  return [
    own,
    `${kind}-${own}`,
    ...services.map(service =>
      normaliseTraefikName(`${service.namespace}-${service.name}`),
    ),
  ];
}

/** Whether the name is one of the stems, or one with something behind a dash. */
function beginsWithOne(name: string, stems: ReadonlySet<string> = new Set()) {
  if (stems.has(name)) return true;
  for (let dash = name.indexOf('-'); dash >= 0; ) {
    if (stems.has(name.slice(0, dash))) return true;
    dash = name.indexOf('-', dash + 1);
  }
  return false;
}
