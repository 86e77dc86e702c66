import type {
  GatewayRouteObject,
  GrpcRouteMatch,
  GrpcRouteObject,
  HttpRouteMatch,
  HttpRouteObject,
} from '@atlhyper/core';
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTexts,
  commonOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { trimServiceRef } from './serviceRef';

const TRAEFIK_CONTROLLER = 'traefik.io/gateway-controller';

/** Keeps of an HTTPRoute its hosts and rules. */
export function trimHttpRoute(route: KubeObject): { data: Json } | undefined {
  return trimRoute(route, trimHttpMatch);
}

/** Keeps of a GRPCRoute its hosts and rules. */
export function trimGrpcRoute(route: KubeObject): { data: Json } | undefined {
  return trimRoute(route, trimGrpcMatch);
}

/** What routing needs of a trimmed HTTPRoute. */
export function toHttpRouteObject(object: TrimmedRoute): HttpRouteObject {
  return toRouteObject<HttpRouteMatch>(object);
}

/** What routing needs of a trimmed GRPCRoute. */
export function toGrpcRouteObject(object: TrimmedRoute): GrpcRouteObject {
  return toRouteObject<GrpcRouteMatch>(object);
}

type TrimmedRoute = { namespace?: string; name: string; data: Json };

/**
 * One of a mesh, which belongs to Services and not to Gateways, is left out, and so is one that only
 * other controllers than Traefik took.
 */
function trimRoute(
  route: KubeObject,
  trimMatch: (match: Json) => Json,
): { data: Json } | undefined {
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

function trimHttpMatch(match: Json): Json {
  const path = asObject(match.path);
  return {
    path: match.path
      ? { type: asText(path.type), value: asText(path.value) }
      : undefined,
    method: asText(match.method),
    headers: trimValues(match.headers),
    queryParams: trimValues(match.queryParams),
  };
}

function trimGrpcMatch(match: Json): Json {
  const { type, service, method } = asObject(match.method);
  return {
    method: match.method
      ? {
          type: asText(type),
          service: asText(service),
          method: asText(method),
        }
      : undefined,
    headers: trimValues(match.headers),
  };
}

function trimValues(list: unknown): Json[] {
  return asObjects(list).map(({ name, value, type }) => ({
    name: asText(name) ?? '',
    value: asText(value) ?? '',
    type: asText(type),
  }));
}

function toRouteObject<M>(object: TrimmedRoute): GatewayRouteObject<M> {
  const { data } = object;
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    hostnames: asTexts(data.hostnames),
    // Written by `trimRoute` above in just this form.
    parents: data.parents as GatewayRouteObject<M>['parents'],
    rules: data.rules as GatewayRouteObject<M>['rules'],
  };
}
