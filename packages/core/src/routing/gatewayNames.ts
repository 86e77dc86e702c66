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
  /** The rule as Traefik writes it, and its number in the object. */
  rule: string;
  ruleIndex: number;
  /** Those that may stand in a name, see `entryPointsSeen`. */
  entryPoints: readonly string[];
};

/**
 * The router of a match of a route: between the two ends stand the entry point, which only
 * Traefik's own configuration knows, and since 3.1 the rule's number.
 */
export function gatewayRouterPatterns(
  router: GatewayRouter,
  sha256Hex: Sha256Hex,
): NamePattern[] {
  const { kind, namespace, name, gateway, rule } = router;
  const after = `${ruleDigest(rule, sha256Hex)}${PROVIDERS.gateway}`;
  // Since 3.2.0, from which on there are GRPCRoutes.
  const numbered = {
    before: `${normaliseTraefikName(
      `${kind}-${namespace}-${name}-gw-${gateway.namespace}-${gateway.name}-ep`,
    )}-`,
    middle: /^[^@]+-\d+-?$/,
  };
  return [
    { ...numbered, after },
    ...identityDigests(router, sha256Hex).map(digest => ({
      ...numbered,
      after: `${digest}${PROVIDERS.gateway}`,
    })),
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

/**
 * Since 3.6.25 and 3.7.10 the digest is of the whole identity of the router, each part after its
 * length, and of the rule, which is in double quotes by then.
 */
function identityDigests(
  { namespace, name, gateway, rule, ruleIndex, entryPoints }: GatewayRouter,
  sha256Hex: Sha256Hex,
): string[] {
  if (rule.includes('`')) return [];
  return entryPoints.map(entryPoint => {
    const parts = [
      ...[namespace, name, gateway.namespace, gateway.name],
      ...[entryPoint, String(ruleIndex)],
    ];
    const identity = parts.map(part => `${part.length}:${part}`).join('');
    return ruleDigest(`${identity}${rule}`, sha256Hex);
  });
}

/** Entry points that stand in names of routers or services of the provider. */
export function entryPointsSeen(
  ...names: (ReadonlySet<string> | undefined)[]
): string[] {
  const found = names
    .flatMap(set => [...(set ?? [])])
    .filter(name => name.endsWith(PROVIDERS.gateway))
    .flatMap(name => /-ep-(.+?)-\d+-[0-9a-f]{20}/.exec(name)?.[1] ?? []);
  return [...new Set(found)];
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
