import {
  resourceKey,
  type Resource,
  type ResourceId,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { KindEntry } from './kinds';
import type { Json, KubeObject } from './KubeObject';
import type { ObjectSink } from './ObjectSink';
import type { PodLocal } from './trims/pod';

/** A trimmed object: what is sent, and beside it what stays here. */
export type StoredObject = { resource: Resource; local?: PodLocal };

/**
 * The cluster's objects as far as they are watched, trimmed.
 *
 * An object whose trimmed form did not change keeps the `resourceVersion` it was first seen with:
 * the API server changes versions for much that is not kept (a node's heartbeat), and none of that
 * is worth sending.
 */
export class ResourceStore {
  private readonly entries: readonly KindEntry[];
  private readonly buckets = new Map<string, Map<string, StoredObject>>();
  private readonly dirty = new Map<string, ResourceId>();
  private readonly versions = new Map<ResourceKind, number>();

  constructor(entries: readonly KindEntry[]) {
    this.entries = entries;
    entries.forEach(entry => this.buckets.set(entry.id, new Map()));
  }

  /** Takes the objects of one entry from its Reflector. */
  sinkOf(entry: KindEntry): ObjectSink {
    const remove = (object: KubeObject) =>
      this.remove(entry, idOf(entry, object));
    return {
      openList: () => {
        const objects: StoredObject[] = [];
        return {
          add: object => {
            const trimmed = this.trim(entry, object);
            if (trimmed) objects.push(trimmed);
          },
          complete: () => this.replace(entry, objects),
        };
      },
      upsert: object => {
        const trimmed = this.trim(entry, object);
        if (trimmed) this.upsert(entry, trimmed);
        else remove(object);
      },
      remove,
    };
  }

  /** Trims an object; `undefined` if it is left out. */
  trim(entry: KindEntry, object: KubeObject): StoredObject | undefined {
    const trimmed = entry.trim(object);
    if (!trimmed) return undefined;
    const { namespace, name, uid, resourceVersion } = object.metadata;
    return {
      resource: {
        kind: entry.kind,
        ...(namespace && { namespace }),
        name,
        uid,
        resourceVersion,
        data: withoutUndefined(trimmed.data) as Resource['data'],
      },
      ...(trimmed.local && { local: trimmed.local }),
    };
  }

  /** Sets everything that an entry holds, after a complete list. */
  replace(entry: KindEntry, objects: readonly StoredObject[]): void {
    const bucket = this.buckets.get(entry.id)!;
    const gone = new Set(bucket.keys());
    for (const object of objects) {
      gone.delete(resourceKey(object.resource));
      this.upsert(entry, object);
    }
    for (const key of gone) {
      this.remove(entry, bucket.get(key)!.resource);
    }
  }

  upsert(entry: KindEntry, object: StoredObject): void {
    const bucket = this.buckets.get(entry.id)!;
    const key = resourceKey(object.resource);
    const known = bucket.get(key);
    if (known && isSame(known.resource, object.resource)) {
      known.local = object.local;
      return;
    }
    bucket.set(key, object);
    this.touch(key, object.resource);
  }

  remove(entry: KindEntry, id: ResourceId): void {
    const key = resourceKey(id);
    if (this.buckets.get(entry.id)!.delete(key)) {
      this.touch(key, id);
    }
  }

  /** All objects of a kind, each name once. */
  *list(kind: ResourceKind): Generator<StoredObject> {
    const buckets = this.bucketsOf(kind);
    for (const [index, bucket] of buckets.entries()) {
      for (const [key, object] of bucket) {
        if (!buckets.slice(0, index).some(earlier => earlier.has(key))) {
          yield object;
        }
      }
    }
  }

  get(id: ResourceId): StoredObject | undefined {
    const key = resourceKey(id);
    return this.bucketsOf(id.kind)
      .find(bucket => bucket.has(key))
      ?.get(key);
  }

  /** All objects of all kinds. */
  *all(): Generator<StoredObject> {
    for (const kind of new Set(this.entries.map(entry => entry.kind))) {
      yield* this.list(kind);
    }
  }

  /** Rises with every change of a kind. */
  versionOf(kind: ResourceKind): number {
    return this.versions.get(kind) ?? 0;
  }

  /** What changed since the last call, by key. */
  takeDirty(): Map<string, ResourceId> {
    const taken = new Map(this.dirty);
    this.dirty.clear();
    return taken;
  }

  /** Gives back what could not be sent. */
  returnDirty(changes: ReadonlyMap<string, ResourceId>): void {
    changes.forEach((id, key) => this.dirty.set(key, id));
  }

  private bucketsOf(kind: ResourceKind): Map<string, StoredObject>[] {
    return this.entries
      .filter(entry => entry.kind === kind)
      .map(entry => this.buckets.get(entry.id)!);
  }

  private touch(key: string, { kind, namespace, name }: ResourceId): void {
    this.dirty.set(key, { kind, ...(namespace && { namespace }), name });
    this.versions.set(kind, this.versionOf(kind) + 1);
  }
}

function idOf(entry: KindEntry, { metadata }: KubeObject): ResourceId {
  const { namespace, name } = metadata;
  return { kind: entry.kind, ...(namespace && { namespace }), name };
}

function isSame(a: Resource, b: Resource): boolean {
  return a.uid === b.uid && JSON.stringify(a.data) === JSON.stringify(b.data);
}

/** JSON knows no `undefined`; an object that holds one would never equal what was received. */
function withoutUndefined(data: Json): unknown {
  return JSON.parse(JSON.stringify(data));
}
