import type { IngressRouteObject } from '@atlhyper/core';
import {
  asObject,
  asObjects,
  asText,
  asTexts,
  commonOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { trimServiceRef } from './serviceRef';

/** Keeps of a Traefik IngressRoute its rules and their services. */
export function trimIngressRoute(route: KubeObject): { data: Json } {
  const spec = asObject(route.spec);
  const parents = asObjects(spec.parentRefs);
  return {
    data: {
      ...commonOf(route),
      entryPoints: asTexts(spec.entryPoints),
      tls: typeof spec.tls === 'object' && spec.tls !== null,
      ...(parents.length > 0 && {
        parents: parents.map(parent => ({
          namespace: asText(parent.namespace) || undefined,
          name: asText(parent.name) ?? '',
        })),
      }),
      routes: asObjects(spec.routes).map(entry => ({
        match: asText(entry.match) ?? '',
        kind: asText(entry.kind),
        services: asObjects(entry.services).flatMap(trimServiceRef),
      })),
    },
  };
}

/** What routing needs of a trimmed IngressRoute. */
export function toIngressRouteObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): IngressRouteObject {
  const { data } = object;
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    entryPoints: asTexts(data.entryPoints),
    tls: data.tls === true,
    // Written by `trimIngressRoute` above in just this form.
    parents: data.parents as IngressRouteObject['parents'],
    routes: data.routes as IngressRouteObject['routes'],
  };
}
