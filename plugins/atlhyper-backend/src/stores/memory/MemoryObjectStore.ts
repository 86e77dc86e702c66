import {
  EMPTY_RESOURCE_DIGEST,
  resourceKey,
  serviceDataSchema,
  xorDigests,
  type PodData,
  type PushRequest,
  type Resource,
  type ResourceId,
  type ResourceSort,
  type ServiceData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isAllowed, type Access } from '../../access/access';
import { resourceDigest } from '../identityKeys';
import type { PushUnit } from '../Ledger';
import type {
  ObjectStore,
  ResourceFilter,
  ResourcePosition,
  ResourceSelection,
  StoredPod,
  StoredResource,
} from '../ObjectStore';
import { MemoryTransaction } from './MemoryTransaction';

type Kept = Resource & { generation: number };

type ClusterObjects = {
  generation: number;
  sweptGeneration: number;
  objects: ReadonlyMap<string, Kept>;
};

const NOTHING: ClusterObjects = {
  generation: 0,
  sweptGeneration: 0,
  objects: new Map(),
};

/** The objects of clusters in memory. */
export class MemoryObjectStore implements ObjectStore {
  private readonly clusters = new Map<string, ClusterObjects>();

  async apply(
    { clusterId, ...unit }: PushUnit,
    changes: NonNullable<PushRequest['resources']>,
  ): Promise<boolean> {
    const known = this.clusters.get(clusterId) ?? NOTHING;
    const { generation, complete } = changes;
    if (generation < known.generation) {
      return true;
    }
    const objects = new Map(known.objects);
    changes.deletes.forEach(id => objects.delete(resourceKey(id)));
    changes.upserts.forEach(one =>
      objects.set(resourceKey(one), { ...one, generation }),
    );
    const sweeps = complete && known.sweptGeneration < generation;
    for (const [key, one] of sweeps ? objects : []) {
      if (one.generation < generation) {
        objects.delete(key);
      }
    }
    const sweptGeneration = sweeps ? generation : known.sweptGeneration;
    MemoryTransaction.of({ clusterId, ...unit }).add(() =>
      this.clusters.set(clusterId, { generation, sweptGeneration, objects }),
    );
    return (
      complete &&
      changes.digest !== undefined &&
      changes.digest !== digestOf(objects)
    );
  }

  /** Of the newest list of objects; 0 before the first. */
  generationOf(clusterId: string): number {
    return (this.clusters.get(clusterId) ?? NOTHING).generation;
  }

  /** Nodes that clusters have. */
  listNodeNames(): { clusterId: string; node: string; data: unknown }[] {
    return this.all()
      .filter(({ object }) => object.kind === 'node')
      .map(({ clusterId, object: { name, data } }) => ({
        ...{ clusterId, data },
        node: name,
      }));
  }

  async countByKind(query: {
    access: Access<'resource'>;
    clusterId: string;
  }): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { kind } of this.select(query)) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  }

  async listNamespaces(selection: ResourceSelection): Promise<string[]> {
    const found = this.select(selection).flatMap(one => one.namespace ?? []);
    return [...new Set(found)].sort();
  }

  async countResources(filter: ResourceFilter): Promise<number> {
    return this.select(filter).length;
  }

  async listResources(
    query: ResourceFilter & {
      sort: ResourceSort;
      limit: number;
      after?: ResourcePosition;
    },
  ): Promise<{ resource: StoredResource; position: ResourcePosition }[]> {
    const { sort, limit, after } = query;
    const sign = sort.startsWith('-') ? -1 : 1;
    return this.select(query)
      .map(one => ({
        resource: toStored(one),
        position: {
          sortMs: sort.endsWith('created') ? timeOf(one, sign) : undefined,
          name: one.name,
          namespace: one.namespace ?? '',
        },
      }))
      .sort((a, b) => sign * compare(a.position, b.position))
      .filter(one => !after || sign * compare(one.position, after) > 0)
      .slice(0, limit);
  }

  async findResource(query: {
    access: Access<'resource'>;
    clusterId: string;
    id: ResourceId;
  }): Promise<StoredResource | undefined> {
    const key = resourceKey(query.id);
    const found = this.select(query).find(one => resourceKey(one) === key);
    return found && toStored(found);
  }

  async findServices(service: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace: string;
    name: string;
  }): Promise<{ clusterId: string; data: ServiceData }[]> {
    return this.all().flatMap(({ clusterId, object }) => {
      const data = serviceDataSchema.safeParse(object.data);
      return object.kind === 'service' &&
        object.namespace === service.namespace &&
        object.name === service.name &&
        (service.clusterId ?? clusterId) === clusterId &&
        isAllowed(
          { clusterId, namespaces: [service.namespace] },
          service.access,
        ) &&
        data.success
        ? [{ clusterId, data: data.data }]
        : [];
    });
  }

  async listPods(query: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace?: string;
  }): Promise<StoredPod[]> {
    return this.all().flatMap(({ clusterId, object }) => {
      const { kind, namespace = '', name } = object;
      const data = object.data as PodData;
      const isWanted =
        kind === 'pod' &&
        (query.clusterId ?? clusterId) === clusterId &&
        (query.namespace ?? namespace) === namespace &&
        !['Succeeded', 'Failed'].includes(data.phase ?? '') &&
        isAllowed({ clusterId, namespaces: [namespace] }, query.access);
      return isWanted ? [{ clusterId, namespace, name, data }] : [];
    });
  }

  private select(
    query: Partial<ResourceFilter> &
      Pick<ResourceFilter, 'access' | 'clusterId'>,
  ): Kept[] {
    const { access, clusterId, kind, namespace, nameContains = '' } = query;
    const { objects } = this.clusters.get(clusterId) ?? NOTHING;
    return [...objects.values()].filter(one => {
      const namespaces = one.namespace ? [one.namespace] : undefined;
      return (
        isAllowed({ clusterId, namespaces }, access) &&
        (kind ?? one.kind) === one.kind &&
        (namespace ?? one.namespace) === one.namespace &&
        one.name.toLowerCase().includes(nameContains.toLowerCase())
      );
    });
  }

  private all(): { clusterId: string; object: Kept }[] {
    return [...this.clusters]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([clusterId, { objects }]) =>
        [...objects.values()].map(object => ({ clusterId, object })),
      );
  }
}

function digestOf(objects: ReadonlyMap<string, Kept>): string {
  return [...objects.values()]
    .map(one => resourceDigest(one, one.resourceVersion))
    .reduce(xorDigests, EMPTY_RESOURCE_DIGEST);
}

/** What has no time comes last either way. */
function timeOf({ data }: Kept, sign: number): number {
  const none = sign > 0 ? Number.MAX_SAFE_INTEGER : -1;
  return Number(data.createdMs ?? data.startedMs ?? none);
}

function compare(a: ResourcePosition, b: ResourcePosition): number {
  return (
    (a.sortMs ?? 0) - (b.sortMs ?? 0) ||
    compareBytes(a.name, b.name) ||
    compareBytes(a.namespace, b.namespace)
  );
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toStored(one: Kept): StoredResource {
  const { namespace, name, uid, resourceVersion, data } = one;
  return { namespace, name, uid, resourceVersion, data } as StoredResource;
}
