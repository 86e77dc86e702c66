import type {
  EntityKind,
  EntityLayer,
  EntityPage,
  ObjectEntity,
} from './types';

const WORKLOADS = new Set([
  'pod',
  'deployment',
  'replicaset',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
]);
const ROUTING = new Set([
  'ingress',
  'ingressroute',
  'traefikservice',
  'httproute',
  'grpcroute',
  'gateway',
  'knativeingress',
]);

/** Objects of Kubernetes by their kind in lower case; what no list knows is of the cluster. */
export function objectKind(kind: string): EntityKind<ObjectEntity> {
  return {
    layer: layerOf(kind),
    toName: ({ namespace, name }) => ({ namespace, segments: [name] }),
    parse: ({ clusterId, namespace, segments: [name] }) =>
      clusterId !== undefined
        ? { kind, clusterId, ...(namespace && { namespace }), name }
        : undefined,
    title: ({ namespace, name }) =>
      namespace === undefined ? name : `${namespace}/${name}`,
    text: ({ namespace, name }) =>
      `${kind} '${namespace === undefined ? name : `${namespace}/${name}`}'`,
    page: object => (kind === 'node' ? nodePage(object) : objectPage(object)),
  };
}

function nodePage({ clusterId, name }: ObjectEntity): EntityPage {
  return { page: 'nodes', segments: [clusterId, name], search: {} };
}

function objectPage(object: ObjectEntity): EntityPage {
  const { kind, clusterId, namespace = '_', name } = object;
  return {
    page: 'clusters',
    segments: [],
    search: {
      cluster: clusterId,
      view: 'objects',
      kind,
      object: `${namespace}/${name}`,
    },
  };
}

function layerOf(kind: string): EntityLayer {
  if (kind === 'node') return 'node';
  if (WORKLOADS.has(kind)) return 'workload';
  return ROUTING.has(kind) ? 'ingress' : 'cluster';
}
