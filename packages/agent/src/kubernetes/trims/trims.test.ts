import type { KubeObject } from '../KubeObject';
import {
  trimAutoscaler,
  trimConfigMap,
  trimCronJob,
  trimNamespace,
  trimSecret,
  trimServiceAccount,
} from './config';
import {
  trimLimitRange,
  trimNetworkPolicy,
  trimQuota,
  trimVolume,
  trimVolumeClaim,
} from './storage';

const CREATED = '2026-11-20T12:00:00Z';
const common = {
  labels: { app: 'web' },
  createdMs: Date.parse(CREATED),
};

/** An object as an API server sends it, with what must not be kept around it. */
function object(fields: object): KubeObject {
  return {
    metadata: {
      name: 'web',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: CREATED,
      labels: { app: 'web' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': 's3cret',
      },
    },
    ...fields,
  };
}

describe('what is kept of', () => {
  it.each([
    [
      'a Namespace',
      trimNamespace,
      { status: { phase: 'Active' } },
      { phase: 'Active' },
    ],
    [
      'a ConfigMap: keys and lengths, no values',
      trimConfigMap,
      { data: { b: 's3cret', a: '' }, binaryData: { c: 'czNjcmV0' } },
      {
        keys: [
          { key: 'a', length: 0 },
          { key: 'b', length: 6 },
          { key: 'c', length: 8 },
        ],
        immutable: false,
      },
    ],
    [
      'a Secret: type and keys alone',
      trimSecret,
      {
        type: 'Opaque',
        data: { token: 's3cret' },
        stringData: { x: 's3cret' },
      },
      { type: 'Opaque', keys: ['token'], immutable: false },
    ],
    [
      'a ServiceAccount',
      trimServiceAccount,
      { automountServiceAccountToken: false, secrets: [{ name: 's3cret' }] },
      { automountToken: false },
    ],
    [
      'a CronJob, not what it runs',
      trimCronJob,
      {
        spec: {
          schedule: '0 * * * *',
          suspend: true,
          jobTemplate: { spec: { env: 's3cret' } },
        },
        status: { active: [{}, {}], lastScheduleTime: CREATED },
      },
      {
        schedule: '0 * * * *',
        suspended: true,
        active: 2,
        lastScheduledMs: common.createdMs,
      },
    ],
    [
      'a HorizontalPodAutoscaler',
      trimAutoscaler,
      {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'web' },
          maxReplicas: 5,
        },
        status: { currentReplicas: 2, desiredReplicas: 3 },
      },
      {
        target: { kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 5,
        currentReplicas: 2,
        desiredReplicas: 3,
      },
    ],
    [
      'a PersistentVolume, not where it lies',
      trimVolume,
      {
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          claimRef: { namespace: 'shop', name: 'data' },
          nfs: { server: 's3cret', path: '/' },
        },
        status: { phase: 'Bound' },
      },
      {
        phase: 'Bound',
        capacity: '1Gi',
        accessModes: ['ReadWriteOnce'],
        claim: { namespace: 'shop', name: 'data' },
      },
    ],
    [
      'a PersistentVolumeClaim',
      trimVolumeClaim,
      {
        spec: { resources: { requests: { storage: '2Gi' } }, volumeName: 'v' },
        status: { phase: 'Pending' },
      },
      { phase: 'Pending', requested: '2Gi', accessModes: [], volume: 'v' },
    ],
    [
      'a ResourceQuota',
      trimQuota,
      { spec: { hard: { pods: '9' } }, status: { used: { pods: '3' } } },
      { hard: { pods: '9' }, used: { pods: '3' } },
    ],
    [
      'a LimitRange',
      trimLimitRange,
      { spec: { limits: [{ type: 'Pod', max: { cpu: '2' } }] } },
      {
        limits: [
          {
            type: 'Pod',
            min: {},
            max: { cpu: '2' },
            default: {},
            defaultRequest: {},
          },
        ],
      },
    ],
    [
      'a NetworkPolicy',
      trimNetworkPolicy,
      {
        spec: {
          podSelector: { matchLabels: { app: 'web' } },
          policyTypes: ['Ingress'],
          ingress: [{}, {}],
        },
      },
      {
        podSelector: { app: 'web' },
        policyTypes: ['Ingress'],
        ingressRules: 2,
        egressRules: 0,
      },
    ],
  ])('%s', (_, trim, fields, kept) => {
    const { data } = trim(object(fields));
    // As it is sent: without what is not known.
    const sent = JSON.parse(JSON.stringify(data));
    expect(sent).toEqual({ ...common, ...kept });
    expect(JSON.stringify(sent)).not.toMatch(/s3cret/);
  });

  it.each([
    trimNamespace,
    trimConfigMap,
    trimSecret,
    trimServiceAccount,
    trimCronJob,
    trimAutoscaler,
    trimVolume,
    trimVolumeClaim,
    trimQuota,
    trimLimitRange,
    trimNetworkPolicy,
  ])('an object whose fields are of no known shape: %p', trim => {
    const odd = object({ spec: 7, status: [1], data: 'x', type: {} });
    expect(() => JSON.stringify(trim(odd))).not.toThrow();
  });
});
