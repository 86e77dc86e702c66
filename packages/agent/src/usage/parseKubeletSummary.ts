import type {
  ContainerUsage,
  PodUsage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTimeMs,
  type Json,
} from '../kubernetes/KubeObject';
import { isPodUsage } from './isPodUsage';
import type { NodeFigures } from './MetricsSource';

const NANO = 1e9;

/**
 * Reads `/stats/summary` of a kubelet.
 *
 * CPU is the mean over the kubelet's last interval, memory the working set: the same figures that
 * metrics-server gives. The file system is the one that the kubelet lives on. A figure that the
 * kubelet has not measured yet is absent, and a pod none of whose containers has one is left out.
 * https://kubernetes.io/docs/reference/instrumentation/node-metrics/#summary-api-source
 */
export function parseKubeletSummary(summary: Json): {
  node?: NodeFigures;
  pods: PodUsage[];
} {
  const node = toNode(asObject(summary.node));
  return {
    ...(node && { node }),
    pods: asObjects(summary.pods).flatMap(toPod).filter(isPodUsage),
  };
}

function toNode(node: Json): NodeFigures | undefined {
  const { timestampMs, ...figures } = toFigures(node);
  const fs = asObject(node.fs);
  const capacityBytes = toCount(fs.capacityBytes);
  const usedBytes = toCount(fs.usedBytes);
  const availableBytes = toCount(fs.availableBytes);
  if (timestampMs === undefined) return undefined;
  return {
    timestampMs,
    source: 'kubelet',
    ...figures,
    ...(capacityBytes !== undefined &&
      usedBytes !== undefined && {
        filesystem: {
          capacityBytes,
          usedBytes,
          ...(availableBytes !== undefined && { availableBytes }),
        },
      }),
  };
}

function toPod(pod: Json): PodUsage[] {
  const reference = asObject(pod.podRef);
  const name = asText(reference.name);
  const namespace = asText(reference.namespace);
  const measured = asObjects(pod.containers).map(container => ({
    name: asText(container.name),
    ...toFigures(container),
  }));
  const containers: ContainerUsage[] = [];
  let timestampMs = 0;
  for (const { timestampMs: ms, name: container, ...figures } of measured) {
    if (container && ms !== undefined) {
      timestampMs = Math.max(timestampMs, ms);
      containers.push({ name: container, ...figures });
    }
  }
  return name && namespace && containers.length > 0
    ? [
        {
          namespace,
          name,
          timestampMs,
          source: 'kubelet',
          containers: containers.slice(0, 256),
        },
      ]
    : [];
}

/** CPU and memory with the later of their times; without a time where there is no figure. */
function toFigures(of: Json): {
  timestampMs?: number;
  cpuCores?: number;
  memoryBytes?: number;
} {
  const cpu = asObject(of.cpu);
  const memory = asObject(of.memory);
  const nanoCores = toCount(cpu.usageNanoCores);
  const memoryBytes = toCount(memory.workingSetBytes);
  const times = [
    nanoCores === undefined ? undefined : asTimeMs(cpu.time),
    memoryBytes === undefined ? undefined : asTimeMs(memory.time),
  ].filter(time => time !== undefined);
  if (times.length === 0) return {};
  return {
    timestampMs: Math.max(...times),
    ...(nanoCores !== undefined && { cpuCores: nanoCores / NANO }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
}

/** A whole number that is not negative; the kubelet has been seen to give others for dead pods. */
function toCount(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && number >= 0 && Number.isSafeInteger(number)
    ? number
    : undefined;
}
