import type { NamespaceObject } from '@atlhyper/core';
import {
  asNumber,
  asObject,
  asText,
  asTimeMs,
  commonOf,
  textsOf,
  type Json,
  type KubeObject,
} from '../KubeObject';

/** Keeps of a Namespace whether it is there or going. */
export function trimNamespace(namespace: KubeObject): { data: Json } {
  const { phase } = asObject(namespace.status);
  return { data: { ...commonOf(namespace), phase: asText(phase) } };
}

/** What routing needs of a trimmed Namespace. */
export function toNamespaceObject(object: {
  name: string;
  data: Json;
}): NamespaceObject {
  return { name: object.name, labels: textsOf(object.data.labels) };
}

/** Keeps of a ConfigMap its keys and how much they hold, never what. */
export function trimConfigMap(configMap: KubeObject): { data: Json } {
  const keys = [configMap.data, configMap.binaryData]
    .flatMap(part => Object.entries(asObject(part)))
    .map(([key, value]) => ({ key, length: asText(value)?.length ?? 0 }));
  return {
    data: {
      ...commonOf(configMap),
      keys: keys.sort((a, b) => (a.key < b.key ? -1 : 1)),
      immutable: configMap.immutable === true,
    },
  };
}

/** Keeps of a Secret its type and the names of its keys: nothing that tells how long a value is. */
export function trimSecret(secret: KubeObject): { data: Json } {
  return {
    data: {
      ...commonOf(secret),
      type: asText(secret.type),
      keys: Object.keys(asObject(secret.data)).sort(),
      immutable: secret.immutable === true,
    },
  };
}

/** Keeps of a ServiceAccount whether pods get its token by themselves. */
export function trimServiceAccount(account: KubeObject): { data: Json } {
  return {
    data: {
      ...commonOf(account),
      automountToken: account.automountServiceAccountToken !== false,
    },
  };
}

/** Keeps of a CronJob when it runs and how it went. */
export function trimCronJob(cronJob: KubeObject): { data: Json } {
  const spec = asObject(cronJob.spec);
  const status = asObject(cronJob.status);
  return {
    data: {
      ...commonOf(cronJob),
      schedule: asText(spec.schedule),
      timeZone: asText(spec.timeZone),
      suspended: spec.suspend === true,
      concurrencyPolicy: asText(spec.concurrencyPolicy),
      active: Array.isArray(status.active) ? status.active.length : 0,
      lastScheduledMs: asTimeMs(status.lastScheduleTime),
      lastSucceededMs: asTimeMs(status.lastSuccessfulTime),
    },
  };
}

/** Keeps of a HorizontalPodAutoscaler what it scales, between which bounds. */
export function trimAutoscaler(autoscaler: KubeObject): { data: Json } {
  const spec = asObject(autoscaler.spec);
  const status = asObject(autoscaler.status);
  const target = asObject(spec.scaleTargetRef);
  return {
    data: {
      ...commonOf(autoscaler),
      target: { kind: asText(target.kind), name: asText(target.name) },
      minReplicas: asNumber(spec.minReplicas) ?? 1,
      maxReplicas: asNumber(spec.maxReplicas),
      currentReplicas: asNumber(status.currentReplicas),
      desiredReplicas: asNumber(status.desiredReplicas),
      lastScaledMs: asTimeMs(status.lastScaleTime),
    },
  };
}
