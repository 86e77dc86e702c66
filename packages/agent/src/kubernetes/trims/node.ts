import {
  asObject,
  asObjects,
  asText,
  labelsOf,
  textsOf,
  type Json,
  type KubeObject,
} from '../KubeObject';

/** Keeps of a node its state and what it is; its heartbeats are left out, they change all the time. */
export function trimNode(node: KubeObject): { data: Json } {
  const status = asObject(node.status);
  const info = asObject(status.nodeInfo);
  const conditions = asObjects(status.conditions);
  return {
    data: {
      labels: labelsOf(node),
      ready: conditions.some(c => c.type === 'Ready' && c.status === 'True'),
      schedulable: asObject(node.spec).unschedulable !== true,
      conditions: conditions
        .filter(c => c.type !== 'Ready' && c.status === 'True')
        .map(c => asText(c.type) ?? ''),
      internalIp: asText(
        asObjects(status.addresses).find(a => a.type === 'InternalIP')?.address,
      ),
      kubeletVersion: asText(info.kubeletVersion),
      osImage: asText(info.osImage),
      architecture: asText(info.architecture),
      kernelVersion: asText(info.kernelVersion),
      capacity: textsOf(status.capacity),
      allocatable: textsOf(status.allocatable),
    },
  };
}
