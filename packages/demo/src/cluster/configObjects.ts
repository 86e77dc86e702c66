import { toKubeTime, type NewKubeObject } from '../kube/KubeObject';
import type { World } from '../truth/World';
import { appLabels, clusterCreatedMs } from './baseObjects';
import { metadataOf } from './metadataOf';

const NAMESPACE = 'shop';

/** One object of every kind that the traffic does not need: what a cluster has besides. */
// eslint-disable-next-line max-lines-per-function -- a list of objects as the API server writes them
export function configObjects(world: World): NewKubeObject[] {
  const createdMs = clusterCreatedMs(world);
  const object = (
    apiVersion: string,
    kind: string,
    name: string,
    fields: Partial<NewKubeObject>,
    namespace: string | undefined = NAMESPACE,
  ): NewKubeObject => ({
    apiVersion,
    kind,
    metadata: metadataOf({
      seed: world.seed,
      kind,
      name,
      namespace,
      createdMs,
    }),
    ...fields,
  });
  return [
    object('v1', 'ConfigMap', 'storefront', {
      data: { 'features.yaml': 'checkout: v2\n', currency: 'EUR' },
    }),
    object('v1', 'Secret', 'storefront-session', {
      type: 'Opaque',
      data: { key: 'ZGVtby1zZXNzaW9uLWtleQ==' },
    }),
    object('v1', 'ServiceAccount', 'storefront', {
      automountServiceAccountToken: false,
    }),
    object('batch/v1', 'CronJob', 'reindex', {
      spec: {
        schedule: '15 3 * * *',
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
      },
      status: { lastScheduleTime: toKubeTime(world.startMs) },
    }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'storefront', {
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'storefront',
        },
        minReplicas: 4,
        maxReplicas: 16,
      },
      status: { currentReplicas: 8, desiredReplicas: 8 },
    }),
    object('networking.k8s.io/v1', 'NetworkPolicy', 'search', {
      spec: {
        podSelector: { matchLabels: appLabels('search') },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: {} }] }],
      },
    }),
    object('v1', 'PersistentVolumeClaim', 'search-data-0', {
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast',
        volumeName: 'search-0',
        resources: { requests: { storage: '40Gi' } },
      },
      status: { phase: 'Bound', capacity: { storage: '40Gi' } },
    }),
    object(
      'v1',
      'PersistentVolume',
      'search-0',
      {
        spec: {
          capacity: { storage: '40Gi' },
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'fast',
          persistentVolumeReclaimPolicy: 'Delete',
          claimRef: { namespace: NAMESPACE, name: 'search-data-0' },
        },
        status: { phase: 'Bound' },
      },
      '',
    ),
    object('v1', 'ResourceQuota', 'compute', {
      spec: { hard: { 'requests.cpu': '40', pods: '80' } },
      status: {
        hard: { 'requests.cpu': '40', pods: '80' },
        used: { 'requests.cpu': '12', pods: '29' },
      },
    }),
    object('v1', 'LimitRange', 'defaults', {
      spec: {
        limits: [
          {
            type: 'Container',
            default: { memory: '512Mi' },
            defaultRequest: { cpu: '100m', memory: '128Mi' },
          },
        ],
      },
    }),
  ];
}
