import type { GatewayObject } from '@atlhyper/core';
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
