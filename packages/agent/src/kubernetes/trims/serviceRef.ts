import type { ServiceRef } from '@atlhyper/core';
import { asObject, asPort, asText } from '../KubeObject';

/** A reference to a service, as Traefik's and the Gateway API's objects write it; none without a name. */
export function trimServiceRef(value: unknown): ServiceRef[] {
  const ref = asObject(value);
  const name = asText(ref.name);
  if (!name) return [];
  return [
    {
      name,
      namespace: asText(ref.namespace) || undefined,
      kind: asText(ref.kind) || undefined,
      port: asPort(ref.port),
    },
  ];
}
