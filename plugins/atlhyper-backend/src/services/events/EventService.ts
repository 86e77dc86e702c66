import {
  DEFAULT_EVENTS_PER_PAGE,
  type endpoints,
  timeMsSchema,
  type EventsResponse,
  type ParsedInput,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { EventStore } from '@atlhyper/backstage-plugin-atlhyper-node';
import { NotFoundError } from '@backstage/errors';
import type { Access } from '../../access/access';
import type { ClusterStore } from '../../stores/ClusterStore';
import type { Ledger } from '../../stores/Ledger';
import { sourceOfKind } from '../resources/sourceOfKind';
import { z } from 'zod';
import { defineCursor } from '../../cursor';

const CURSOR = defineCursor(
  'events',
  z.object({ lastMs: timeMsSchema, uid: z.string() }),
);

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
      access: Access<'resource'>;
      /** Clusters whose sources the caller may know of. */
      clusters: Access<'cluster'>;
    },
    query: ParsedInput<typeof endpoints.listKubernetesEvents>['query'],
  ): Promise<EventsResponse> {
    const { clusterId, access, clusters } = question;
    const { q, cursor, from_ms: fromMs, ...equal } = query;
    const { limit = DEFAULT_EVENTS_PER_PAGE } = query;
    const after = CURSOR.parse(cursor);
    if (
      access === 'all' &&
      !(await this.options.clusters.hasCluster(clusterId, 'all'))
    ) {
      throw new NotFoundError(`No cluster '${clusterId}'`);
    }
    const filter = { ...equal, fromMs, access, clusterId, contains: q };
    const { events } = this.options;
    // One more than asked for tells whether there is a next page.
    const found = await events.listEvents({
      ...filter,
      after,
      limit: limit + 1,
    });
    const sources = await this.options.ledger.listSources({
      clusterId,
      access: clusters,
    });
    return {
      cluster: clusterId,
      source: sourceOfKind(sources, 'event'),
      total: await events.countEvents(filter),
      events: found.slice(0, limit),
      nextCursor:
        found.length > limit ? CURSOR.format(found[limit - 1]) : undefined,
    };
  }
}
