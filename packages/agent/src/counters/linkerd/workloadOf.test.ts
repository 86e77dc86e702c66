import { KINDS } from '../../kubernetes/kinds';
import type { KubeObject } from '../../kubernetes/KubeObject';
import { ResourceStore } from '../../kubernetes/ResourceStore';
import { workloadOf } from './workloadOf';

const owned = (kind: string, name: string) => ({
  ownerReferences: [{ kind, name, controller: true }],
});

/** The workload of a pod in a cluster that holds some other objects. */
function of(
  pod: Partial<KubeObject['metadata']>,
  ...others: [kind: string, metadata: object][]
) {
  const store = new ResourceStore(KINDS);
  const put = (kind: string, metadata: object) => {
    const entry = KINDS.find(e => e.kind === kind)!;
    const full = {
      metadata: {
        name: 'web-5d7-x',
        namespace: 'shop',
        uid: 'u',
        resourceVersion: '1',
        ...metadata,
      },
      status: { replicas: 1 },
    };
    store.upsert(entry, store.trim(entry, full)!);
  };
  others.forEach(([kind, metadata]) => put(kind, metadata));
  put('pod', pod);
  return workloadOf(store, [...store.list('pod')][0].resource);
}

describe('workloadOf', () => {
  const inReplicaSet = {
    ...owned('ReplicaSet', 'web-5d7'),
    labels: { 'pod-template-hash': '5d7' },
  };

  it.each([
    ['a StatefulSet', 'StatefulSet', 'statefulset'],
    ['a DaemonSet', 'DaemonSet', 'daemonset'],
    ['an object of a custom kind', 'Rollout2', 'rollout'],
  ])('is the owner where that is %s', (_, kind, expected) => {
    expect(of(owned(kind, 'db'))).toEqual({
      namespace: 'shop',
      kind: expected,
      workload: 'db',
    });
  });

  it('is the Deployment above the ReplicaSet', () => {
    const expected = {
      namespace: 'shop',
      kind: 'deployment',
      workload: 'storefront',
    };
    const named = { name: 'web-5d7', ...owned('Deployment', 'storefront') };
    expect(of(inReplicaSet, ['replicaset', named])).toEqual(expected);
    // Equal names in another namespace are another's.
    expect(
      of(inReplicaSet, ['replicaset', { ...named, namespace: 'other' }]),
    ).toMatchObject({ workload: 'web' });
  });

  it('is what the injector’s label says, or the ReplicaSet’s name, where that cannot be read', () => {
    const labels = { 'linkerd.io/proxy-deployment': 'storefront' };
    expect(of({ ...inReplicaSet, labels })).toMatchObject({
      kind: 'deployment',
      workload: 'storefront',
    });
    expect(of(inReplicaSet)).toMatchObject({
      kind: 'deployment',
      workload: 'web',
    });
  });

  it('is the ReplicaSet that nothing owns', () => {
    expect(of(inReplicaSet, ['replicaset', { name: 'web-5d7' }])).toMatchObject(
      { kind: 'replicaset', workload: 'web-5d7' },
    );
    expect(of(owned('ReplicaSet', 'by-hand'))).toMatchObject({
      kind: 'replicaset',
      workload: 'by-hand',
    });
  });

  it('is the CronJob above the Job, and the Job that nothing owns', () => {
    const inJob = owned('Job', 'reindex-28735020');
    expect(
      of(inJob, [
        'job',
        { name: 'reindex-28735020', ...owned('CronJob', 'reindex') },
      ]),
    ).toMatchObject({ kind: 'cronjob', workload: 'reindex' });
    expect(of(inJob, ['job', { name: 'reindex-28735020' }])).toMatchObject({
      kind: 'job',
      workload: 'reindex-28735020',
    });
  });

  it('is the pod that nothing but its node owns', () => {
    const expected = { namespace: 'shop', kind: 'pod', workload: 'web-5d7-x' };
    expect(of({})).toEqual(expected);
    expect(of(owned('Node', 'node-1'))).toEqual(expected);
  });
});

describe('a pod’s proxy', () => {
  const entry = KINDS.find(({ kind }) => kind === 'pod')!;
  const localOf = (rest: object) =>
    entry.trim({
      metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1' },
      ...rest,
    })?.local?.meshProxy;
  const container = {
    name: 'linkerd-proxy',
    ports: [
      { name: 'linkerd-proxy', containerPort: 4143 },
      { name: 'linkerd-admin', containerPort: 4999 },
    ],
  };
  const status = (startedAt: string) => [
    { name: 'app', state: { running: { startedAt: '2026-11-20T09:00:00Z' } } },
    { name: 'linkerd-proxy', state: { running: { startedAt } } },
  ];

  it('is found among the containers and the restartable init containers', () => {
    const expected = {
      port: 4999,
      startedMs: Date.UTC(2026, 10, 20, 10),
    };
    expect(
      localOf({
        spec: { containers: [{ name: 'app' }, container] },
        status: { containerStatuses: status('2026-11-20T10:00:00Z') },
      }),
    ).toEqual(expected);
    expect(
      localOf({
        spec: { containers: [{ name: 'app' }], initContainers: [container] },
        status: { initContainerStatuses: status('2026-11-20T10:00:00Z') },
      }),
    ).toEqual(expected);
  });

  it('is absent without one', () => {
    expect(localOf({ spec: { containers: [{ name: 'app' }] } })).toBe(
      undefined,
    );
  });
});
