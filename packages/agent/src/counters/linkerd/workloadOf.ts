import type {
  EdgeKey,
  Resource,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { asObject, asText, textsOf } from '../../kubernetes/KubeObject';
import type { ResourceStore } from '../../kubernetes/ResourceStore';

type Owner = { kind: string; name: string };

/** Between a pod and the workload that a person wrote. */
const BETWEEN = {
  ReplicaSet: { kind: 'replicaset', label: 'deployment', above: 'Deployment' },
  Job: { kind: 'job', label: 'cronjob', above: 'CronJob' },
} as const;

/**
 * The workload that a pod belongs to: Deployment rather than ReplicaSet, CronJob rather than Job,
 * the pod itself where nothing owns it.
 *
 * Where the object between cannot be read (no right to it, or gone by now) the label says it that
 * Linkerd's injector writes, and for a ReplicaSet its name: it ends in the pod's template hash.
 */
export function workloadOf(
  store: ResourceStore,
  pod: Resource,
): EdgeKey['source'] {
  const namespace = pod.namespace ?? 'default';
  const owner = ownerOf(pod);
  // The pods of the kubelet's own manifests belong to their node.
  if (!owner || owner.kind === 'Node') {
    return { namespace, kind: 'pod', workload: pod.name };
  }
  const { kind, name } = aboveOf(store, pod, owner) ?? owner;
  return {
    namespace,
    kind:
      kind
        .toLowerCase()
        .replace(/[^a-z]/g, '')
        .slice(0, 63) || 'pod',
    workload: name,
  };
}

function aboveOf(
  store: ResourceStore,
  pod: Resource,
  owner: Owner,
): Owner | undefined {
  if (owner.kind !== 'ReplicaSet' && owner.kind !== 'Job') return undefined;
  const { kind, label, above } = BETWEEN[owner.kind];
  const { namespace } = pod;
  const found = store.get({ kind, namespace, name: owner.name });
  if (found) return ownerOf(found.resource);
  const labels = textsOf(pod.data.labels);
  const named = labels[`linkerd.io/proxy-${label}`];
  if (named) return { kind: above, name: named };
  const suffix = `-${labels['pod-template-hash']}`;
  return owner.kind === 'ReplicaSet' && owner.name.endsWith(suffix)
    ? { kind: above, name: owner.name.slice(0, -suffix.length) }
    : undefined;
}

function ownerOf({ data }: Resource): Owner | undefined {
  const { kind, name } = asObject(data.owner);
  const owner = { kind: asText(kind), name: asText(name) };
  return owner.kind && owner.name ? (owner as Owner) : undefined;
}
