import type { ResourceKind } from '@atlhyper/backstage-plugin-atlhyper-common';

/** What Kubernetes calls its kinds, in every language. */
const KIND_NAMES: Partial<Record<ResourceKind, string>> = {
  pod: 'Pod',
  node: 'Node',
  service: 'Service',
  endpointslice: 'EndpointSlice',
  ingress: 'Ingress',
  ingressclass: 'IngressClass',
  ingressroute: 'IngressRoute',
  traefikservice: 'TraefikService',
  httproute: 'HTTPRoute',
  grpcroute: 'GRPCRoute',
  gateway: 'Gateway',
  knativeingress: 'KnativeIngress',
  replicaset: 'ReplicaSet',
  deployment: 'Deployment',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  job: 'Job',
  cronjob: 'CronJob',
  horizontalpodautoscaler: 'HorizontalPodAutoscaler',
  networkpolicy: 'NetworkPolicy',
  poddisruptionbudget: 'PodDisruptionBudget',
  namespace: 'Namespace',
  configmap: 'ConfigMap',
  secret: 'Secret',
  serviceaccount: 'ServiceAccount',
  persistentvolume: 'PersistentVolume',
  persistentvolumeclaim: 'PersistentVolumeClaim',
  storageclass: 'StorageClass',
  resourcequota: 'ResourceQuota',
  limitrange: 'LimitRange',
};

export const KIND_GROUPS = [
  'workloads',
  'network',
  'config',
  'storage',
  'cluster',
  'other',
] as const;
export type KindGroup = (typeof KIND_GROUPS)[number];

/** Where a reader looks for a kind; in this order. */
const MEMBERS: Partial<Record<KindGroup, readonly ResourceKind[]>> = {
  workloads: [
    'pod',
    'deployment',
    'statefulset',
    'daemonset',
    'replicaset',
    'job',
    'cronjob',
    'horizontalpodautoscaler',
    'poddisruptionbudget',
  ],
  network: [
    'service',
    'endpointslice',
    'ingress',
    'ingressclass',
    'ingressroute',
    'traefikservice',
    'httproute',
    'grpcroute',
    'gateway',
    'knativeingress',
    'networkpolicy',
  ],
  config: ['configmap', 'secret', 'serviceaccount'],
  storage: ['persistentvolumeclaim', 'persistentvolume', 'storageclass'],
  cluster: ['node', 'namespace', 'resourcequota', 'limitrange'],
};

/** "ConfigMap"; a kind we have no name for stays as it is. */
export function kindName(kind: ResourceKind): string {
  return KIND_NAMES[kind] ?? kind;
}

/** Things that have a kind, in the groups and order that readers know; what fits none is `other`. */
export function groupByKind<T extends { kind: ResourceKind }>(
  things: readonly T[],
): { group: KindGroup; members: T[] }[] {
  const byKind = new Map(things.map(thing => [thing.kind, thing]));
  const named = Object.values(MEMBERS).flat();
  return KIND_GROUPS.map(group => ({
    group,
    members:
      group === 'other'
        ? things.filter(thing => !named.includes(thing.kind))
        : MEMBERS[group]!.flatMap(kind => byKind.get(kind) ?? []),
  })).filter(({ members }) => members.length > 0);
}
