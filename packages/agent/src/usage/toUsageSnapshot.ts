import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { asNumber, asObject, type Json } from '../kubernetes/KubeObject';
import { parseNodeSnapshot } from '../nodes/parseNodeSnapshot';
import type { NodeFigures } from './MetricsSource';

/**
 * The little that Kubernetes knows of a node, as a snapshot: shares of its capacity, and the file
 * system that its kubelet lives on. `undefined` where it knows nothing.
 *
 * The working set stands in for used memory: what is left of the capacity is what pods could have.
 */
export function toUsageSnapshot(
  node: string,
  figures: NodeFigures,
  data: Json,
): NodeSnapshot | undefined {
  const capacity = asObject(data.capacity);
  const cores = asNumber(capacity.cpu);
  const memoryBytes = asNumber(capacity.memory);
  const { cpuCores, memoryBytes: usedBytes, filesystem } = figures;
  const cpu = cores !== undefined && cores > 0 && cpuCores !== undefined;
  const memory = memoryBytes !== undefined && usedBytes !== undefined;
  if (!cpu && !memory && !filesystem) return undefined;
  const used = Math.min(usedBytes ?? 0, memoryBytes ?? 0);
  const parsed = parseNodeSnapshot({
    node,
    timestampMs: figures.timestampMs,
    ...(cpu && {
      cpu: {
        coreCount: Math.ceil(cores),
        usedFraction: Math.min(1, cpuCores / cores),
      },
    }),
    ...(memory && {
      memory: {
        totalBytes: Math.round(memoryBytes),
        usedBytes: Math.round(used),
        availableBytes: Math.round(memoryBytes) - Math.round(used),
      },
    }),
    ...(filesystem && {
      filesystems: [
        {
          mount: '/',
          device: 'kubelet',
          fsType: '',
          totalBytes: filesystem.capacityBytes,
          usedBytes: filesystem.usedBytes,
          availableBytes:
            filesystem.availableBytes ??
            Math.max(0, filesystem.capacityBytes - filesystem.usedBytes),
        },
      ],
    }),
  });
  return 'refused' in parsed ? undefined : parsed.snapshot;
}
