import type { GatewayObject, HttpRouteObject } from '@atlhyper/core';
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTexts,
  commonOf,
  textsOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { trimServiceRef } from './serviceRef';

const TRAEFIK_CONTROLLER = 'traefik.io/gateway-controller';

/** Keeps of a Gateway its listeners. */
export function trimGateway(gateway: KubeObject): { data: Json } {
  const spec = asObject(gateway.spec);
  return {
    data: {
      ...commonOf(gateway),
      gatewayClass: asText(spec.gatewayClassName),
      listeners: asObjects(spec.listeners).map(listener => ({
        name: asText(listener.name) ?? '',
        hostname: asText(listener.hostname) || undefined,
        port: asNumber(listener.port),
        tls: asText(listener.protocol) === 'HTTPS',
        protocol: asText(listener.protocol),
        ...allowedRoutes(asObject(listener.allowedRoutes)),
      })),
    },
  };
}

function allowedRoutes({ kinds, namespaces }: Json): Json {
  const { from, selector } = asObject(namespaces);
  const { matchExpressions } = asObject(selector);
  return {
    kinds: asObjects(kinds).flatMap(({ kind }) => asText(kind) ?? []),
    ...(asText(from) !== undefined && {
      namespaces: {
        from,
        ...(from === 'Selector' && {
          selector: {
            labels: textsOf(asObject(selector).matchLabels),
            expressions: asObjects(matchExpressions).map(one => ({
              key: asText(one.key) ?? '',
              operator: asText(one.operator) ?? '',
              values: asTexts(one.values),
            })),
          },
        }),
      },
    }),
  };
}

/** What routing needs of a trimmed Gateway. */
export function toGatewayObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): GatewayObject {
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    // Written by `trimGateway` above in just this form.
    listeners: object.data.listeners as GatewayObject['listeners'],
  };
}

/**
 * Keeps of an HTTPRoute its hosts and rules. One of a mesh, which belongs to Services and not to
 * Gateways, is left out, and so is one that only other controllers than Traefik took.
 */
export function trimHttpRoute(route: KubeObject): { data: Json } | undefined {
  const spec = asObject(route.spec);
  const parents = asObjects(spec.parentRefs).filter(
    ({ kind }) => (asText(kind) ?? 'Gateway') === 'Gateway',
  );
  const controllers = asObjects(asObject(route.status).parents).map(
    ({ controllerName }) => controllerName,
  );
  const isOfOthers =
    controllers.length > 0 && !controllers.includes(TRAEFIK_CONTROLLER);
  if (parents.length === 0 || isOfOthers) return undefined;
  return {
    data: {
      ...commonOf(route),
      parents: parents.map(parent => ({
        name: asText(parent.name) ?? '',
        namespace: asText(parent.namespace) || undefined,
        sectionName: asText(parent.sectionName) || undefined,
        port: asNumber(parent.port),
      })),
      hostnames: asTexts(spec.hostnames).filter(Boolean),
      rules: asObjects(spec.rules).map(rule => ({
        matches: asObjects(rule.matches).map(trimMatch),
        backends: asObjects(rule.backendRefs).flatMap(trimServiceRef),
      })),
    },
  };
}

function trimMatch(match: Json): Json {
  const path = asObject(match.path);
  const values = (list: unknown) =>
    asObjects(list).map(({ name, value, type }) => ({
      name: asText(name) ?? '',
      value: asText(value) ?? '',
      type: asText(type),
    }));
  return {
    path: match.path
      ? { type: asText(path.type), value: asText(path.value) }
      : undefined,
    method: asText(match.method),
    headers: values(match.headers),
    queryParams: values(match.queryParams),
  };
}

/** What routing needs of a trimmed HTTPRoute. */
export function toHttpRouteObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): HttpRouteObject {
  const { data } = object;
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    hostnames: asTexts(data.hostnames),
    // Written by `trimHttpRoute` above in just this form.
    parents: data.parents as HttpRouteObject['parents'],
    rules: data.rules as HttpRouteObject['rules'],
  };
}
