import {
  toKubeTime,
  type KubeMetadata,
  type KubeObject,
} from '../kube/KubeObject';
import { uidOf } from './identity';

/** What an object's metadata is made from. */
export type MetadataInput = {
  seed: number;
  kind: string;
  namespace?: string;
  name: string;
  createdMs: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** The controller. */
  owner?: Pick<KubeObject, 'apiVersion' | 'kind'> & {
    metadata: { name: string; uid?: string };
  };
};

export function metadataOf(
  input: MetadataInput,
): Omit<KubeMetadata, 'resourceVersion'> {
  const { seed, kind, namespace, name, createdMs, labels, annotations, owner } =
    input;
  return {
    name,
    ...(namespace && { namespace }),
    uid: uidOf(seed, kind, namespace ?? '', name),
    creationTimestamp: toKubeTime(createdMs),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...(owner && {
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.metadata.name,
          uid: owner.metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    }),
  };
}
