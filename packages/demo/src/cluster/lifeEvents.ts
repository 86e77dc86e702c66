import type { NewKubeObject } from '../kube/KubeObject';
import type { Happening } from './EventRecorder';

/** What a kubelet says when it starts the container of a pod. */
export function containerStarted(pod: NewKubeObject): Happening[] {
  const [{ name, image }] = pod.spec.containers;
  const say = (reason: string, message: string): Happening => ({
    about: pod,
    reason,
    message,
    reporter: 'kubelet',
  });
  return [
    say('Pulled', `Container image "${image}" already present on machine`),
    say('Created', `Created container ${name}`),
    say('Started', `Started container ${name}`),
  ];
}

/** What is said when a ReplicaSet gets one pod more, and a node takes it. */
export function podAdded(
  pod: NewKubeObject,
  sets: { deployment: NewKubeObject; replicaSet: NewKubeObject; size: number },
): Happening[] {
  const { name, namespace } = pod.metadata;
  return [
    {
      about: sets.deployment,
      reason: 'ScalingReplicaSet',
      message: `Scaled up replica set ${sets.replicaSet.metadata.name} to ${sets.size}`,
      reporter: 'deployment-controller',
    },
    {
      about: sets.replicaSet,
      reason: 'SuccessfulCreate',
      message: `Created pod: ${name}`,
      reporter: 'replicaset-controller',
    },
    {
      about: pod,
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${pod.spec.nodeName}`,
      reporter: 'default-scheduler',
    },
  ];
}

/** What is said when a ReplicaSet loses a pod. */
export function podRemoved(
  pod: NewKubeObject,
  sets: { deployment: NewKubeObject; replicaSet?: NewKubeObject; size: number },
): Happening[] {
  const [container] = pod.spec.containers;
  return [
    ...(sets.replicaSet
      ? [
          {
            about: sets.deployment,
            reason: 'ScalingReplicaSet',
            message: `Scaled down replica set ${sets.replicaSet.metadata.name} to ${sets.size}`,
            reporter: 'deployment-controller' as const,
          },
          {
            about: sets.replicaSet,
            reason: 'SuccessfulDelete',
            message: `Deleted pod: ${pod.metadata.name}`,
            reporter: 'replicaset-controller' as const,
          },
        ]
      : []),
    {
      about: pod,
      reason: 'Killing',
      message: `Stopping container ${container.name}`,
      reporter: 'kubelet',
    },
  ];
}
