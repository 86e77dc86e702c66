import type { NodeMetricsOf } from './types';

/** What a workload needs of a node. */
export type NodeConstraints = {
  minCpuCores?: number;
  minMemoryBytes?: number;
  /** Whether a node's labels are those wanted. */
  matchesLabels?: (labels: Readonly<Record<string, string>>) => boolean;
};

/**
 * Whether a pod that needs so much could be put on a node now: it is ready, takes new pods, has room
 * for one more and so much left to ask for. Exactly enough is enough. Taints are not looked at: which
 * of them a pod tolerates is its own affair.
 */
export function fitsConstraints(
  node: NodeMetricsOf,
  constraints: NodeConstraints,
): boolean {
  const { minCpuCores = 0, minMemoryBytes = 0, matchesLabels } = constraints;
  return (
    node.ready &&
    node.schedulable &&
    node.pods.running < node.pods.capacity &&
    node.cpu.available >= minCpuCores &&
    node.memory.available >= minMemoryBytes &&
    (matchesLabels?.(node.labels) ?? true)
  );
}
