import type { LabelPredicate } from '../../kubernetes/labelSelector';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import { asObjects, asText, textsOf } from '../../kubernetes/KubeObject';
import { versionOfImage } from './traefikVersions';

const DEFAULT_PORT = 9100;

/** One Traefik pod to scrape. */
export type TraefikTarget = {
  /** UID of the pod. */
  process: string;
  namespace: string;
  pod: string;
  ip: string;
  port: number;
  /** When the container started, as Kubernetes says. */
  startedMs?: number;
  /** The release, as far as the tag of an image tells. */
  version?: string;
};

/**
 * The running Traefik pods. A pod names its own port in the annotation `prometheus.io/port`; else
 * the configured port counts, else the container's port that is named for metrics.
 */
export function traefikTargets(
  store: ResourceStore,
  options: { namespace: string; matches: LabelPredicate; port?: number },
): TraefikTarget[] {
  const targets: TraefikTarget[] = [];
  for (const { resource, local } of store.list('pod')) {
    if (
      resource.namespace === options.namespace &&
      local?.ip &&
      local.running &&
      options.matches(textsOf(resource.data.labels))
    ) {
      targets.push({
        process: resource.uid,
        namespace: resource.namespace,
        pod: resource.name,
        ip: local.ip,
        port:
          local.annotatedPort ??
          options.port ??
          local.metricsPorts[0] ??
          DEFAULT_PORT,
        startedMs: local.containerStartedMs,
        version: asObjects(resource.data.containers)
          .map(({ image }) => asText(image) ?? '')
          .filter(image => image.includes('traefik'))
          .map(versionOfImage)
          .find(Boolean),
      });
    }
  }
  return targets;
}
