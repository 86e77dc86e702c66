import {
  DEFAULT_EVENTS_PER_PAGE,
  type EventsQuery,
  type EventsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { NotFoundError } from '@backstage/errors';
import type {
  Access,
  ClusterCondition,
  ResourceCondition,
} from '../../stores/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { EventStore } from '../../stores/EventStore';
import type { Ledger } from '../../stores/Ledger';
import { sourceOfKind } from '../resources/sourceOfKind';
import { formatEventCursor, parseEventCursor } from './eventCursor';

/** Answers what happened in a cluster, as Kubernetes tells it. */
export class EventService {
  constructor(
    private readonly options: {
      events: EventStore;
      ledger: Ledger;
      clusters: ClusterStore;
    },
  ) {}

  /**
   * To who may not see every object, an unknown cluster has no events, like one whose objects are
   * hidden.
   *
   * @throws NotFoundError for an unknown cluster
   * @throws InputError for a cursor that is none of this list
   */
  async listEvents(
    question: {
      clusterId: string;
      access?: Access<ResourceCondition>;
      /** Clusters whose sources the caller may know of. */
      clusters: Access<ClusterCondition> | 'none';
    },
    query: EventsQuery,
  ): Promise<EventsResponse> {
    const { clusterId, access, clusters } = question;
    const { q, cursor, limit = DEFAULT_EVENTS_PER_PAGE, ...equal } = query;
    const after = cursor === undefined ? undefined : parseEventCursor(cursor);
    if (!access && !(await this.options.clusters.hasCluster(clusterId))) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
    const filter = { ...equal, access, clusterId, contains: q };
    const { events } = this.options;
    // One more than asked for tells whether there is a next page.
    const found = await events.listEvents({
      ...filter,
      after,
      limit: limit + 1,
    });
    const sources =
      clusters === 'none'
        ? []
        : await this.options.ledger.listSources({
            clusterId,
            access: clusters,
          });
    return {
      cluster: clusterId,
      source: sourceOfKind(sources, 'event'),
      total: await events.countEvents(filter),
      events: found.slice(0, limit),
      nextCursor:
        found.length > limit ? formatEventCursor(found[limit - 1]) : undefined,
    };
  }
}
