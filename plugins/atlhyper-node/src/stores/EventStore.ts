import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Access } from '../access';
import type { PushUnit } from './PushUnit';

/** Where an event stands in a list: after it the next page begins. */
export type EventPosition = { lastMs: number; uid: string };

/** Events of one cluster about objects that a caller may see. */
export type EventFilter = {
  access: Access<'resource'>;
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

/** Events as Kubernetes counts them. */
export interface EventStore {
  /**
   * Keeps events by their UID. Kubernetes counts repetitions itself, so a count is taken over and
   * never added to; what is older than the row, or was counted less at the same time, changes
   * nothing. One from a clock that is ahead counts as of now, else it would stay the newest for hours.
   */
  record(unit: PushUnit, events: readonly KubernetesEvent[]): Promise<void>;

  countEvents(filter: EventFilter): Promise<number>;

  /** At most `limit`, those that happened last first. */
  listEvents(
    query: EventFilter & { limit: number; after?: EventPosition },
  ): Promise<KubernetesEvent[]>;

  /** Removes those that last happened before `beforeMs`, and of each cluster all but the newest. */
  prune(beforeMs: number, keepPerCluster: number): Promise<number>;
}
