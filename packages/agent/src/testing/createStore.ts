import { KINDS } from '../kubernetes/kinds';
import type { KubeObject } from '../kubernetes/KubeObject';
import { ResourceStore } from '../kubernetes/ResourceStore';

const of = (id: string) => KINDS.find(kind => kind.id === id)!;

/** A cluster's nodes and pods, as the agent keeps them. */
export function createStore(objects: {
  nodes?: {
    name: string;
    capacity?: Record<string, string>;
    status?: object;
  }[];
  pods?: {
    name: string;
    namespace?: string;
    ip?: string;
    node?: string;
    labels?: Record<string, string>;
    phase?: string;
    spec?: object;
    status?: object;
  }[];
}): ResourceStore {
  const store = new ResourceStore(KINDS);
  const put = (kind: string, object: KubeObject) =>
    store.sinkOf(of(kind)).upsert(object);
  for (const { name, capacity = {}, status } of objects.nodes ?? []) {
    put('node', {
      metadata: { name, uid: `uid-${name}`, resourceVersion: '1' },
      spec: {},
      status: { capacity, allocatable: capacity, ...status },
    });
  }
  for (const pod of objects.pods ?? []) {
    const { name, namespace = 'default', ip, node, labels } = pod;
    put('pod', {
      metadata: {
        name,
        namespace,
        uid: `uid-${namespace}-${name}`,
        resourceVersion: '1',
        labels,
      },
      spec: { nodeName: node, ...pod.spec },
      status: { phase: pod.phase ?? 'Running', podIP: ip, ...pod.status },
    });
  }
  return store;
}
