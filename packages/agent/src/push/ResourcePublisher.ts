import { createHash } from 'node:crypto';
import {
  EMPTY_RESOURCE_DIGEST,
  resourceKey,
  xorDigests,
  type Resource,
  type ResourceChanges,
  type ResourceId,
  type ResourceKind,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ResourceStore } from '../kubernetes/ResourceStore';
import type { Pack, SendState, StateSection } from './StateSection';

type Change =
  | { key: string; upsert: Resource }
  | { key: string; delete: ResourceId };

/**
 * Brings the backend's copy of the cluster's objects up to date: everything once, then what
 * changed. After each complete part both sides hold the same set, and its digest says so; where it
 * does not the backend asks for everything again.
 */
export class ResourcePublisher implements StateSection {
  readonly pace = 'promptly';
  /** What the backend holds, as digests of single objects. */
  private readonly sent = new Map<string, string>();
  private digest = EMPTY_RESOURCE_DIGEST;
  private needsFull = true;
  private unknown: readonly ResourceKind[] = [];

  constructor(
    private readonly read: {
      resources: ResourceStore;
      /** False while lists are still being read. */
      isSettled: () => boolean;
      /** Kinds that could not be listed yet; once they are everything is sent anew. */
      unknownKinds: () => readonly ResourceKind[];
    },
    /** The newest generation of either side. */
    private generation: number,
    private readonly onTooLarge: (id: ResourceId) => void,
  ) {}

  reset(): void {
    this.needsFull = true;
  }

  async publish(send: SendState, pack: Pack): Promise<void> {
    if (!this.read.isSettled()) return;
    const unknown = this.read.unknownKinds();
    if (unknown.join() !== this.unknown.join()) this.needsFull = true;
    this.unknown = unknown;
    const dirty = this.store.takeDirty();
    try {
      if (this.needsFull) await this.publishFull(send, pack);
      else await this.publishDelta(dirty, { send, pack });
    } catch (error) {
      this.store.returnDirty(dirty);
      throw error;
    }
  }

  private get store(): ResourceStore {
    return this.read.resources;
  }

  private async publishFull(send: SendState, pack: Pack): Promise<void> {
    this.needsFull = false;
    this.generation += 1;
    this.sent.clear();
    this.digest = EMPTY_RESOURCE_DIGEST;
    const resources = [...this.store.all()].map(object => object.resource);
    const pieces = pack(resources, this.onTooLarge);
    if (pieces.length === 0) pieces.push([]);
    try {
      for (const [index, upserts] of pieces.entries()) {
        upserts.forEach(resource => this.note(resourceKey(resource), resource));
        const complete = index === pieces.length - 1;
        await this.send(send, { complete, upserts, deletes: [] });
      }
    } catch (error) {
      this.needsFull = true;
      throw error;
    }
  }

  private async publishDelta(
    dirty: ReadonlyMap<string, ResourceId>,
    { send, pack }: { send: SendState; pack: Pack },
  ): Promise<void> {
    const changes: Change[] = [];
    for (const [key, id] of dirty) {
      const resource = this.store.get(id)?.resource;
      if (resource) changes.push({ key, upsert: resource });
      else if (this.sent.has(key)) changes.push({ key, delete: id });
    }
    const tooLarge: Change[] = [];
    const pieces = pack(changes, change => {
      if (!('upsert' in change)) return;
      this.onTooLarge(change.upsert);
      // Its older, smaller copy is not how it is any more.
      if (this.sent.has(change.key)) {
        const { kind, namespace, name } = change.upsert;
        tooLarge.push({ key: change.key, delete: { kind, namespace, name } });
      }
    });
    if (tooLarge.length > 0) pieces.push(...pack(tooLarge));
    for (const piece of pieces) {
      const upserts = piece.flatMap(c => ('upsert' in c ? c.upsert : []));
      const deletes = piece.flatMap(c => ('delete' in c ? c.delete : []));
      piece.forEach(change =>
        this.note(change.key, 'upsert' in change ? change.upsert : undefined),
      );
      try {
        await this.send(send, { complete: true, upserts, deletes });
      } catch (error) {
        // Whether it was applied is not known, so neither is what the backend holds.
        this.needsFull = true;
        throw error;
      }
    }
  }

  private async send(
    send: SendState,
    changes: Pick<ResourceChanges, 'complete' | 'upserts' | 'deletes'>,
  ): Promise<void> {
    const answer = await send({
      resources: {
        generation: this.generation,
        ...changes,
        ...(changes.complete && { digest: this.digest }),
        ...(this.unknown.length > 0 && { unknownKinds: [...this.unknown] }),
      },
    });
    if (answer.resync) this.needsFull = true;
  }

  private note(key: string, resource: Resource | undefined): void {
    const before = this.sent.get(key);
    if (before) this.digest = xorDigests(this.digest, before);
    if (resource) {
      const member = createHash('sha256')
        .update(`${key}@${resource.resourceVersion}`)
        .digest('hex')
        .slice(0, 16);
      this.digest = xorDigests(this.digest, member);
      this.sent.set(key, member);
    } else {
      this.sent.delete(key);
    }
  }
}
