import { createHash } from 'node:crypto';
import {
  gatewayServiceNames,
  httpRouteRule,
  ingressRouteName,
  ingressRouterName,
  ingressServiceName,
  weightedServiceName,
  normaliseTraefikName,
} from '@atlhyper/core';
import { servicesOf } from '../scenario/servicesOf';
import type { Scenario } from '../scenario/schema';

/** A part of one route's requests: the `index`-th of parts that are weighted so. */
export type Contribution = {
  routeId: string;
  weights: readonly number[];
  index: number;
};

/** One service or router of Traefik and whose requests it carries. */
export type TraefikSeries = {
  name: string;
  /** The service behind a router. */
  service?: string;
  contributions: Contribution[];
};

export const sha256Hex = (text: string): string =>
  createHash('sha256').update(text).digest('hex');

const whole = (routeId: string): Contribution => ({
  routeId,
  weights: [1],
  index: 0,
});

class SeriesByName {
  private readonly byName = new Map<string, TraefikSeries>();

  add(name: string, contributions: Contribution[], service?: string): void {
    const known = this.byName.get(name);
    if (known) known.contributions.push(...contributions);
    else this.byName.set(name, { name, service, contributions });
  }

  all(): TraefikSeries[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** A route with a single Service is counted under its own name. */
function isSingleService(
  services: Scenario['ingressRoutes'][number]['rules'][number]['services'],
): boolean {
  return services.length === 1 && !('kind' in services[0]);
}

/** As the Traefik versions of today name it. */
function gatewayServiceName(
  namespace: string,
  { name, port }: { name: string; port: number | string },
): string {
  return gatewayServiceNames({ namespace, service: name, port })[0];
}

/** The services that Traefik makes of the scenario's objects, each once. */
export function traefikServices(scenario: Scenario): TraefikSeries[] {
  const series = new SeriesByName();
  for (const { namespace, name, rules } of scenario.ingressRoutes) {
    for (const { match, services, routes } of rules) {
      const own = ingressRouteName({ namespace, name, match }, sha256Hex);
      const leaves = servicesOf(scenario, namespace, services);
      const weights = leaves.map(service => service.weight ?? 1);
      leaves.forEach((service, index) =>
        series.add(
          isSingleService(services)
            ? own
            : weightedServiceName({ namespace, ...service }),
          routes.map(routeId => ({ routeId, weights, index })),
        ),
      );
    }
  }
  for (const { namespace, rules } of scenario.httpRoutes) {
    for (const { services, routes } of rules) {
      const weights = services.map(service => service.weight ?? 1);
      services.forEach((service, index) =>
        series.add(
          gatewayServiceName(namespace, service),
          routes.map(routeId => ({ routeId, weights, index })),
        ),
      );
    }
  }
  for (const { namespace, paths } of scenario.ingresses) {
    for (const { service, route } of paths) {
      const { name, port } = service;
      series.add(ingressServiceName({ namespace, service: name, port }), [
        whole(route),
      ]);
    }
  }
  for (const { service, route } of scenario.unmapped)
    series.add(service, [whole(route)]);
  return series.all();
}

/** The routers, named with the entry point where they are bound to several. */
export function traefikRouters(scenario: Scenario): TraefikSeries[] {
  const series = new SeriesByName();
  for (const {
    namespace,
    name,
    rules,
    entryPoints,
  } of scenario.ingressRoutes) {
    for (const { match, services, routes } of rules) {
      const own = ingressRouteName({ namespace, name, match }, sha256Hex);
      // All of the demo's callers use TLS, so the last entry point carries everything.
      const router =
        entryPoints.length > 1
          ? `${entryPoints[entryPoints.length - 1]}-${own}`
          : own;
      const service = isSingleService(services)
        ? own
        : weightedServiceName({
            namespace,
            ...servicesOf(scenario, namespace, services)[0],
          });
      series.add(router, routes.map(whole), service);
    }
  }
  for (const object of scenario.httpRoutes) {
    object.rules.forEach(({ services, routes }, index) =>
      series.add(
        httpRouterName(scenario, object, index),
        routes.map(whole),
        gatewayServiceName(object.namespace, services[0]),
      ),
    );
  }
  for (const { namespace, name, host, paths } of scenario.ingresses) {
    for (const { path, service, route } of paths) {
      const { port } = service;
      series.add(
        `websecure-${ingressRouterName(
          { namespace, name, host, path },
          sha256Hex,
        )}`,
        [whole(route)],
        ingressServiceName({ namespace, service: service.name, port }),
      );
    }
  }
  return series.all();
}

/** The router of one rule, as `makeRouterName` of Traefik's gateway provider writes it. */
function httpRouterName(
  scenario: Scenario,
  {
    namespace,
    name,
    gateway,
    hostnames,
    rules,
  }: Scenario['httpRoutes'][number],
  index: number,
): string {
  const listeners = scenario.gateways.find(
    g => g.namespace === gateway.namespace && g.name === gateway.name,
  )!.listeners;
  const rule = httpRouteRule(hostnames, {
    path: { type: 'PathPrefix', value: rules[index].path },
    headers: [],
    queryParams: [],
  });
  const key = normaliseTraefikName(
    `httproute-${namespace}-${name}-gw-${gateway.namespace}-${gateway.name}-ep-${listeners[0].entryPoint}-${index}`,
  );
  return `${key}-${sha256Hex(rule).slice(0, 20)}@kubernetesgateway`;
}

/**
 * What the `index`-th of weighted parts has of `n` things. The parts add up to `n`, and none of
 * them ever falls while `n` rises, as a counter must not.
 */
export function weightedShare(
  n: number,
  weights: readonly number[],
  index: number,
): number {
  let rest = n;
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length; i++) {
    const share =
      i === weights.length - 1
        ? rest
        : Math.floor((rest * weights[i]) / weightLeft);
    if (i === index) return share;
    rest -= share;
    weightLeft -= weights[i];
  }
  return 0;
}
