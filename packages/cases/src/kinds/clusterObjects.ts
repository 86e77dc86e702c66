import { KINDS } from '@atlhyper/agent/src/kubernetes/kinds';
import type { KubeObject } from '@atlhyper/agent/src/kubernetes/KubeObject';
import { ResourceStore } from '@atlhyper/agent/src/kubernetes/ResourceStore';

/** An object as a manifest writes it. */
export type Manifest = KubeObject & { apiVersion: string; kind: string };

/** The agent's store after a watch gave it these objects. */
export function storeOf(objects: readonly Manifest[]): ResourceStore {
  const store = new ResourceStore(KINDS);
  for (const entry of KINDS) {
    const list = store.sinkOf(entry).openList();
    objects
      .filter(object => isOf(entry, object))
      .forEach(object => list.add(asStored(object)));
    list.complete();
  }
  return store;
}

/** What the API server adds to a manifest. */
export function asStored(object: Manifest): KubeObject {
  const { namespace = '', name } = object.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: object.metadata.uid ?? `uid-${object.kind}-${namespace}-${name}`,
      resourceVersion: object.metadata.resourceVersion ?? '1',
    },
  };
}

/** The entry that watches an object. */
export function entryOf(object: Manifest) {
  const entry = KINDS.find(one => isOf(one, object));
  if (!entry) throw new Error(`${object.kind} is not watched`);
  return entry;
}

function isOf(
  { plural, group }: (typeof KINDS)[number],
  object: Manifest,
): boolean {
  const [first, second] = object.apiVersion.split('/');
  const kind = object.kind.toLowerCase();
  return (
    [`${kind}s`, `${kind}es`, kind.replace(/y$/, 'ies')].includes(plural) &&
    group === (second ? first : '')
  );
}
