import {
  toKubeTime,
  type KubeObject,
  type NewKubeObject,
} from '../kube/KubeObject';
import type { ScenarioNode, ScenarioService } from '../scenario/schema';
import type { World } from '../truth/World';
import { metadataOf } from './metadataOf';
import { addressOf } from './identity';
import { isReadyPod } from './podObjects';

/** When the cluster was built: long before all history. */
export function clusterCreatedMs(world: World): number {
  return world.startMs - 200 * 86_400_000;
}

export function namespaceObject(world: World, name: string): NewKubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadataOf({
      seed: world.seed,
      kind: 'Namespace',
      name,
      createdMs: clusterCreatedMs(world),
      labels: { 'kubernetes.io/metadata.name': name },
    }),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

const NODE_CONDITIONS = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  },
];

// eslint-disable-next-line max-lines-per-function -- one object as the API server writes it
export function nodeObject(
  world: World,
  node: ScenarioNode,
  nowMs: number,
): NewKubeObject {
  const memoryKi = node.memoryGiB * 1_048_576;
  const isControl = node.role === 'control-plane';
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadataOf({
      seed: world.seed,
      kind: 'Node',
      name: node.name,
      createdMs: clusterCreatedMs(world),
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        [`node-role.kubernetes.io/${node.role}`]: '',
      },
    }),
    spec: isControl
      ? {
          taints: [
            {
              key: 'node-role.kubernetes.io/control-plane',
              effect: 'NoSchedule',
            },
          ],
        }
      : {},
    status: {
      capacity: {
        cpu: String(node.cores),
        memory: `${memoryKi}Ki`,
        pods: '110',
      },
      // What the system and the kubelet keep for themselves.
      allocatable: {
        cpu: `${node.cores * 1_000 - 200}m`,
        memory: `${memoryKi - 524_288}Ki`,
        pods: '110',
      },
      conditions: NODE_CONDITIONS.map(condition => ({
        ...condition,
        lastHeartbeatTime: toKubeTime(nowMs),
        lastTransitionTime: toKubeTime(clusterCreatedMs(world)),
      })),
      addresses: [
        { type: 'InternalIP', address: addressOf('10.0', node.name) },
        { type: 'Hostname', address: node.name },
      ],
      nodeInfo: {
        kubeletVersion: 'v1.32.0',
        kernelVersion: '6.1.0-demo',
        osImage: 'Demo Linux',
        architecture: 'amd64',
        operatingSystem: 'linux',
      },
    },
  };
}

/**
 * The labels of a workload's pods, and what its service selects; the second is what the Kubernetes
 * plugin of Backstage finds them by.
 */
export function appLabels(name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'backstage.io/kubernetes-id': name,
  };
}

export function serviceObject(
  world: World,
  service: ScenarioService,
): NewKubeObject {
  const { namespace, name } = service;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf({
      seed: world.seed,
      kind: 'Service',
      namespace,
      name,
      createdMs: clusterCreatedMs(world),
      labels: appLabels(name),
    }),
    spec: {
      type: 'ClusterIP',
      clusterIP: addressOf('10.43', `${namespace}/${name}`),
      selector: appLabels(name),
      ports: [
        {
          name: 'http',
          protocol: 'TCP',
          port: service.port,
          targetPort: service.targetPort,
        },
      ],
    },
    status: { loadBalancer: {} },
  };
}

/** The pods behind a service, as its EndpointSlice names them. */
export function endpointSliceObject(
  world: World,
  service: ScenarioService,
  pods: readonly KubeObject[],
): NewKubeObject {
  const { namespace, name } = service;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadataOf({
      seed: world.seed,
      kind: 'EndpointSlice',
      namespace,
      name: `${name}-demo1`,
      createdMs: clusterCreatedMs(world),
      labels: { 'kubernetes.io/service-name': name },
      owner: serviceObject(world, service),
    }),
    addressType: 'IPv4',
    ports: [{ name: 'http', protocol: 'TCP', port: service.targetPort }],
    endpoints: pods
      .filter(pod => pod.status.podIP)
      .map(pod => ({
        addresses: [pod.status.podIP],
        conditions: {
          ready: isReadyPod(pod),
          serving: isReadyPod(pod),
          terminating: false,
        },
        nodeName: pod.spec.nodeName,
        targetRef: {
          kind: 'Pod',
          namespace,
          name: pod.metadata.name,
          uid: pod.metadata.uid,
        },
      })),
  };
}
