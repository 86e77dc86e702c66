import type { Entity } from '@backstage/catalog-model';
import type { FilterPredicate } from '@backstage/filter-predicates';
import {
  ATLHYPER_CLUSTER_ANNOTATION,
  ATLHYPER_DOMAINS_ANNOTATION,
  ATLHYPER_SERVICES_ANNOTATION,
  type CallInput,
  type endpoints,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const KUBERNETES_ID_ANNOTATION = 'backstage.io/kubernetes-id';
const KUBERNETES_NAMESPACE_ANNOTATION = 'backstage.io/kubernetes-namespace';
const KUBERNETES_CLUSTER_ANNOTATION = 'backstage.io/kubernetes-cluster';
const KUBERNETES_LABEL_SELECTOR_ANNOTATION =
  'backstage.io/kubernetes-label-selector';

function readList(entity: Entity, annotation: string): string[] {
  return (entity.metadata.annotations?.[annotation] ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);
}

/** Hosts that the entity claims, as `getDomains` takes them; empty where it claims none. */
export function getEntityDomains(entity: Entity): string[] {
  return readList(entity, ATLHYPER_DOMAINS_ANNOTATION);
}

/** Services that the entity claims, as `getServices` takes them; empty where none. */
export function getEntityServices(entity: Entity): string[] {
  return readList(entity, ATLHYPER_SERVICES_ANNOTATION);
}

/** The one cluster that the entity is narrowed to, if any. */
export function getEntityCluster(entity: Entity): string | undefined {
  return (
    entity.metadata.annotations?.[ATLHYPER_CLUSTER_ANNOTATION]?.trim() ||
    undefined
  );
}

/** Whether the Kubernetes plugin has a tab for the entity. */
export function hasKubernetesAnnotation(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return (
    KUBERNETES_ID_ANNOTATION in annotations ||
    KUBERNETES_LABEL_SELECTOR_ANNOTATION in annotations
  );
}

/** Which pods are meant: those of services, or those with labels. */
export type WorkloadQuery = NonNullable<
  CallInput<typeof endpoints.getWorkloadNodes>['query']
>;

/**
 * The pods under an entity: those of its services, else those that the annotations of the
 * Kubernetes plugin select; `undefined` where neither is there.
 */
export function getEntityWorkloads(entity: Entity): WorkloadQuery | undefined {
  const cluster = getEntityCluster(entity);
  const services = getEntityServices(entity);
  if (services.length > 0) {
    return { cluster, services };
  }
  const annotations = entity.metadata.annotations ?? {};
  const id = annotations[KUBERNETES_ID_ANNOTATION];
  const labelSelector =
    annotations[KUBERNETES_LABEL_SELECTOR_ANNOTATION] ??
    (id && `${KUBERNETES_ID_ANNOTATION}=${id}`);
  return labelSelector
    ? {
        cluster: cluster ?? annotations[KUBERNETES_CLUSTER_ANNOTATION],
        label_selector: labelSelector,
        namespace: annotations[KUBERNETES_NAMESPACE_ANNOTATION],
      }
    : undefined;
}

/** Whether the SLO tab has anything to show for the entity. */
export function isAtlhyperSloAvailable(entity: Entity): boolean {
  return getEntityDomains(entity).length + getEntityServices(entity).length > 0;
}

/** Whether the nodes tab has anything to show for the entity. */
export function isAtlhyperNodesAvailable(entity: Entity): boolean {
  return getEntityWorkloads(entity) !== undefined;
}

/**
 * The same conditions as filters of the new frontend system, which an app can override. The keys
 * are written out because the type of a filter asks for literal ones.
 */
export const atlhyperSloEntityFilter: FilterPredicate = {
  $any: [
    { 'metadata.annotations.atlhyper.io/domains': { $exists: true } },
    { 'metadata.annotations.atlhyper.io/services': { $exists: true } },
  ],
};
export const atlhyperNodesEntityFilter: FilterPredicate = {
  $any: [
    { 'metadata.annotations.atlhyper.io/services': { $exists: true } },
    { 'metadata.annotations.backstage.io/kubernetes-id': { $exists: true } },
    {
      'metadata.annotations.backstage.io/kubernetes-label-selector': {
        $exists: true,
      },
    },
  ],
};
