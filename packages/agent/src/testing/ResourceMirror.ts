import { createHash } from 'node:crypto';
import {
  resourceKey,
  xorDigests,
  type PushRequest,
  type Resource,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** The backend's side: applies what arrives and compares digests, as the protocol says. */
export class ResourceMirror {
  generation = 0;
  private readonly objects = new Map<
    string,
    { generation: number; resource: Resource }
  >();

  apply(push: PushRequest): { resync: boolean } {
    const changes = push.resources;
    if (!changes) return { resync: false };
    this.generation = Math.max(this.generation, changes.generation);
    for (const resource of changes.upserts) {
      this.objects.set(resourceKey(resource), {
        generation: changes.generation,
        resource,
      });
    }
    changes.deletes.forEach(id => this.objects.delete(resourceKey(id)));
    if (!changes.complete) return { resync: false };
    for (const [key, { generation }] of this.objects) {
      if (generation < changes.generation) this.objects.delete(key);
    }
    return { resync: changes.digest !== this.digest() };
  }

  forget(name: string): void {
    for (const key of this.objects.keys()) {
      if (key.endsWith(`/${name}`)) this.objects.delete(key);
    }
  }

  names(): string[] {
    return this.resources()
      .map(resource => resource.name)
      .sort();
  }

  resources(): Resource[] {
    return [...this.objects.values()].map(({ resource }) => resource);
  }

  private digest(): string {
    return [...this.objects].reduce(
      (sum, [key, { resource }]) =>
        xorDigests(
          sum,
          createHash('sha256')
            .update(`${key}@${resource.resourceVersion}`)
            .digest('hex')
            .slice(0, 16),
        ),
      '0'.repeat(16),
    );
  }
}
