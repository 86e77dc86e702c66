/** A kind that the API serves. */
export type KubeResource = {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
  shortNames?: string[];
  verbs: readonly Verb[];
  /** What an object begins with whose status is written apart from it; absent where it is not. */
  initialStatus?: object;
};
export type Verb =
  | 'create'
  | 'delete'
  | 'get'
  | 'list'
  | 'patch'
  | 'update'
  | 'watch';

const ALL: readonly Verb[] = [
  'create',
  'delete',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

function resource(
  groupVersion: string,
  plural: string,
  kind: string,
  more: Partial<KubeResource> = {},
): KubeResource {
  const [group, version] = groupVersion.includes('/')
    ? groupVersion.split('/')
    : ['', groupVersion];
  return {
    group,
    version,
    plural,
    kind,
    namespaced: true,
    verbs: ALL,
    ...more,
  };
}

export const RESOURCES: readonly KubeResource[] = [
  resource('v1', 'namespaces', 'Namespace', {
    namespaced: false,
    shortNames: ['ns'],
    initialStatus: { phase: 'Active' },
  }),
  resource('v1', 'nodes', 'Node', {
    namespaced: false,
    shortNames: ['no'],
    initialStatus: {},
  }),
  resource('v1', 'pods', 'Pod', {
    shortNames: ['po'],
    initialStatus: { phase: 'Pending', qosClass: 'BestEffort' },
  }),
  resource('v1', 'services', 'Service', {
    shortNames: ['svc'],
    initialStatus: { loadBalancer: {} },
  }),
  resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice'),
  resource('networking.k8s.io/v1', 'ingresses', 'Ingress', {
    shortNames: ['ing'],
    initialStatus: { loadBalancer: {} },
  }),
  resource('traefik.io/v1alpha1', 'ingressroutes', 'IngressRoute'),
  resource('traefik.io/v1alpha1', 'traefikservices', 'TraefikService'),
  resource('gateway.networking.k8s.io/v1', 'gateways', 'Gateway', {
    shortNames: ['gtw'],
  }),
  resource('gateway.networking.k8s.io/v1', 'httproutes', 'HTTPRoute'),
  resource('gateway.networking.k8s.io/v1', 'grpcroutes', 'GRPCRoute'),
  resource('apps/v1', 'deployments', 'Deployment', {
    shortNames: ['deploy'],
    initialStatus: {},
  }),
  resource('apps/v1', 'replicasets', 'ReplicaSet', {
    shortNames: ['rs'],
    initialStatus: {},
  }),
  resource('apps/v1', 'statefulsets', 'StatefulSet', {
    shortNames: ['sts'],
    initialStatus: {},
  }),
  resource('apps/v1', 'daemonsets', 'DaemonSet', {
    shortNames: ['ds'],
    initialStatus: {},
  }),
  resource('batch/v1', 'jobs', 'Job', { initialStatus: {} }),
  resource('batch/v1', 'cronjobs', 'CronJob', {
    shortNames: ['cj'],
    initialStatus: {},
  }),
  resource(
    'autoscaling/v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    { shortNames: ['hpa'], initialStatus: {} },
  ),
  resource('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', {
    namespaced: false,
  }),
  resource('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
    shortNames: ['netpol'],
  }),
  resource('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', {
    shortNames: ['pdb'],
    initialStatus: {},
  }),
  resource('storage.k8s.io/v1', 'storageclasses', 'StorageClass', {
    namespaced: false,
    shortNames: ['sc'],
  }),
  resource('v1', 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  resource('v1', 'secrets', 'Secret'),
  resource('v1', 'serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  resource('v1', 'persistentvolumes', 'PersistentVolume', {
    namespaced: false,
    shortNames: ['pv'],
    initialStatus: { phase: 'Pending' },
  }),
  resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
    shortNames: ['pvc'],
    initialStatus: { phase: 'Pending' },
  }),
  resource('v1', 'resourcequotas', 'ResourceQuota', {
    shortNames: ['quota'],
    initialStatus: {},
  }),
  resource('v1', 'limitranges', 'LimitRange', { shortNames: ['limits'] }),
  resource('v1', 'events', 'Event', { shortNames: ['ev'] }),
  resource('coordination.k8s.io/v1', 'leases', 'Lease'),
  resource('authentication.k8s.io/v1', 'tokenreviews', 'TokenReview', {
    namespaced: false,
    verbs: ['create'],
  }),
];

/** `v1` or `apps/v1`, as objects name it. */
export function apiVersionOf(resourceType: KubeResource): string {
  const { group, version } = resourceType;
  return group ? `${group}/${version}` : version;
}

/** @throws Error if the API does not serve the kind */
export function resourceOf(apiVersion: string, kind: string): KubeResource {
  const found = RESOURCES.find(
    r => r.kind === kind && apiVersionOf(r) === apiVersion,
  );
  if (!found) throw new Error(`the demo serves no ${kind} of ${apiVersion}`);
  return found;
}
