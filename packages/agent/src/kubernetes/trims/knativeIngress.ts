import type { KnativeIngressObject } from '@atlhyper/core';
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

const TRAEFIK_CLASS = 'traefik.ingress.networking.knative.dev';
/** The annotation of today, and that of Knative before 1.0. */
const CLASS_ANNOTATIONS = [
  'networking.knative.dev/ingress-class',
  'networking.knative.dev/ingress.class',
];

/** Keeps of an Ingress of Knative its rules; one of another networking layer is left out. */
export function trimKnativeIngress(
  ingress: KubeObject,
): { data: Json } | undefined {
  const { annotations = {} } = ingress.metadata;
  const className = CLASS_ANNOTATIONS.map(name => annotations[name]).find(
    Boolean,
  );
  // Knative always names one; where none is, the names of series will tell.
  if (className && className !== TRAEFIK_CLASS) return undefined;
  const spec = asObject(ingress.spec);
  return {
    data: {
      ...commonOf(ingress),
      ingressClass: className,
      tls: asObjects(spec.tls).length > 0,
      rules: asObjects(spec.rules).map(rule => ({
        hosts: asTexts(rule.hosts),
        isLocal: rule.visibility === 'ClusterLocal',
        paths: asObjects(asObject(rule.http).paths).map(trimPath),
      })),
    },
  };
}

function trimPath({ path, headers, splits }: Json): Json {
  return {
    path: asText(path) || undefined,
    headers: Object.fromEntries(
      Object.entries(asObject(headers)).map(([name, match]) => [
        name,
        asText(asObject(match).exact) ?? '',
      ]),
    ),
    splits: asObjects(splits).map(split => ({
      name: asText(split.serviceName) ?? '',
      namespace: asText(split.serviceNamespace) || undefined,
      port: asPort(split.servicePort),
    })),
  };
}

/** What routing needs of a trimmed Knative Ingress. */
export function toKnativeIngressObject(object: {
  namespace?: string;
  name: string;
  data: Json;
}): KnativeIngressObject {
  return {
    namespace: object.namespace ?? '',
    name: object.name,
    tls: object.data.tls === true,
    // Written by `trimKnativeIngress` above in just this form.
    rules: object.data.rules as KnativeIngressObject['rules'],
  };
}
