import { canonicalHost } from './canonicalHost';
import type {
  GatewayObject,
  GatewayRouteObject,
  ListenerNamespaces,
  NamespaceObject,
} from './types';

/** Some hosts of a route and the Gateways that take requests for them. */
export type GatewayHosts = {
  /** Empty: any host. */
  hosts: string[];
  tls: boolean;
  gateways: { namespace: string; name: string }[];
};

/** Kinds that a listener of HTTP takes. */
export type GatewayRouteKind = 'HTTPRoute' | 'GRPCRoute';

type Attachment = Omit<GatewayHosts, 'gateways'> & {
  gateway: GatewayHosts['gateways'][number];
};

type Cluster = {
  gateways: readonly GatewayObject[];
  namespaces: readonly NamespaceObject[];
};

/**
 * The hosts a route answers for: its own where a listener has none, the listener's where it
 * has none, else those that are in both. One entry for each different set of hosts; none if no
 * listener takes the route. A Gateway that was not read counts as one that takes any host.
 */
export function gatewayHosts(
  route: GatewayRouteObject<unknown>,
  cluster: Cluster & { kind: GatewayRouteKind },
): GatewayHosts[] {
  const byHosts = new Map<string, GatewayHosts>();
  for (const { hosts, tls, gateway } of attachments(route, cluster)) {
    const key = JSON.stringify(hosts);
    const known = byHosts.get(key) ?? { hosts, tls: false, gateways: [] };
    known.tls ||= tls;
    known.gateways.push(gateway);
    byHosts.set(key, known);
  }
  return [...byHosts.values()];
}

function attachments(
  route: GatewayRouteObject<unknown>,
  { gateways, namespaces, kind }: Cluster & { kind: GatewayRouteKind },
): Attachment[] {
  return route.parents.flatMap(parent => {
    const namespace = parent.namespace ?? route.namespace;
    const gateway = { namespace, name: parent.name };
    const found = gateways.find(
      g => g.namespace === namespace && g.name === parent.name,
    );
    if (!found) return [{ hosts: route.hostnames, tls: false, gateway }];
    return found.listeners
      .filter(
        listener =>
          (parent.sectionName ?? listener.name) === listener.name &&
          (parent.port ?? listener.port) === listener.port &&
          takesRoutes(listener, kind) &&
          takesFrom(listener, namespace, {
            name: route.namespace,
            labels: namespaces.find(n => n.name === route.namespace)?.labels,
          }),
      )
      .flatMap(({ hostname, tls }) => {
        const hosts = commonHosts(hostname, route.hostnames);
        return hosts ? [{ hosts, tls, gateway }] : [];
      });
  });
}

type Listener = GatewayObject['listeners'][number];

/** https://gateway-api.sigs.k8s.io/reference/spec/#protocoltype */
function takesRoutes(
  { protocol = 'HTTP', kinds = [] }: Listener,
  kind: GatewayRouteKind,
): boolean {
  const isHttp = protocol === 'HTTP' || protocol === 'HTTPS';
  return isHttp && (kinds.length === 0 || kinds.includes(kind));
}

/** A namespace whose labels were not read may be one that the selector takes. */
function takesFrom(
  { namespaces = { from: 'Same' } }: Listener,
  ownNamespace: string,
  { name, labels }: { name: string; labels?: Readonly<Record<string, string>> },
): boolean {
  switch (namespaces.from) {
    case 'All':
      return true;
    case 'Selector':
      return labels === undefined || selects(namespaces.selector, labels);
    case 'None':
      return false;
    default:
      return name === ownNamespace;
  }
}

function selects(
  selector: ListenerNamespaces['selector'],
  labels: Readonly<Record<string, string>>,
): boolean {
  const { labels: wanted = {}, expressions = [] } = selector ?? {};
  return (
    Object.entries(wanted).every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** `undefined` where nothing is in common; see `findMatchingHostnames` of Traefik. */
function commonHosts(
  listenerHost: string | undefined,
  routeHosts: readonly string[],
): string[] | undefined {
  if (!listenerHost) return [...routeHosts];
  if (routeHosts.length === 0) return [listenerHost];
  const hosts = routeHosts.flatMap(host => {
    if (covers(listenerHost, host)) return [host];
    return covers(host, listenerHost) ? [listenerHost] : [];
  });
  return hosts.length > 0 ? hosts : undefined;
}

function covers(wide: string, narrow: string): boolean {
  const [outer, inner] = [wide, narrow].map(canonicalHost);
  return (
    outer === inner ||
    (outer.startsWith('*.') && inner.endsWith(outer.slice(1)))
  );
}
