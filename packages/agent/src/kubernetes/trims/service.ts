import type { ServiceObject } from '@atlhyper/core';
import {
  asNumber,
  asObject,
  asObjects,
  asPort,
  asText,
  asTexts,
  commonOf,
  textsOf,
  type Json,
  type KubeObject,
} from '../KubeObject';

/** Keeps of a service whom it selects and its ports. */
export function trimService(service: KubeObject): { data: Json } {
  const spec = asObject(service.spec);
  return {
    data: {
      ...commonOf(service),
      selector: spec.selector ? textsOf(spec.selector) : undefined,
      type: asText(spec.type),
      ports: asObjects(spec.ports).map(port => ({
        name: asText(port.name) || undefined,
        port: asNumber(port.port),
        targetPort: asPort(port.targetPort),
        protocol: asText(port.protocol),
      })),
    },
  };
}

/** What routing needs of a trimmed service. */
export function toServiceObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): ServiceObject {
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    ...(object.data.type === 'ExternalName' && { isExternal: true }),
    ports: asObjects(object.data.ports).flatMap(
      ({ name, port, targetPort }) => {
        const number = asNumber(port);
        if (number === undefined) return [];
        return [
          { name: asText(name), port: number, targetPort: asPort(targetPort) },
        ];
      },
    ),
  };
}

/** Keeps of an endpoint slice which pods stand behind which service; addresses are left out. */
export function trimEndpointSlice(slice: KubeObject): { data: Json } {
  return {
    data: {
      ...commonOf(slice),
      service: slice.metadata.labels?.['kubernetes.io/service-name'],
      endpoints: asObjects(slice.endpoints).map(endpoint => {
        const target = asObject(endpoint.targetRef);
        return {
          pod: target.kind === 'Pod' ? asText(target.name) : undefined,
          nodeName: asText(endpoint.nodeName) ?? nodeOf(endpoint.topology),
          ready: asObject(endpoint.conditions).ready !== false,
          addresses: asTexts(endpoint.addresses).length,
        };
      }),
    },
  };
}

/** Where servers before 1.21 name the node of an endpoint. */
function nodeOf(topology: unknown): string | undefined {
  return asText(asObject(topology)['kubernetes.io/hostname']);
}
