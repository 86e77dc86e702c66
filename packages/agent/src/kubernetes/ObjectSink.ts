import type { KubeObject } from './KubeObject';

/** Keeps the objects of one kind, as a Reflector sees them. */
export interface ObjectSink {
  /** Begins a complete list. */
  openList(): ObjectList;
  /** An object is new, or has changed. */
  upsert(object: KubeObject): void;
  /** An object is gone. */
  remove(object: KubeObject): void;
}

/** A list that is being read; what was known before stays until it is complete. */
export type ObjectList = {
  add(object: KubeObject): void;
  /** What was not added since the beginning is gone. */
  complete(): void;
};
