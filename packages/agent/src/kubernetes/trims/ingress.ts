import type { IngressObject } from '@atlhyper/core';
import {
  asObject,
  asObjects,
  asPort,
  asText,
  asTexts,
  commonOf,
  type Json,
  type KubeObject,
} from '../KubeObject';

type Backend = { name: string; port?: number | string };

/** Keeps of an ingress its rules, read from `v1` and from the beta form before it. */
export function trimIngress(ingress: KubeObject): { data: Json } {
  const spec = asObject(ingress.spec);
  const tls = asObjects(spec.tls);
  return {
    data: {
      ...commonOf(ingress),
      ingressClass:
        asText(spec.ingressClassName) ??
        ingress.metadata.annotations?.['kubernetes.io/ingress.class'],
      tls: tls.length > 0,
      tlsHosts: tls.flatMap(entry => asTexts(entry.hosts)),
      rules: asObjects(spec.rules).map(rule => ({
        host: asText(rule.host) || undefined,
        paths: asObjects(asObject(rule.http).paths).map(path => ({
          path: asText(path.path),
          pathType: asText(path.pathType),
          service: toBackend(path.backend),
        })),
      })),
      defaultService: toBackend(spec.defaultBackend ?? spec.backend),
    },
  };
}

function toBackend(value: unknown): Backend | undefined {
  const backend = asObject(value);
  const service = asObject(backend.service);
  const name = asText(service.name) ?? asText(backend.serviceName);
  if (!name) return undefined;
  const port = asObject(service.port);
  return {
    name,
    port:
      asPort(port.name) ?? asPort(port.number) ?? asPort(backend.servicePort),
  };
}

/** What routing needs of a trimmed ingress. */
export function toIngressObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): IngressObject {
  const { data } = object;
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    tls: data.tls === true,
    tlsHosts: asTexts(data.tlsHosts),
    // Written by `trimIngress` above in just this form.
    rules: data.rules as IngressObject['rules'],
    defaultService: data.defaultService as IngressObject['defaultService'],
  };
}
