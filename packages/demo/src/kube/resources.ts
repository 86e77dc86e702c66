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
};
export type Verb = 'create' | 'delete' | 'get' | 'list' | 'update' | 'watch';

const READ: readonly Verb[] = ['get', 'list', 'watch'];
const WRITE: readonly Verb[] = [
  'create',
  'delete',
  'get',
  'list',
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
    verbs: READ,
    ...more,
  };
}

export const RESOURCES: readonly KubeResource[] = [
  resource('v1', 'namespaces', 'Namespace', {
    namespaced: false,
    shortNames: ['ns'],
  }),
  resource('v1', 'nodes', 'Node', { namespaced: false, shortNames: ['no'] }),
  resource('v1', 'pods', 'Pod', { shortNames: ['po'] }),
  resource('v1', 'services', 'Service', { shortNames: ['svc'] }),
  resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice'),
  resource('networking.k8s.io/v1', 'ingresses', 'Ingress', {
    shortNames: ['ing'],
  }),
  resource('traefik.io/v1alpha1', 'ingressroutes', 'IngressRoute'),
  resource('traefik.io/v1alpha1', 'traefikservices', 'TraefikService'),
  resource('gateway.networking.k8s.io/v1', 'gateways', 'Gateway', {
    shortNames: ['gtw'],
  }),
  resource('gateway.networking.k8s.io/v1', 'httproutes', 'HTTPRoute'),
  resource('apps/v1', 'deployments', 'Deployment', { shortNames: ['deploy'] }),
  resource('apps/v1', 'replicasets', 'ReplicaSet', { shortNames: ['rs'] }),
  resource('apps/v1', 'statefulsets', 'StatefulSet', { shortNames: ['sts'] }),
  resource('apps/v1', 'daemonsets', 'DaemonSet', { shortNames: ['ds'] }),
  resource('batch/v1', 'jobs', 'Job'),
  resource('batch/v1', 'cronjobs', 'CronJob', { shortNames: ['cj'] }),
  resource(
    'autoscaling/v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    { shortNames: ['hpa'] },
  ),
  resource('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
    shortNames: ['netpol'],
  }),
  resource('v1', 'configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  resource('v1', 'secrets', 'Secret'),
  resource('v1', 'serviceaccounts', 'ServiceAccount', { shortNames: ['sa'] }),
  resource('v1', 'persistentvolumes', 'PersistentVolume', {
    namespaced: false,
    shortNames: ['pv'],
  }),
  resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
    shortNames: ['pvc'],
  }),
  resource('v1', 'resourcequotas', 'ResourceQuota', { shortNames: ['quota'] }),
  resource('v1', 'limitranges', 'LimitRange', { shortNames: ['limits'] }),
  resource('coordination.k8s.io/v1', 'leases', 'Lease', { verbs: WRITE }),
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
