import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { whereAllowed } from './access';
import { containsText, readInteger } from './dialect';
import type { EventFilter, EventPosition, EventStore } from './EventStore';
import type { DbInteger, DbKubernetesEventsRow } from './tables';

/** Columns that are searched for a part of a text. */
const SEARCHED_COLUMNS = ['reason', 'message', 'object_name'];

/** Reads events from the plugin's database. */
export class DatabaseEventStore implements EventStore {
  constructor(private readonly knex: Knex) {}

  async countEvents(filter: EventFilter): Promise<number> {
    const [row]: { things: DbInteger }[] = await this.select(filter).select(
      this.knex.raw('count(*) as things'),
    );
    return readInteger(row.things);
  }

  async listEvents(
    query: EventFilter & { limit: number; after?: EventPosition },
  ): Promise<KubernetesEvent[]> {
    const select = this.select(query);
    if (query.after) {
      const { lastMs, uid } = query.after;
      select.whereRaw('(last_ms, uid) < (?, ?)', [lastMs, uid]);
    }
    const rows: DbKubernetesEventsRow[] = await select
      .orderBy([
        { column: 'last_ms', order: 'desc' },
        { column: 'uid', order: 'desc' },
      ])
      .limit(query.limit)
      .select();
    return rows.map(toEvent);
  }

  /**
   * An event is seen by who may see the object that it is about. One about an object of no namespace
   * has null there for conditions, which then neither hold nor fail.
   */
  private select(filter: EventFilter): Knex.QueryBuilder {
    const { clusterId, contains, fromMs } = filter;
    const equal = {
      cluster_id: clusterId,
      object_namespace: filter.namespace,
      object_kind: filter.kind,
      object_name: filter.name,
      type: filter.type,
      reason: filter.reason,
    };
    const select = this.knex('kubernetes_events').where(
      Object.fromEntries(
        Object.entries(equal).filter(([, value]) => value !== undefined),
      ),
    );
    whereAllowed(select, filter.access, {
      cluster: 'cluster_id',
      namespaces: ['object_namespace'],
    });
    if (fromMs !== undefined) {
      select.where('last_ms', '>=', fromMs);
    }
    if (contains !== undefined) {
      select.where(any => {
        for (const column of SEARCHED_COLUMNS) {
          any.orWhereRaw(containsText(this.knex, column, contains));
        }
      });
    }
    return select;
  }
}

function toEvent(row: DbKubernetesEventsRow): KubernetesEvent {
  return {
    uid: row.uid,
    namespace: row.namespace ?? undefined,
    type: row.type,
    reason: row.reason,
    message: row.message,
    object: {
      kind: row.object_kind,
      namespace: row.object_namespace ?? undefined,
      name: row.object_name,
      uid: row.object_uid ?? undefined,
    },
    reporter: row.reporter ?? undefined,
    node: row.node ?? undefined,
    count: readInteger(row.count),
    firstMs: readInteger(row.first_ms),
    lastMs: readInteger(row.last_ms),
  };
}
