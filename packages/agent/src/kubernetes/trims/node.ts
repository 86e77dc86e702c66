import type { NodeData } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  asObject,
  asObjects,
  asText,
  createdMsOf,
  labelsOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { amountsOf } from './amounts';
import { conditionsOf, isReady } from './conditions';

/** Keeps of a node its state and what it is; its heartbeats are left out, they change all the time. */
export function trimNode(node: KubeObject): { data: Json } {
  const spec = asObject(node.spec);
  const status = asObject(node.status);
  const info = asObject(status.nodeInfo);
  const conditions = conditionsOf(status.conditions);
  const data: NodeData = {
    labels: labelsOf(node),
    createdMs: createdMsOf(node),
    ready: isReady(conditions),
    schedulable: spec.unschedulable !== true,
    conditions,
    taints: taintsOf(spec.taints),
    internalIp: asText(
      asObjects(status.addresses).find(a => a.type === 'InternalIP')?.address,
    ),
    kubeletVersion: asText(info.kubeletVersion),
    osImage: asText(info.osImage),
    architecture: asText(info.architecture),
    kernelVersion: asText(info.kernelVersion),
    capacity: amountsOf(status.capacity),
    allocatable: amountsOf(status.allocatable),
  };
  return { data };
}

function taintsOf(value: unknown): NodeData['taints'] {
  const taints = asObjects(value).flatMap(taint => {
    const key = asText(taint.key);
    const effect = asText(taint.effect);
    if (!key || !effect) return [];
    return { key, value: asText(taint.value) || undefined, effect };
  });
  return taints.length > 0 ? taints : undefined;
}
