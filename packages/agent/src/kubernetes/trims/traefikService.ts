import type { TraefikServiceObject } from '@atlhyper/core';
import {
  asObject,
  asObjects,
  commonOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { trimServiceRef } from './serviceRef';

/**
 * Keeps of a TraefikService whom it sends requests to. Weights, stickiness and health checks are
 * left out: they change who answers a request, not under which name it is counted.
 */
export function trimTraefikService(object: KubeObject): { data: Json } {
  const spec = asObject(object.spec);
  const mirroring = asObject(spec.mirroring);
  const failover = asObject(spec.failover);
  return {
    data: {
      ...commonOf(object),
      services: [
        ...asObjects(asObject(spec.weighted).services),
        ...asObjects(asObject(spec.highestRandomWeight).services),
        mirroring,
        failover.service,
        failover.fallback,
      ].flatMap(trimServiceRef),
      mirrors: asObjects(mirroring.mirrors).flatMap(trimServiceRef),
    },
  };
}

/** What routing needs of a trimmed TraefikService. */
export function toTraefikServiceObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): TraefikServiceObject {
  const { data } = object;
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    // Written by `trimTraefikService` above in just this form.
    services: data.services as TraefikServiceObject['services'],
    mirrors: data.mirrors as TraefikServiceObject['mirrors'],
  };
}
