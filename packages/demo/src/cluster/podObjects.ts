import {
  toKubeTime,
  type KubeObject,
  type NewKubeObject,
} from '../kube/KubeObject';
import { addressOf } from './identity';
import { metadataOf, type MetadataInput } from './metadataOf';

export type PodInput = Omit<MetadataInput, 'kind'> & {
  nodeName: string;
  port?: number;
  podIP?: string;
  /** A job's pod that has done its work. */
  succeeded?: boolean;
  /** Just created: not yet running. */
  pending?: boolean;
};

/** A pod with one container. */
export function podObject(input: PodInput): NewKubeObject {
  const { nodeName, port, pending, createdMs } = input;
  const container = input.labels?.['app.kubernetes.io/name'] ?? input.name;
  const image = `registry.example.com/${input.namespace}/${container}:1.0`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf({ ...input, kind: 'Pod' }),
    spec: {
      nodeName,
      serviceAccountName: 'default',
      restartPolicy: input.succeeded ? 'Never' : 'Always',
      containers: [
        {
          name: container,
          image,
          ...(port && { ports: [{ containerPort: port, protocol: 'TCP' }] }),
          resources: { requests: { cpu: '100m', memory: '128Mi' } },
        },
      ],
    },
    status: pending
      ? pendingStatus(container, image)
      : runningStatus(input, container, image, createdMs),
  };
}

function pendingStatus(name: string, image: string): object {
  return {
    phase: 'Pending',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name,
        image,
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: 'ContainerCreating' } },
      },
    ],
  };
}

function runningStatus(
  input: PodInput,
  name: string,
  image: string,
  startedMs: number,
): object {
  const {
    succeeded,
    podIP = addressOf('10.42', `${input.namespace}/${input.name}`),
  } = input;
  const startedAt = toKubeTime(startedMs);
  const finished = {
    exitCode: 0,
    reason: 'Completed',
    startedAt,
    finishedAt: toKubeTime(startedMs + 95_000),
  };
  return {
    phase: succeeded ? 'Succeeded' : 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: startedAt,
    conditions: [{ type: 'Ready', status: succeeded ? 'False' : 'True' }],
    containerStatuses: [
      {
        name,
        image,
        ready: !succeeded,
        restartCount: 0,
        state: succeeded
          ? { terminated: finished }
          : { running: { startedAt } },
      },
    ],
  };
}

/** The pod after its container died and started anew; `ready` once it answers again. */
export function restartedPod(
  pod: KubeObject,
  nowMs: number,
  ready: boolean,
): KubeObject {
  const [container] = pod.status.containerStatuses;
  const startedAt = toKubeTime(nowMs);
  return {
    ...pod,
    status: {
      ...pod.status,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        {
          ...container,
          ready,
          restartCount: container.restartCount + (ready ? 0 : 1),
          state: ready ? container.state : { running: { startedAt } },
        },
      ],
    },
  };
}

export function isReadyPod(pod: KubeObject): boolean {
  // One that a client made has none at first.
  return Boolean(
    pod.status?.conditions?.some(
      (c: any) => c.type === 'Ready' && c.status === 'True',
    ),
  );
}
