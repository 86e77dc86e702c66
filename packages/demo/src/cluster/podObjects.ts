import {
  toKubeTime,
  type KubeObject,
  type NewKubeObject,
} from '../kube/KubeObject';
import { addressOf } from './identity';
import { metadataOf, type MetadataInput } from './metadataOf';

/** Kubernetes quantities that a container asks for and may take at most. */
export type ContainerResources = {
  requests: Record<string, string>;
  limits: Record<string, string>;
};

export type PodInput = Omit<MetadataInput, 'kind'> & {
  /** None yet where no node has room. */
  nodeName?: string;
  port?: number;
  podIP?: string;
  resources?: ContainerResources;
  /** As in a pod, beside those that every pod has. */
  volumes?: readonly object[];
  /** A job's pod that has done its work. */
  succeeded?: boolean;
  /** Just created: not yet running. */
  pending?: boolean;
};

const DEFAULT_RESOURCES: ContainerResources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: {},
};

/** Every pod gets a token of its account. */
const TOKEN_VOLUME = {
  name: 'kube-api-access',
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt' } },
    ],
  },
};

/** A pod with one container. */
export function podObject(input: PodInput): NewKubeObject {
  const { nodeName, port, resources = DEFAULT_RESOURCES } = input;
  const container = input.labels?.['app.kubernetes.io/name'] ?? input.name;
  const image = `registry.example.com/${input.namespace}/${container}:1.0`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf({ ...input, kind: 'Pod' }),
    spec: {
      ...(nodeName && { nodeName }),
      serviceAccountName: 'default',
      restartPolicy: input.succeeded ? 'Never' : 'Always',
      containers: [
        {
          name: container,
          image,
          ...(port && { ports: [{ containerPort: port, protocol: 'TCP' }] }),
          resources,
        },
      ],
      volumes: [...(input.volumes ?? []), TOKEN_VOLUME],
    },
    status: {
      qosClass: qosClassOf(resources),
      ...(input.pending
        ? pendingStatus(input, container, image)
        : runningStatus(input, container, image)),
    },
  };
}

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ */
function qosClassOf({ requests, limits }: ContainerResources): string {
  const named = [...Object.keys(requests), ...Object.keys(limits)];
  if (named.length === 0) return 'BestEffort';
  const isGuaranteed = ['cpu', 'memory'].every(
    name => limits[name] && requests[name] === limits[name],
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

/** The conditions of a pod that a node has taken. */
export function podConditions(
  since: { scheduledMs: number; readyMs: number },
  ready: boolean,
  reason = 'ContainersNotReady',
): object[] {
  const at = (ms: number) => ({ lastTransitionTime: toKubeTime(ms) });
  const readiness = {
    status: ready ? 'True' : 'False',
    ...(!ready && { reason }),
    ...at(since.readyMs),
  };
  return [
    { type: 'Initialized', status: 'True', ...at(since.scheduledMs) },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', status: 'True', ...at(since.scheduledMs) },
  ];
}

function pendingStatus(
  { nodeName, createdMs }: PodInput,
  name: string,
  image: string,
): object {
  if (!nodeName) return { phase: 'Pending', conditions: [] };
  return {
    phase: 'Pending',
    startTime: toKubeTime(createdMs),
    conditions: podConditions(
      { scheduledMs: createdMs, readyMs: createdMs },
      false,
    ),
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

function runningStatus(input: PodInput, name: string, image: string): object {
  const {
    succeeded,
    createdMs,
    podIP = addressOf('10.42', `${input.namespace}/${input.name}`),
  } = input;
  const startedAt = toKubeTime(createdMs);
  const endedMs = createdMs + 95_000;
  const finished = {
    exitCode: 0,
    reason: 'Completed',
    startedAt,
    finishedAt: toKubeTime(endedMs),
  };
  return {
    phase: succeeded ? 'Succeeded' : 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: startedAt,
    conditions: podConditions(
      { scheduledMs: createdMs, readyMs: succeeded ? endedMs : createdMs },
      !succeeded,
      'PodCompleted',
    ),
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
  const ended = {
    exitCode: 1,
    reason: 'Error',
    startedAt: container.state.running?.startedAt ?? startedAt,
    finishedAt: startedAt,
  };
  return {
    ...pod,
    status: {
      ...pod.status,
      conditions: podConditions(
        { scheduledMs: Date.parse(pod.status.startTime), readyMs: nowMs },
        ready,
      ),
      containerStatuses: [
        {
          ...container,
          ready,
          restartCount: container.restartCount + (ready ? 0 : 1),
          state: ready ? container.state : { running: { startedAt } },
          lastState: ready ? container.lastState : { terminated: ended },
        },
      ],
    },
  };
}

export function isReadyPod(pod: KubeObject): boolean {
  // One that a client made has no conditions at first.
  return Boolean(
    pod.status?.conditions?.some(
      (c: any) => c.type === 'Ready' && c.status === 'True',
    ),
  );
}
