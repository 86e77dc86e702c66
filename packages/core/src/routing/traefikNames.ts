import type { Sha256Hex } from './types';

/**
 * How Traefik names what it makes of Kubernetes objects, as its v2 and v3 providers do
 * (pkg/provider/kubernetes/crd/kubernetes_http.go, pkg/provider/kubernetes/ingress/kubernetes.go and
 * pkg/provider/kubernetes/gateway/httproute.go of https://github.com/traefik/traefik). The names are
 * built and compared, never parsed.
 */

const CRD = '@kubernetescrd';
const INGRESS = '@kubernetes';
const GATEWAY = '@kubernetesgateway';

/** Traefik's `Normalize`: letters and digits, every run of anything else one `-`, none at the ends. */
export function normaliseTraefikName(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-');
}

/** The suffix that tells rules apart: the first 20 hexadecimal digits of the rule's SHA-256. */
function ruleSuffix(rule: string, sha256Hex: Sha256Hex): string {
  return sha256Hex(rule).slice(0, 20);
}

/** Router, and service if it has a single one, of a route of an IngressRoute. */
export function ingressRouteName(
  input: { namespace: string; name: string; match: string },
  sha256Hex: Sha256Hex,
): string {
  const { namespace, name, match } = input;
  return `${normaliseTraefikName(
    `${namespace}-${name}-${ruleSuffix(match, sha256Hex)}`,
  )}${CRD}`;
}

/**
 * A child of a weighted service, or a TraefikService: `<ns>-<service>-<port>`, without the port
 * where it has none. A reference to another provider (`web@file`) keeps its provider.
 */
export function weightedServiceName(input: {
  namespace: string;
  name: string;
  port?: number | string;
}): string {
  const { namespace, name, port } = input;
  const hasPort = port !== undefined && port !== 0 && port !== '';
  const at = name.lastIndexOf('@');
  if (!hasPort && at >= 0 && !name.endsWith(CRD))
    return `${normaliseTraefikName(name.slice(0, at))}${name.slice(at)}`;
  const plain = name.endsWith(CRD) ? name.slice(0, -CRD.length) : name;
  const suffix = hasPort ? `-${port}` : '';
  return `${normaliseTraefikName(`${namespace}-${plain}${suffix}`)}${CRD}`;
}

/**
 * The TraefikServices a reference may mean. `web@kubernetescrd` names one of the object's own
 * namespace in older versions, and in newer ones a name that holds its namespace already.
 */
export function traefikServiceNames(input: {
  namespace: string;
  name: string;
}): string[] {
  const own = weightedServiceName(input);
  if (!input.name.endsWith(CRD)) return [own];
  const whole = normaliseTraefikName(input.name.slice(0, -CRD.length));
  return [own, `${whole}${CRD}`];
}

/** The names of an HTTPRoute's backend: `http` came between service and port during v3. */
export function gatewayServiceNames(input: {
  namespace: string;
  service: string;
  port: number | string;
}): string[] {
  const { namespace, service, port } = input;
  return [
    `${namespace}-${service}-http-${port}`,
    `${namespace}-${service}-${port}`,
  ].map(text => `${normaliseTraefikName(text)}${GATEWAY}`);
}

/** A name of which the middle is not known. */
export type NamePattern = { before: string; after: string };

/**
 * The router of one match of an HTTPRoute: between the two ends stand the entry point, which only
 * Traefik's own configuration knows, and since v3.1 the rule's number. The longer form is the newer.
 */
export function gatewayRouterPatterns(
  input: {
    namespace: string;
    name: string;
    gateway: { namespace: string; name: string };
    rule: string;
  },
  sha256Hex: Sha256Hex,
): NamePattern[] {
  const { namespace, name, gateway, rule } = input;
  const after = `-${ruleSuffix(rule, sha256Hex)}${GATEWAY}`;
  return [
    `httproute-${namespace}-${name}-gw-${gateway.namespace}-${gateway.name}-ep`,
    `${namespace}-${name}-${gateway.name}`,
  ].map(text => ({ before: `${normaliseTraefikName(text)}-`, after }));
}

/** The service of a plain Ingress's backend; `port` as the Ingress writes it. */
export function ingressServiceName(input: {
  namespace: string;
  service: string;
  port: number | string;
}): string {
  const { namespace, service, port } = input;
  return `${normaliseTraefikName(`${namespace}-${service}-${port}`)}${INGRESS}`;
}

/**
 * The router of one path of a plain Ingress. `conflictingRule` is the rule Traefik builds, given
 * where another path of the same Ingress has the same normalised name.
 */
export function ingressRouterName(
  input: {
    namespace: string;
    name: string;
    host?: string;
    path?: string;
    conflictingRule?: string;
  },
  sha256Hex: Sha256Hex,
): string {
  const { namespace, name, host = '', path = '', conflictingRule } = input;
  const key = normaliseTraefikName(`${namespace}-${name}-${host}${path}`);
  const suffix =
    conflictingRule === undefined
      ? ''
      : `-${ruleSuffix(conflictingRule, sha256Hex)}`;
  return `${key}${suffix}${INGRESS}`;
}

/** Service and router of an Ingress that has a default backend and no rules. */
export const INGRESS_DEFAULT_SERVICE = `default-backend${INGRESS}`;
export const INGRESS_DEFAULT_ROUTER = `default-router${INGRESS}`;

/**
 * The rules Traefik may build for one path of an Ingress; several because the form for a wildcard
 * host changed between versions.
 */
export function ingressRules(input: {
  host?: string;
  path?: string;
  pathType?: string;
}): string[] {
  const { host = '', path = '', pathType } = input;
  const matcher = pathType === 'Exact' ? 'Path' : 'PathPrefix';
  const pathRules = path === '' ? [] : [`${matcher}(\`${path}\`)`];
  return ingressHostRules(host).map(hostRules =>
    [...hostRules, ...pathRules].join(' && '),
  );
}

function ingressHostRules(host: string): string[][] {
  if (host === '') return [[]];
  if (!host.startsWith('*.')) return [[`Host(\`${host}\`)`]];
  const regex = ingressWildcardRegex(host);
  return [
    [`HostRegexp(\`${regex}\`)`],
    [`HostRegexp(\`${regex.slice(1, -1)}\`)`],
    [`HostRegexp(\`{subdomain:[a-zA-Z0-9-]+}${host.slice(1)}\`)`],
  ];
}

/** The regular expression that Traefik v3 makes of a wildcard host, such as `*.example.com`. */
export function ingressWildcardRegex(host: string): string {
  return `^[a-zA-Z0-9-]+${host.slice(1).replace(/\./g, '\\.')}$`;
}
