import type {
  PodData,
  PushRequest,
  ServiceData,
  ResourceId,
  ResourceKind,
  ResourceSort,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { JsonObject } from '@backstage/types';
import type { Access } from '../access/access';
import type { PushUnit } from './Ledger';

/** Where an object stands in a list: after it the next page begins. */
export type ResourcePosition = {
  /** What is sorted by before the name; only where the list is sorted by it. */
  sortMs?: number;
  name: string;
  /** '' for what belongs to the cluster. */
  namespace: string;
};

export type StoredResource = {
  namespace?: string;
  name: string;
  uid: string;
  resourceVersion: string;
  data: JsonObject;
};

/** Objects of one kind in one cluster that a caller may see. */
export type ResourceSelection = {
  access: Access<'resource'>;
  clusterId: string;
  kind: ResourceKind;
};

/** Which of a selection are meant. */
export type ResourceFilter = ResourceSelection & {
  namespace?: string;
  /** Part of the name, whatever its case. */
  nameContains?: string;
};

export type StoredPod = {
  clusterId: string;
  namespace: string;
  name: string;
  data: PodData;
};

/** The objects of clusters as they are now. */
export interface ObjectStore {
  /**
   * Applies a change of the cluster's objects and keeps the digest of them all.
   *
   * True where the sender must send its full state: after a complete part whose digest differs, or
   * for a part of a generation that is older than what is stored, which is left alone.
   */
  apply(
    unit: PushUnit,
    changes: NonNullable<PushRequest['resources']>,
  ): Promise<boolean>;

  /** Kinds without objects are left out. */
  countByKind(query: {
    access: Access<'resource'>;
    clusterId: string;
  }): Promise<Map<string, number>>;

  /** Namespaces that hold objects of the kind; rising. */
  listNamespaces(selection: ResourceSelection): Promise<string[]>;

  countResources(filter: ResourceFilter): Promise<number>;

  /**
   * At most `limit` objects after a position, each with its own.
   *
   * Names rise bytewise, within a name the namespaces. By time, what has none comes last either way.
   */
  listResources(
    query: ResourceFilter & {
      sort: ResourceSort;
      limit: number;
      after?: ResourcePosition;
    },
  ): Promise<{ resource: StoredResource; position: ResourcePosition }[]>;

  findResource(query: {
    access: Access<'resource'>;
    clusterId: string;
    id: ResourceId;
  }): Promise<StoredResource | undefined>;

  /** Services with this name, in one cluster or in all. */
  findServices(service: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace: string;
    name: string;
  }): Promise<{ clusterId: string; data: ServiceData }[]>;

  /** Pods that have not ended. */
  listPods(query: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace?: string;
  }): Promise<StoredPod[]>;
}
