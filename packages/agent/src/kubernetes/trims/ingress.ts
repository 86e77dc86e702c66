import type { IngressClassObject, IngressObject } from '@atlhyper/core';
import {
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

const PATH_MATCHER = 'traefik.ingress.kubernetes.io/router.pathmatcher';
const ROUTER_TLS = 'traefik.ingress.kubernetes.io/router.tls';

type Backend = { name: string; port?: number | string };

/** Keeps of an ingress its rules, read from `v1` and from the beta form before it. */
export function trimIngress(ingress: KubeObject): { data: Json } {
  const spec = asObject(ingress.spec);
  const tls = asObjects(spec.tls);
  const annotations = textsOf(ingress.metadata.annotations);
  const classAnnotation = annotations['kubernetes.io/ingress.class'];
  return {
    data: {
      ...commonOf(ingress),
      ingressClass: asText(spec.ingressClassName) ?? classAnnotation,
      ...(spec.ingressClassName === undefined &&
        classAnnotation !== undefined && { classByAnnotation: true }),
      pathMatcher: annotations[PATH_MATCHER],
      tls: tls.length > 0 || annotations[ROUTER_TLS] === 'true',
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
    ...(data.classByAnnotation === true
      ? { classAnnotation: asText(data.ingressClass) }
      : { className: asText(data.ingressClass) }),
    pathMatcher: asText(data.pathMatcher),
    tls: data.tls === true,
    tlsHosts: asTexts(data.tlsHosts),
    // Written by `trimIngress` above in just this form.
    rules: data.rules as IngressObject['rules'],
    defaultService: data.defaultService as IngressObject['defaultService'],
  };
}

/** Keeps of an IngressClass whose controller serves it. */
export function trimIngressClass(ingressClass: KubeObject): { data: Json } {
  const { controller } = asObject(ingressClass.spec);
  const { annotations } = ingressClass.metadata;
  return {
    data: {
      ...commonOf(ingressClass),
      controller: asText(controller),
      isDefault:
        annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true',
    },
  };
}

/** What routing needs of a trimmed IngressClass. */
export function toIngressClassObject(object: {
  name: string;
  data: Json;
}): IngressClassObject {
  return {
    name: object.name,
    controller: asText(object.data.controller) ?? '',
  };
}
