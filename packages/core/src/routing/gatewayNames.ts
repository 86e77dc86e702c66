import {
  normaliseTraefikName,
  PROVIDERS,
  ruleDigest,
  type NamePattern,
} from './traefikNames';
import type { Sha256Hex } from './types';

/** How Traefik's gateway provider names what it makes of HTTPRoutes and GRPCRoutes, by release. */

/**
 * The services of an HTTPRoute's backend that are named after it: until 3.0 by the port of the
 * endpoints, in 3.1 by that of the Service, from 3.2.0 on with `http` between.
 */
export function gatewayServiceNames(input: {
  namespace: string;
  service: string;
  port: number | string;
  targetPort?: number | string;
}): string[] {
  const { namespace, service, port, targetPort } = input;
  const texts = [
    `${namespace}-${service}-http-${port}`,
    `${namespace}-${service}-${port}`,
    ...(targetPort === undefined
      ? []
      : [`${namespace}-${service}-${targetPort}`]),
  ];
  return [
    ...new Set(
      texts.map(text => `${normaliseTraefikName(text)}${PROVIDERS.gateway}`),
    ),
  ];
}

/** The same of a GRPCRoute (since 3.2.0). */
export function grpcServiceNames(input: {
  namespace: string;
  service: string;
  port: number | string;
}): string[] {
  const { namespace, service, port } = input;
  return [
    `${normaliseTraefikName(`${namespace}-${service}-${port}-grpc`)}${
      PROVIDERS.gateway
    }`,
  ];
}

type GatewayRouter = {
  /** Of the route, in lower case. */
  kind: 'httproute' | 'grpcroute';
  namespace: string;
  name: string;
  gateway: { namespace: string; name: string };
  /** The rule as Traefik writes it. */
  rule: string;
};

/**
 * The router of a match of a route: between the two ends stand the entry point, which only
 * Traefik's own configuration knows, and since 3.1 the rule's number.
 */
export function gatewayRouterPatterns(
  { kind, namespace, name, gateway, rule }: GatewayRouter,
  sha256Hex: Sha256Hex,
): NamePattern[] {
  const after = `${ruleDigest(rule, sha256Hex)}${PROVIDERS.gateway}`;
  return [
    // Since 3.2.0, from which on there are GRPCRoutes.
    {
      before: `${normaliseTraefikName(
        `${kind}-${namespace}-${name}-gw-${gateway.namespace}-${gateway.name}-ep`,
      )}-`,
      middle: /^[^@]+-\d+-?$/,
      after,
    },
    // 2.11 to 3.1, of which only 3.1 numbers.
    ...(kind === 'httproute'
      ? [
          {
            before: `${normaliseTraefikName(
              `${namespace}-${name}-${gateway.name}`,
            )}-`,
            middle: /^[^@]+-$|^[^@]+-\d+-?$/,
            after,
          },
        ]
      : []),
  ];
}

/** The services that are named after their router (since 3.7.6). */
export function gatewayRouterServices(
  router: NamePattern,
  backend: { namespace: string; service: string; index: number },
): NamePattern {
  const { namespace, service, index } = backend;
  const digest = router.after.slice(0, -PROVIDERS.gateway.length);
  return {
    ...router,
    after: `${digest}-svc-${namespace}-${service}-${index}${PROVIDERS.gateway}`,
  };
}

/** What is made of a TCPRoute, TLSRoute or UDPRoute serves no HTTP, whatever is counted under its name. */
export function isOfOtherProtocol(name: string): boolean {
  return /^(tcp|tls|udp)route-.+-ep-.+@kubernetesgateway$/.test(name);
}
