import type { ResourceKind } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Json, KubeObject } from './KubeObject';
import {
  trimAutoscaler,
  trimConfigMap,
  trimCronJob,
  trimNamespace,
  trimSecret,
  trimServiceAccount,
} from './trims/config';
import { trimDisruptionBudget } from './trims/disruptionBudget';
import { trimGateway } from './trims/gateway';
import { trimGrpcRoute, trimHttpRoute } from './trims/gatewayRoute';
import { trimIngress, trimIngressClass } from './trims/ingress';
import { trimIngressRoute } from './trims/ingressRoute';
import { trimKnativeIngress } from './trims/knativeIngress';
import { trimNode } from './trims/node';
import { trimPod, type PodLocal } from './trims/pod';
import { trimEndpointSlice, trimService } from './trims/service';
import {
  trimLimitRange,
  trimNetworkPolicy,
  trimQuota,
  trimStorageClass,
  trimVolume,
  trimVolumeClaim,
} from './trims/storage';
import { trimTraefikService } from './trims/traefikService';
import { trimJob, trimReplicaSet, trimWorkload } from './trims/workload';

/** Which objects are watched. */
export type WatchedKind = {
  /** Names the source. */
  id: string;
  /** Absent for events, which are no state. */
  kind?: ResourceKind;
  /** '' for the core group. */
  group: string;
  /** Versions we can read, best first. */
  versions: readonly string[];
  plural: string;
};

/** One kind of resource that is watched. A new kind is a new entry here (and in the wire's kinds). */
export type KindEntry = WatchedKind & {
  /** One kind may have several entries, in several API groups. */
  kind: ResourceKind;
  /**
   * Takes what is kept of an object before anything is stored, or `undefined` to leave it out.
   * `data` goes to the backend; `local` stays here.
   */
  trim(object: KubeObject): { data: Json; local?: PodLocal } | undefined;
};

const V1 = ['v1'] as const;

/**
 * The kinds, those that routing waits for first. Where one kind has several groups the earlier
 * entry wins over an object of the same name in the later one.
 */
export const KINDS: readonly KindEntry[] = [
  ...traefik('ingressroute', 'ingressroutes', trimIngressRoute),
  ...traefik('traefikservice', 'traefikservices', trimTraefikService),
  {
    id: 'ingress',
    kind: 'ingress',
    group: 'networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    plural: 'ingresses',
    trim: trimIngress,
  },
  {
    id: 'ingressclass',
    kind: 'ingressclass',
    group: 'networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    plural: 'ingressclasses',
    trim: trimIngressClass,
  },
  gateway('httproute', 'httproutes', trimHttpRoute),
  // v1 from 1.1 of the Gateway API on; what is kept of it is the same in both.
  gateway('grpcroute', 'grpcroutes', trimGrpcRoute, ['v1', 'v1alpha2']),
  gateway('gateway', 'gateways', trimGateway),
  {
    id: 'knativeingress',
    kind: 'knativeingress',
    group: 'networking.internal.knative.dev',
    versions: ['v1alpha1'],
    plural: 'ingresses',
    trim: trimKnativeIngress,
  },
  core('service', 'services', trimService),
  core('pod', 'pods', trimPod),
  core('node', 'nodes', trimNode),
  {
    id: 'endpointslice',
    kind: 'endpointslice',
    // v1 from 1.21 on.
    group: 'discovery.k8s.io',
    versions: ['v1', 'v1beta1'],
    plural: 'endpointslices',
    trim: trimEndpointSlice,
  },
  apps('deployment', 'deployments', trimWorkload),
  apps('replicaset', 'replicasets', trimReplicaSet),
  apps('statefulset', 'statefulsets', trimWorkload),
  apps('daemonset', 'daemonsets', trimWorkload),
  {
    id: 'job',
    kind: 'job',
    group: 'batch',
    versions: V1,
    plural: 'jobs',
    trim: trimJob,
  },
  {
    id: 'cronjob',
    kind: 'cronjob',
    group: 'batch',
    versions: ['v1', 'v1beta1'],
    plural: 'cronjobs',
    trim: trimCronJob,
  },
  {
    id: 'horizontalpodautoscaler',
    kind: 'horizontalpodautoscaler',
    group: 'autoscaling',
    // v2 from 1.23 on; what is kept of it is the same in all of them.
    versions: ['v2', 'v2beta2', 'v1'],
    plural: 'horizontalpodautoscalers',
    trim: trimAutoscaler,
  },
  {
    id: 'networkpolicy',
    kind: 'networkpolicy',
    group: 'networking.k8s.io',
    versions: V1,
    plural: 'networkpolicies',
    trim: trimNetworkPolicy,
  },
  {
    id: 'poddisruptionbudget',
    kind: 'poddisruptionbudget',
    group: 'policy',
    // v1 from 1.21 on.
    versions: ['v1', 'v1beta1'],
    plural: 'poddisruptionbudgets',
    trim: trimDisruptionBudget,
  },
  core('namespace', 'namespaces', trimNamespace),
  core('configmap', 'configmaps', trimConfigMap),
  core('serviceaccount', 'serviceaccounts', trimServiceAccount),
  core('persistentvolume', 'persistentvolumes', trimVolume),
  core('persistentvolumeclaim', 'persistentvolumeclaims', trimVolumeClaim),
  {
    id: 'storageclass',
    kind: 'storageclass',
    group: 'storage.k8s.io',
    versions: V1,
    plural: 'storageclasses',
    trim: trimStorageClass,
  },
  core('resourcequota', 'resourcequotas', trimQuota),
  core('limitrange', 'limitranges', trimLimitRange),
];

/** Watched only where it is asked for: the right to list Secrets is the right to read them. */
export const SECRET_KIND: KindEntry = core('secret', 'secrets', trimSecret);

/** Events are no state: they are kept apart, in an EventBook. */
export const EVENT_KIND: WatchedKind = {
  id: 'event',
  group: '',
  versions: V1,
  plural: 'events',
};

function core(
  kind: ResourceKind,
  plural: string,
  trim: KindEntry['trim'],
): KindEntry {
  return { id: kind, kind, group: '', versions: V1, plural, trim };
}

/** In the group of today and in that of Traefik before v2.10. */
function traefik(
  kind: ResourceKind,
  plural: string,
  trim: KindEntry['trim'],
): KindEntry[] {
  return ['traefik.io', 'traefik.containo.us'].map((group, index) => ({
    id: index === 0 ? kind : `${kind}.${group}`,
    kind,
    group,
    versions: ['v1alpha1'],
    plural,
    trim,
  }));
}

function gateway(
  kind: ResourceKind,
  plural: string,
  trim: KindEntry['trim'],
  versions: readonly string[] = ['v1', 'v1beta1'],
): KindEntry {
  return {
    id: kind,
    kind,
    group: 'gateway.networking.k8s.io',
    versions,
    plural,
    trim,
  };
}

function apps(
  kind: ResourceKind,
  plural: string,
  trim: KindEntry['trim'],
): KindEntry {
  return { id: kind, kind, group: 'apps', versions: V1, plural, trim };
}
