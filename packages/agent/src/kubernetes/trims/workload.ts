import {
  asNumber,
  asObject,
  asTimeMs,
  commonOf,
  ownerOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { conditionsOf } from './conditions';
import { selectorOf } from './selector';

/** Keeps of a Deployment, StatefulSet or DaemonSet how many pods it wants and has, and its conditions. */
export function trimWorkload(workload: KubeObject): { data: Json } {
  const spec = asObject(workload.spec);
  const status = asObject(workload.status);
  const conditions = conditionsOf(status.conditions);
  return {
    data: {
      ...commonOf(workload),
      owner: ownerOf(workload),
      selector: selectorOf(spec.selector),
      desiredReplicas:
        asNumber(status.desiredNumberScheduled) ?? asNumber(spec.replicas) ?? 1,
      readyReplicas:
        asNumber(status.readyReplicas) ?? asNumber(status.numberReady) ?? 0,
      updatedReplicas:
        asNumber(status.updatedReplicas) ??
        asNumber(status.updatedNumberScheduled),
      ...(conditions.length > 0 && { conditions }),
    },
  };
}

/**
 * Keeps of a ReplicaSet the same. One that wants and has no pods is left out: a Deployment keeps
 * ten of them as its history.
 */
export function trimReplicaSet(
  replicaSet: KubeObject,
): { data: Json } | undefined {
  const wanted = asNumber(asObject(replicaSet.spec).replicas) ?? 1;
  const present = asNumber(asObject(replicaSet.status).replicas) ?? 0;
  return wanted === 0 && present === 0 ? undefined : trimWorkload(replicaSet);
}

/** Keeps of a Job its outcome. */
export function trimJob(job: KubeObject): { data: Json } {
  const status = asObject(job.status);
  return {
    data: {
      ...commonOf(job),
      owner: ownerOf(job),
      active: asNumber(status.active) ?? 0,
      succeeded: asNumber(status.succeeded) ?? 0,
      failed: asNumber(status.failed) ?? 0,
      startedMs: asTimeMs(status.startTime),
      completedMs: asTimeMs(status.completionTime),
    },
  };
}
