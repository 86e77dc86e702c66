import type {
  ContainerUsage,
  PodUsage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseQuantity } from '@atlhyper/core';
import {
  asObject,
  asObjects,
  asText,
  asTimeMs,
  type Json,
} from '../kubernetes/KubeObject';
import { isPodUsage } from './isPodUsage';
import type { NodeFigures } from './MetricsSource';

/**
 * Reads the items of a NodeMetricsList (`metrics.k8s.io/v1beta1`); one without a name, a time or
 * any figure is left out.
 */
export function parseNodeMetricsList(list: Json): Map<string, NodeFigures> {
  const nodes = new Map<string, NodeFigures>();
  for (const item of asObjects(list.items)) {
    const node = nameOf(item);
    const timestampMs = asTimeMs(item.timestamp);
    const figures = toFigures(item.usage);
    if (node && timestampMs !== undefined && hasFigures(figures)) {
      nodes.set(node, { timestampMs, source: 'metrics-server', ...figures });
    }
  }
  return nodes;
}

/** Reads the items of a PodMetricsList, likewise. */
export function parsePodMetricsList(list: Json): PodUsage[] {
  const pods = asObjects(list.items).flatMap((item): PodUsage[] => {
    const name = nameOf(item);
    const namespace = asText(asObject(item.metadata).namespace);
    const timestampMs = asTimeMs(item.timestamp);
    const containers = asObjects(item.containers).flatMap(toContainer);
    return name &&
      namespace &&
      timestampMs !== undefined &&
      containers.length > 0
      ? [
          {
            namespace,
            name,
            timestampMs,
            source: 'metrics-server',
            containers: containers.slice(0, 256),
          },
        ]
      : [];
  });
  return pods.filter(isPodUsage);
}

function toContainer(container: Json): ContainerUsage[] {
  const name = asText(container.name);
  const figures = toFigures(container.usage);
  return name && hasFigures(figures) ? [{ name, ...figures }] : [];
}

function nameOf(item: Json): string | undefined {
  return asText(asObject(item.metadata).name);
}

function toFigures(usage: unknown): Omit<ContainerUsage, 'name'> {
  const { cpu, memory } = asObject(usage);
  const cpuCores = parseQuantity(asText(cpu) ?? '');
  const memoryBytes = Math.round(parseQuantity(asText(memory) ?? '') ?? NaN);
  return {
    ...(cpuCores !== undefined && { cpuCores }),
    // A working set that was computed below zero arrives as the greatest number of 64 bits.
    ...(Number.isSafeInteger(memoryBytes) && { memoryBytes }),
  };
}

function hasFigures(figures: object): boolean {
  return Object.keys(figures).length > 0;
}
