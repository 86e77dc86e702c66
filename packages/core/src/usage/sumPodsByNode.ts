import { GPU_RESOURCE } from './gpuResources';
import { isFinished, limitOfPod, requestOfPod } from './podResources';
import type { PodInput } from './types';

/** What the pods of a node ask for together. */
export type PodTotals = {
  /** Pods in phase Running. */
  running: number;
  requested: { cpu: number; memory: number; gpus: number };
  limited: { cpu: number; memory: number };
};

/** No pods at all. */
export function emptyPodTotals(): PodTotals {
  return {
    running: 0,
    requested: { cpu: 0, memory: 0, gpus: 0 },
    limited: { cpu: 0, memory: 0 },
  };
}

/**
 * What the pods ask for, by the node that they were assigned to. Pods that have ended ask for nothing;
 * those on no node yet are left out.
 */
export function sumPodsByNode(
  pods: readonly PodInput[],
): Map<string, PodTotals> {
  const byNode = new Map<string, PodTotals>();
  for (const pod of pods) addPod(byNode, pod);
  return byNode;
}

/** Adds one pod to the totals of its node. */
export function addPod(byNode: Map<string, PodTotals>, pod: PodInput): void {
  const node = pod.data.nodeName;
  if (!node || isFinished(pod)) return;
  const totals = byNode.get(node) ?? emptyPodTotals();
  byNode.set(node, totals);
  const { requested, limited } = totals;
  if (pod.data.phase === 'Running') totals.running += 1;
  requested.cpu += requestOfPod(pod, 'cpu') ?? 0;
  requested.memory += requestOfPod(pod, 'memory') ?? 0;
  requested.gpus += gpusOf(pod);
  limited.cpu += limitOfPod(pod, 'cpu') ?? 0;
  limited.memory += limitOfPod(pod, 'memory') ?? 0;
}

/** GPUs of all makes that a pod asks for. */
function gpusOf(pod: PodInput): number {
  const names = new Set<string>();
  for (const { requests } of pod.data.containers ?? []) {
    for (const name in requests) {
      if (GPU_RESOURCE.test(name)) names.add(name);
    }
  }
  let gpus = 0;
  for (const name of names) gpus += requestOfPod(pod, name) ?? 0;
  return gpus;
}
