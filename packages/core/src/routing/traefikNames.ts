import type { Sha256Hex } from './types';

/**
 * How Traefik names what it makes of Kubernetes objects, by provider and release
 * (https://github.com/traefik/traefik, pkg/provider/kubernetes; the releases stand beside each form).
 * The forms of all releases are known at once: they do not clash, and two releases may run side by
 * side during an update. Names are built and compared, never parsed.
 */
export const PROVIDERS = {
  crd: '@kubernetescrd',
  ingress: '@kubernetes',
  gateway: '@kubernetesgateway',
  nginx: '@kubernetesingressnginx',
  knative: '@knative',
} as const;

/** Traefik's `Normalize`: letters and digits, every run of anything else one `-`, none at the ends. */
export function normaliseTraefikName(text: string): string {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-');
}

const n = normaliseTraefikName;

/** A name of which the middle is not known; it ends with a digest, and what comes after that. */
export type NamePattern = {
  before: string;
  /** Matches what stands between `before` and the digest. */
  middle: RegExp;
  /** The digest and all that follows. */
  after: string;
};

/** A name of Traefik's, as far as it can be known. */
export type TraefikName = string | NamePattern;

/** What tells rules apart: the first 20 hexadecimal digits of the rule's SHA-256. */
export function ruleDigest(rule: string, sha256Hex: Sha256Hex): string {
  return sha256Hex(rule).slice(0, 20);
}

/** Router, and service if it has a single one, of a route of an IngressRoute (2.x and 3.x). */
export function ingressRouteName(
  input: { namespace: string; name: string; match: string },
  sha256Hex: Sha256Hex,
): string {
  const { namespace, name, match } = input;
  const digest = ruleDigest(match, sha256Hex);
  return `${n(`${namespace}-${name}-${digest}`)}${PROVIDERS.crd}`;
}

/**
 * A child of a weighted service: `<ns>-<service>-<port>`, without the port where it has none. A
 * reference to another provider (`web@file`) keeps its provider.
 */
export function weightedServiceName(input: {
  namespace: string;
  name: string;
  port?: number | string;
}): string {
  const { namespace, name, port } = input;
  const hasPort = port !== undefined && port !== 0 && port !== '';
  const at = name.lastIndexOf('@');
  if (!hasPort && at >= 0 && !name.endsWith(PROVIDERS.crd))
    return `${n(name.slice(0, at))}${name.slice(at)}`;
  const plain = withoutProvider(name);
  const suffix = hasPort ? `-${port}` : '';
  return `${n(`${namespace}-${plain}${suffix}`)}${PROVIDERS.crd}`;
}

/**
 * The TraefikServices a reference may mean, whatever port stands beside it. `web@kubernetescrd` names
 * one of the object's own namespace in older versions, and in newer ones a name that holds its
 * namespace already.
 */
export function traefikServiceNames(input: {
  namespace: string;
  name: string;
}): string[] {
  const { namespace, name } = input;
  const own = weightedServiceName({ namespace, name });
  return name.endsWith(PROVIDERS.crd)
    ? [own, `${n(withoutProvider(name))}${PROVIDERS.crd}`]
    : [own];
}

function withoutProvider(name: string): string {
  return name.endsWith(PROVIDERS.crd)
    ? name.slice(0, -PROVIDERS.crd.length)
    : name;
}

/** The service of a plain Ingress's backend; `port` as the Ingress writes it. */
export function ingressServiceName(input: {
  namespace: string;
  service: string;
  port: number | string;
}): string {
  const { namespace, service, port } = input;
  return `${n(`${namespace}-${service}-${port}`)}${PROVIDERS.ingress}`;
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
  const suffix =
    conflictingRule === undefined
      ? ''
      : `-${ruleDigest(conflictingRule, sha256Hex)}`;
  return `${n(`${namespace}-${name}-${host}${path}`)}${suffix}${
    PROVIDERS.ingress
  }`;
}

/** Service and router of an Ingress that has a default backend and no rules. */
export const INGRESS_DEFAULT_SERVICE = `default-backend${PROVIDERS.ingress}`;
export const INGRESS_DEFAULT_ROUTER = `default-router${PROVIDERS.ingress}`;

/** What may stand behind a router of ingress-nginx: plain HTTP beside TLS (3.5), TLS and canaries (3.7). */
const NGINX_SUFFIXES = ['', '-http', '-tls', '-canary', '-non-canary'].flatMap(
  suffix =>
    suffix === '-tls' || suffix === '-http'
      ? [suffix]
      : [suffix, `${suffix}-tls`],
);

/** The routers of a path (or default backend, without numbers) of an Ingress by ingress-nginx. */
export function nginxRouterNames(input: {
  namespace: string;
  name: string;
  at?: { rule: number; path: number };
}): string[] {
  const { namespace, name, at } = input;
  const place = at ? `rule-${at.rule}-path-${at.path}` : 'default-backend';
  const key = n(`${namespace}-${name}-${place}`);
  return [...new Set(NGINX_SUFFIXES)].map(
    suffix => `${key}${suffix}${PROVIDERS.nginx}`,
  );
}

/** The services behind them, by release. */
export const NGINX_SERVICES: readonly {
  since: string;
  names(input: {
    namespace: string;
    name: string;
    service: string;
    port: number | string;
  }): string[];
}[] = [
  {
    since: '3.5.0',
    names: ({ namespace, service, port }) => [
      `${n(`${namespace}-${service}-${port}`)}${PROVIDERS.nginx}`,
    ],
  },
  {
    since: '3.6.3',
    names: ({ namespace, name, service, port }) =>
      ['', '-canary'].map(
        suffix =>
          `${n(`${namespace}-${name}-${service}-${port}`)}${suffix}${
            PROVIDERS.nginx
          }`,
      ),
  },
];

/** The service of the default backend of one Ingress, and of the provider. */
export function nginxDefaultNames(input: {
  namespace: string;
  name: string;
}): string[] {
  const { namespace, name } = input;
  return [`${n(`${namespace}-${name}-default-backend`)}${PROVIDERS.nginx}`];
}

type KnativePath = {
  namespace: string;
  name: string;
  rule: number;
  path: number;
};

function knativeKey({ namespace, name, rule, path }: KnativePath): string {
  return `${namespace}-${name}-rule-${rule}-path-${path}`;
}

/** The routers of a path of a Knative Ingress, which keep their dots (since 3.6.0). */
export function knativeRouterNames(path: KnativePath): string[] {
  return ['', '-tls'].map(
    suffix => `${knativeKey(path)}${suffix}${PROVIDERS.knative}`,
  );
}

/** The service of one split of such a path. */
export function knativeServiceName(path: KnativePath & { split: number }) {
  return `${knativeKey(path)}-split-${path.split}${PROVIDERS.knative}`;
}
