import { podDataSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { KubeObject } from '../KubeObject';
import { trimPod } from './pod';

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);

/** A pod of Kubernetes 1.29: an init container that ended, a sidecar, one that was killed before. */
const POD: KubeObject = {
  metadata: {
    name: 'web-7d4b9c-x2x2x',
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-11-20T12:00:00Z',
    labels: { app: 'web' },
    ownerReferences: [
      { kind: 'ReplicaSet', name: 'web-7d4b9c', controller: true },
    ],
  },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'web',
    volumes: [
      { name: 'settings', configMap: { name: 'web', defaultMode: 420 } },
      { name: 'keys', secret: { secretName: 'web-keys' } },
      { name: 'data', persistentVolumeClaim: { claimName: 'web-data' } },
      { name: 'scratch', emptyDir: {} },
      { name: 'host', hostPath: { path: '/var/log', type: '' } },
      { name: 'share', nfs: { server: '10.0.0.9', path: '/export' } },
      {
        name: 'kube-api-access-abcde',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [] } },
          ],
        },
      },
    ],
    initContainers: [
      { name: 'migrate', image: 'web:2' },
      { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' },
    ],
    containers: [
      {
        name: 'web',
        image: 'web:2',
        ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        resources: {
          requests: { cpu: '250m', memory: '128Mi' },
          limits: { memory: '256Mi', 'nvidia.com/gpu': '1' },
        },
      },
      { name: 'log', image: 'log:1', resources: {} },
    ],
  },
  status: {
    phase: 'Running',
    podIP: '10.42.0.7',
    qosClass: 'Burstable',
    startTime: '2026-11-20T12:00:01Z',
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        lastProbeTime: '2026-11-20T12:09:00Z',
        lastTransitionTime: '2026-11-20T12:05:00Z',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [log]',
      },
    ],
    initContainerStatuses: [
      {
        name: 'migrate',
        ready: true,
        restartCount: 0,
        state: {
          terminated: {
            exitCode: 0,
            reason: 'Completed',
            startedAt: '2026-11-20T12:00:02Z',
            finishedAt: '2026-11-20T12:00:03Z',
          },
        },
      },
      {
        name: 'proxy',
        ready: true,
        restartCount: 2,
        state: { running: { startedAt: '2026-11-20T12:00:04Z' } },
      },
    ],
    // The API server gives no order of them.
    containerStatuses: [
      {
        name: 'log',
        ready: false,
        restartCount: 7,
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: 'back-off 5m0s restarting failed container',
          },
        },
        lastState: {
          terminated: {
            exitCode: 137,
            reason: 'OOMKilled',
            signal: 9,
            startedAt: '2026-11-20T12:04:00Z',
            finishedAt: '2026-11-20T12:05:00Z',
          },
        },
      },
      {
        name: 'web',
        ready: true,
        restartCount: 1,
        state: { running: { startedAt: '2026-11-20T12:00:05Z' } },
        lastState: {},
      },
    ],
  },
};

/** As it is sent: without what is not known. */
const sent = (pod: KubeObject) => JSON.parse(JSON.stringify(trimPod(pod).data));
const without = (field: 'spec' | 'status', fields: object): KubeObject => ({
  ...POD,
  [field]: { ...POD[field], ...fields },
});

describe('what is kept of a pod', () => {
  it('is what it asks for and how its containers fare', () => {
    const data = sent(POD);
    expect(podDataSchema.parse(data)).toEqual(data);
    expect(data).toEqual({
      labels: { app: 'web' },
      createdMs: at('12:00:00'),
      phase: 'Running',
      nodeName: 'node-1',
      ready: false,
      // Those of the containers proper and of the sidecar, as kubectl counts them.
      restarts: 10,
      startedMs: at('12:00:01'),
      owner: { kind: 'ReplicaSet', name: 'web-7d4b9c' },
      qosClass: 'Burstable',
      ip: '10.42.0.7',
      serviceAccount: 'web',
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          sinceMs: at('12:05:00'),
          reason: 'ContainersNotReady',
          message: 'containers with unready status: [log]',
        },
      ],
      containers: [
        {
          name: 'migrate',
          image: 'web:2',
          init: true,
          ready: true,
          restarts: 0,
          state: 'terminated',
          reason: 'Completed',
          exitCode: 0,
          startedMs: at('12:00:02'),
        },
        {
          name: 'proxy',
          image: 'proxy:1',
          init: true,
          sidecar: true,
          ready: true,
          restarts: 2,
          state: 'running',
          startedMs: at('12:00:04'),
        },
        {
          name: 'web',
          image: 'web:2',
          requests: { cpu: 0.25, memory: 134_217_728 },
          limits: { memory: 268_435_456, 'nvidia.com/gpu': 1 },
          ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
          ready: true,
          restarts: 1,
          state: 'running',
          startedMs: at('12:00:05'),
        },
        {
          name: 'log',
          image: 'log:1',
          ready: false,
          restarts: 7,
          state: 'waiting',
          reason: 'CrashLoopBackOff',
          lastTermination: {
            reason: 'OOMKilled',
            exitCode: 137,
            signal: 9,
            startedMs: at('12:04:00'),
            finishedMs: at('12:05:00'),
          },
        },
      ],
      volumes: [
        { name: 'settings', type: 'configMap', source: 'web' },
        { name: 'keys', type: 'secret', source: 'web-keys' },
        {
          name: 'data',
          type: 'persistentVolumeClaim',
          source: 'web-data',
        },
        { name: 'scratch', type: 'emptyDir' },
        { name: 'host', type: 'hostPath', source: '/var/log' },
        { name: 'share', type: 'nfs' },
        {
          name: 'kube-api-access-abcde',
          type: 'projected',
          source: 'kube-root-ca.crt',
        },
      ],
    });
  });

  it('counts restarts of what initialises it only until it is initialised', () => {
    const status = (initialized: string) =>
      without('status', {
        conditions: [{ type: 'Initialized', status: initialized }],
        initContainerStatuses: [{ name: 'migrate', restartCount: 5 }],
        containerStatuses: [],
      });
    expect(sent(status('False')).restarts).toBe(5);
    expect(sent(status('True')).restarts).toBe(0);
  });

  it('keeps what its runtime class takes besides', () => {
    const overhead = { cpu: '250m', memory: '120Mi' };
    expect(sent(without('spec', { overhead })).overhead).toEqual({
      cpu: 0.25,
      memory: 120 * 1_048_576,
    });
  });

  it('keeps what is asked for it as a whole', () => {
    const resources = {
      requests: { cpu: '500m', memory: '2Mi' },
      limits: { memory: '4Mi' },
    };
    expect(sent(without('spec', { resources }))).toMatchObject({
      requests: { cpu: 0.5, memory: 2 * 2 ** 20 },
      limits: { memory: 4 * 2 ** 20 },
    });
  });

  it.each([
    ['grows: what it shall have', '2', '1', undefined, 2],
    ['shrinks: what it has', '1', '2', undefined, 2],
    ['can never grow: what it has', '8', '1', 'Infeasible', 1],
    ['has to wait to grow: what it shall have', '8', '1', 'Deferred', 8],
  ])('counts of a container that %s', (_, shall, has, reason, expected) => {
    const data = sent({
      metadata: POD.metadata,
      spec: {
        containers: [{ name: 'app', resources: { requests: { cpu: shall } } }],
      },
      status: {
        conditions: reason && [
          { type: 'PodResizePending', status: 'True', reason },
        ],
        containerStatuses: [
          {
            name: 'app',
            allocatedResources: { cpu: has },
            resources: { requests: { cpu: has } },
          },
        ],
      },
    });
    expect(data.containers[0].requests).toEqual({ cpu: expected });
  });

  it('does not change by the time of a probe', () => {
    const [ready] = (POD.status as any).conditions;
    const later = without('status', {
      conditions: [{ ...ready, lastProbeTime: '2026-11-20T12:19:00Z' }],
    });
    expect(sent(later)).toEqual(sent(POD));
  });

  it('shows containers of a pod that no node has taken as waiting', () => {
    const pending = { ...POD, status: { phase: 'Pending' } };
    expect(sent(pending).containers.map((c: any) => c.state)).toEqual(
      Array(4).fill('waiting'),
    );
  });

  it('says that it was asked to end, and why it ended', () => {
    const evicted: KubeObject = {
      ...POD,
      metadata: {
        ...POD.metadata,
        ...{ deletionTimestamp: '2026-11-20T12:10:00Z' },
      },
      status: { phase: 'Failed', reason: 'Evicted', message: 'disk is full' },
    };
    expect(sent(evicted)).toMatchObject({
      terminating: true,
      phase: 'Failed',
      reason: 'Evicted',
    });
    expect(JSON.stringify(sent(evicted))).not.toContain('disk is full');
  });

  it.each([
    ['spec', { containers: 7, initContainers: [null], volumes: [{}, 'x'] }],
    ['spec', { containers: [{ name: 'a', resources: [], ports: [{}] }] }],
    ['spec', { containers: [{ name: 'a', resources: { limits: 'x' } }] }],
    ['status', { containerStatuses: [{ name: 'web', state: 'running' }] }],
    ['status', { conditions: [{ status: 'True' }, 3] }],
    ['spec', { volumes: [{ name: 'v', toString: {} }] }],
    ['spec', { overhead: { cpu: { toString: {} }, memory: 7 } }],
  ] as const)('survives %s of no known shape: %j', (field, fields) => {
    const data = sent(without(field, fields));
    expect(podDataSchema.parse(data)).toEqual(data);
  });
});
