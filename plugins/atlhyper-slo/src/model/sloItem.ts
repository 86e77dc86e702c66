import {
  subjectKey,
  type EdgeKey,
  type DomainRoute,
  type ServiceEdge,
  type SloSubject,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { TargetResource } from '@atlhyper/backstage-plugin-atlhyper-react';

/** What has SLOs and a page of its own: a domain, over all clusters or in one, or a service. */
export type SloItem =
  | { kind: 'domain'; domain: string; cluster?: string }
  | { kind: 'service'; cluster: string; namespace: string; service: string };

/** A path of a domain or a caller of a service, as the API is asked for its history. */
export type PartSelector = {
  route?: Pick<DomainRoute, 'path_match' | 'condition'> & { path: string };
  source?: EdgeKey['source'];
};

/** Path of the item's page below that of the plugin. */
export function itemPath(item: SloItem): string {
  return item.kind === 'domain'
    ? `domains/${encodeURIComponent(item.domain)}`
    : `services/${[item.cluster, item.namespace, item.service]
        .map(encodeURIComponent)
        .join('/')}`;
}

/** Stands for the item in an address; the same in every cluster for a domain. */
export function itemKey(item: SloItem): string {
  return itemPath(item);
}

/** What a reader calls it. */
export function itemName(item: SloItem): string {
  return item.kind === 'domain'
    ? item.domain
    : `${item.namespace}/${item.service}`;
}

/** What its target is set for. */
export function itemSubject(item: SloItem): SloSubject {
  return item.kind === 'domain'
    ? { kind: 'domain', domain: item.domain }
    : { kind: 'service', namespace: item.namespace, service: item.service };
}

/** What permissions know the item by: a domain once per cluster. */
export function itemResources(
  item: SloItem,
  clusters: readonly string[],
): TargetResource[] {
  return item.kind === 'domain'
    ? clusters.map(cluster => ({
        kind: 'domain',
        cluster,
        domain: item.domain,
      }))
    : [item];
}

/** A caller as `namespace/kind/workload`, the way the API takes it. */
export function sourceId(source: ServiceEdge['source']): string {
  return `${source.namespace}/${source.kind}/${source.workload}`;
}

/** A caller as a reader expects it; its namespace only where it is not the service's own. */
export function sourceLabel(
  source: ServiceEdge['source'],
  namespace: string,
): string {
  return source.namespace === namespace
    ? source.workload
    : `${source.namespace}/${source.workload}`;
}

/** Whether two targets are set for the same thing, in the same cluster or both in all. */
export function isSameSubject(a: SloSubject, b: SloSubject): boolean {
  return subjectKey(a) === subjectKey(b);
}
