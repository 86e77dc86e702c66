import type { KubeObject, NewKubeObject } from '../kube/KubeObject';
import type { Trouble } from '../scenario/schema';
import type { World } from '../truth/World';
import { appLabels, clusterCreatedMs } from './baseObjects';
import { suffixOf } from './identity';
import { metadataOf, type MetadataInput } from './metadataOf';
import { isReadyPod, podObject, type ContainerResources } from './podObjects';

/** A workload and how many pods it should have. */
export type Workload = {
  namespace: string;
  name: string;
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job';
  replicas: number;
  port?: number;
  resources?: ContainerResources;
  volumes?: readonly object[];
  trouble?: Trouble;
};

/** A controller without its status, which follows from its pods. */
function controller(
  world: World,
  apiVersion: string,
  kind: string,
  workload: Workload,
  more: Partial<MetadataInput> & { spec: object },
): NewKubeObject {
  const { spec, ...metadata } = more;
  const { namespace, name } = workload;
  const labels = appLabels(name);
  return {
    apiVersion,
    kind,
    metadata: metadataOf({
      seed: world.seed,
      kind,
      namespace,
      name,
      createdMs: clusterCreatedMs(world),
      labels,
      ...metadata,
    }),
    spec: { selector: { matchLabels: labels }, ...spec },
    status: {},
  };
}

/** The object that a workload is declared with. */
export function workloadObject(
  world: World,
  workload: Workload,
): NewKubeObject {
  const { kind, replicas, name } = workload;
  switch (kind) {
    case 'Job':
      return controller(world, 'batch/v1', kind, workload, {
        spec: { completions: 1, parallelism: 1 },
        createdMs: world.startMs - 5 * 3_600_000,
      });
    case 'DaemonSet':
      return controller(world, 'apps/v1', kind, workload, { spec: {} });
    case 'StatefulSet':
      return controller(world, 'apps/v1', kind, workload, {
        spec: { replicas, serviceName: name },
      });
    default:
      return controller(world, 'apps/v1', kind, workload, {
        spec: { replicas, strategy: { type: 'RollingUpdate' } },
      });
  }
}

/** The ReplicaSet of one revision of a Deployment. */
export function replicaSetObject(
  world: World,
  workload: Workload,
  owner: NewKubeObject,
  revision: { number: number; replicas: number; createdMs: number },
): NewKubeObject {
  const hash = suffixOf(
    10,
    world.seed,
    workload.namespace,
    workload.name,
    revision.number,
  );
  return controller(world, 'apps/v1', 'ReplicaSet', workload, {
    name: `${workload.name}-${hash}`,
    createdMs: revision.createdMs,
    labels: { ...appLabels(workload.name), 'pod-template-hash': hash },
    annotations: {
      'deployment.kubernetes.io/revision': String(revision.number),
    },
    owner,
    spec: { replicas: revision.replicas },
  });
}

/** A pod of a workload; `key` tells it from its siblings. */
export function workloadPod(
  world: World,
  workload: Workload,
  owner: NewKubeObject,
  pod: {
    key: string | number;
    /** None where no node has room. */
    nodeName?: string;
    createdMs: number;
    pending?: boolean;
  },
): NewKubeObject {
  const { namespace, name, kind, port } = workload;
  const ownerName = owner.metadata.name;
  const suffix =
    kind === 'StatefulSet'
      ? pod.key
      : suffixOf(5, world.seed, namespace, ownerName, pod.key);
  const templateHash = owner.metadata.labels?.['pod-template-hash'];
  return podObject({
    seed: world.seed,
    namespace,
    name: `${ownerName}-${suffix}`,
    createdMs: pod.createdMs,
    labels: {
      ...appLabels(name),
      ...(templateHash && { 'pod-template-hash': templateHash }),
    },
    owner,
    nodeName: pod.nodeName,
    port,
    resources: workload.resources,
    volumes: [
      ...(workload.volumes ?? []),
      ...(kind === 'StatefulSet'
        ? [
            {
              name: 'data',
              persistentVolumeClaim: { claimName: `${name}-data-${pod.key}` },
            },
          ]
        : []),
    ],
    // The collectors of the demo are processes of this machine, and can be probed at its address.
    podIP: kind === 'DaemonSet' ? '127.0.0.1' : undefined,
    succeeded: kind === 'Job',
    pending: pod.pending,
  });
}

/** The status of a controller that has these pods. */
export function workloadStatus(
  object: KubeObject,
  pods: readonly KubeObject[],
): object {
  const ready = pods.filter(isReadyPod).length;
  const all = pods.length;
  switch (object.kind) {
    case 'Job':
      return {
        succeeded: pods.filter(p => p.status.phase === 'Succeeded').length,
      };
    case 'DaemonSet':
      return {
        desiredNumberScheduled: all,
        currentNumberScheduled: all,
        numberReady: ready,
        numberAvailable: ready,
        numberMisscheduled: 0,
      };
    default:
      return {
        replicas: all,
        readyReplicas: ready,
        availableReplicas: ready,
        updatedReplicas: all,
      };
  }
}
