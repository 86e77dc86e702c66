import { randomUUID } from 'node:crypto';
import { resourceOf } from './resources';
import { toKubeTime, type KubeObject, type NewKubeObject } from './KubeObject';
import { KubeError } from './KubeError';

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One change of one object; `previous` is what it was before. */
export type Change = {
  version: number;
  type: ChangeType;
  /** The plural that names the kind, such as `pods`. */
  plural: string;
  object: KubeObject;
  previous?: KubeObject;
};

const MAX_LOG = 10_000;

/**
 * All objects of the cluster with one version counter and a log of changes to watch from.
 *
 * Stored objects are never changed, only replaced. Versions begin at the seconds of the clock, so
 * that those of an earlier run are always too old and never from the future.
 */
export class ObjectStore {
  private readonly objects = new Map<string, Map<string, KubeObject>>();
  private readonly listeners = new Set<(change: Change) => void>();
  private log: Change[] = [];
  private version: number;
  private compacted: number;

  constructor(private readonly now: () => number) {
    this.version = Math.floor(now() / 1000);
    this.compacted = this.version;
  }

  get currentVersion(): number {
    return this.version;
  }

  /** Changes up to and including this version can no longer be watched from. */
  get compactedVersion(): number {
    return this.compacted;
  }

  get(plural: string, namespace: string | undefined, name: string) {
    return this.objects.get(plural)?.get(keyOf(namespace, name));
  }

  /** All objects of a kind, by namespace and name as the API orders them. */
  list(plural: string): KubeObject[] {
    const entries = [...(this.objects.get(plural) ?? [])];
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([, object]) => object);
  }

  /** Adds an object or replaces the one of its name, which keeps its id and time of creation. */
  apply(object: NewKubeObject): KubeObject {
    const { plural } = resourceOf(object.apiVersion, object.kind);
    const { namespace, name } = object.metadata;
    const previous = this.get(plural, namespace, name);
    this.version += 1;
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: previous?.metadata.uid ?? object.metadata.uid ?? randomUUID(),
        creationTimestamp:
          previous?.metadata.creationTimestamp ??
          object.metadata.creationTimestamp ??
          toKubeTime(this.now()),
        resourceVersion: String(this.version),
      },
    };
    const ofKind = this.objects.get(plural) ?? new Map<string, KubeObject>();
    this.objects.set(plural, ofKind);
    ofKind.set(keyOf(namespace, name), stored);
    this.record(previous ? 'MODIFIED' : 'ADDED', plural, stored, previous);
    return stored;
  }

  /** @throws KubeError 404 if there is no such object */
  remove(
    plural: string,
    namespace: string | undefined,
    name: string,
  ): KubeObject {
    const previous = this.get(plural, namespace, name);
    if (!previous) throw notFound(plural, name);
    this.objects.get(plural)!.delete(keyOf(namespace, name));
    this.version += 1;
    const object = {
      ...previous,
      metadata: { ...previous.metadata, resourceVersion: String(this.version) },
    };
    this.record('DELETED', plural, object, previous);
    return object;
  }

  /** Changes of a kind after `version`, rising; `undefined` if some of them are gone. */
  changesAfter(plural: string, version: number): Change[] | undefined {
    if (version < this.compacted) return undefined;
    return this.log.filter(c => c.version > version && c.plural === plural);
  }

  /** Calls `listener` with every change from now on, until the function returned is called. */
  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Forgets all changes so far: a watch from before now is answered with 410. */
  compact(): void {
    this.version += 1;
    this.log = [];
    this.compacted = this.version;
  }

  private record(
    type: ChangeType,
    plural: string,
    object: KubeObject,
    previous: KubeObject | undefined,
  ): void {
    const change = { version: this.version, type, plural, object, previous };
    this.log.push(change);
    if (this.log.length > MAX_LOG) {
      const dropped = this.log.splice(0, MAX_LOG / 2);
      this.compacted = dropped[dropped.length - 1].version;
    }
    for (const listener of [...this.listeners]) listener(change);
  }
}

export function notFound(plural: string, name: string): KubeError {
  return new KubeError(404, `${plural} "${name}" not found`, 'NotFound', {
    name,
    kind: plural,
  });
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
