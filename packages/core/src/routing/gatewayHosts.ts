import type { GatewayObject, HttpRouteObject } from './types';

/** Some hosts of an HTTPRoute and the Gateways that take requests for them. */
export type GatewayHosts = {
  /** Empty: any host. */
  hosts: string[];
  tls: boolean;
  gateways: { namespace: string; name: string }[];
};

type Attachment = Omit<GatewayHosts, 'gateways'> & {
  gateway: GatewayHosts['gateways'][number];
};

/**
 * The hosts an HTTPRoute answers for: its own where a listener has none, the listener's where it
 * has none, else those that are in both. One entry for each different set of hosts; none if no
 * listener takes the route. A Gateway that was not read counts as one that takes any host.
 */
export function gatewayHosts(
  route: HttpRouteObject,
  gateways: readonly GatewayObject[],
): GatewayHosts[] {
  const byHosts = new Map<string, GatewayHosts>();
  for (const { hosts, tls, gateway } of attachments(route, gateways)) {
    const key = JSON.stringify(hosts);
    const known = byHosts.get(key) ?? { hosts, tls: false, gateways: [] };
    known.tls ||= tls;
    known.gateways.push(gateway);
    byHosts.set(key, known);
  }
  return [...byHosts.values()];
}

function attachments(
  route: HttpRouteObject,
  gateways: readonly GatewayObject[],
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
        ({ name, port }) =>
          (parent.sectionName ?? name) === name &&
          (parent.port ?? port) === port,
      )
      .flatMap(({ hostname, tls }) => {
        const hosts = commonHosts(hostname, route.hostnames);
        return hosts ? [{ hosts, tls, gateway }] : [];
      });
  });
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
  return (
    wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)))
  );
}
