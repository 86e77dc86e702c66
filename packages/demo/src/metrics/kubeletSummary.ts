import { parseQuantity } from '@atlhyper/core';
import { toKubeTime, type KubeObject } from '../kube/KubeObject';
import { hashText, hashUnit } from '../truth/hashUnit';
import type { NodeFigures, PodFigures } from './ContainerUse';

const GIB = 1_073_741_824;
const DISK_BYTES = 200 * GIB;

/** What a kubelet answers at `/stats/summary`: its node and the pods on it. */
export function kubeletSummary(
  node: KubeObject,
  used: NodeFigures,
  pods: readonly PodFigures[],
  timeMs: number,
): object {
  const { name, creationTimestamp } = node.metadata;
  const totalBytes = parseQuantity(node.status?.capacity?.memory ?? '0') ?? 0;
  const fullness = 0.3 + 0.3 * hashUnit(hashText(name), 1);
  const usedDiskBytes = Math.round(DISK_BYTES * fullness);
  const time = toKubeTime(timeMs);
  return {
    node: {
      nodeName: name,
      startTime: creationTimestamp,
      cpu: cpuOf(used, time),
      memory: {
        ...memoryOf(used, time),
        availableBytes: Math.max(0, totalBytes - used.memoryBytes),
      },
      fs: {
        time,
        capacityBytes: DISK_BYTES,
        usedBytes: usedDiskBytes,
        availableBytes: DISK_BYTES - usedDiskBytes,
      },
    },
    pods: pods.map(({ pod, containers }) => ({
      podRef: {
        name: pod.metadata.name,
        namespace: pod.metadata.namespace,
        uid: pod.metadata.uid,
      },
      startTime: pod.status.startTime,
      containers: containers.map(container => ({
        name: container.name,
        startTime: pod.status.startTime,
        cpu: cpuOf(container, time),
        memory: memoryOf(container, time),
      })),
    })),
  };
}

function cpuOf({ cpuCores }: { cpuCores: number }, time: string): object {
  return { time, usageNanoCores: Math.round(cpuCores * 1e9) };
}

function memoryOf(
  { memoryBytes }: { memoryBytes: number },
  time: string,
): object {
  return { time, workingSetBytes: Math.round(memoryBytes) };
}
