import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access, ResourceCondition } from './access';

/** Where an event stands in a list: after it the next page begins. */
export type EventPosition = { lastMs: number; uid: string };

/** Events of one cluster about objects that a caller may see. */
export type EventFilter = {
  access?: Access<ResourceCondition>;
  clusterId: string;
  /** Of the object that an event is about. */
  namespace?: string;
  kind?: string;
  name?: string;
  type?: string;
  reason?: string;
  /** Part of the reason, the message or the object's name, whatever its case. */
  contains?: string;
  /** It last happened then or later. */
  fromMs?: number;
};

/** Reads events as Kubernetes counts them. */
export interface EventStore {
  countEvents(filter: EventFilter): Promise<number>;

  /** At most `limit`, those that happened last first. */
  listEvents(
    query: EventFilter & { limit: number; after?: EventPosition },
  ): Promise<KubernetesEvent[]>;
}
