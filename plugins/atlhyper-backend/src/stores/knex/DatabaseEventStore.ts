import { setImmediate } from 'node:timers/promises';
import type { KubernetesEvent } from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  EventFilter,
  EventPosition,
  EventStore,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Knex } from 'knex';
import type { PushUnit } from '../Ledger';
import { recordEvents } from './operations/recordEvents';
import { pruneBatches } from './pruneBatches';
import { whereAllowed } from '../../access/access';
import { blocksEventLoop, containsText, readInteger } from './dialect';
import type { DbInteger, DbKubernetesEventsRow } from './tables';

/** Columns that are searched for a part of a text. */
const SEARCHED_COLUMNS = ['reason', 'message', 'object_name'];

/** Events that one statement looks at: some 20 ms on SQLite where it searches their texts. */
const EVENTS_PER_STATEMENT = 10_000;

/** A stretch of time: from, inclusive, and before, exclusive; without an end where absent. */
type Slice = { fromMs?: number; beforeMs?: number };

/** Reads events from the plugin's database. */
export class DatabaseEventStore implements EventStore {
  constructor(private readonly knex: Knex) {}

  async record(
    unit: PushUnit,
    events: readonly KubernetesEvent[],
  ): Promise<void> {
    await recordEvents(unit, events);
  }

  async countEvents(filter: EventFilter): Promise<number> {
    let count = 0;
    for await (const slice of this.slices(filter)) {
      const [row]: { things: DbInteger }[] = await this.select(
        filter,
        slice,
      ).select(this.knex.raw('count(*) as things'));
      count += readInteger(row.things);
    }
    return count;
  }

  async listEvents(
    query: EventFilter & { limit: number; after?: EventPosition },
  ): Promise<KubernetesEvent[]> {
    const { limit, after } = query;
    const found: KubernetesEvent[] = [];
    for await (const slice of this.slices(query, after)) {
      const select = this.select(query, slice);
      if (after) {
        select.whereRaw('(last_ms, uid) < (?, ?)', [after.lastMs, after.uid]);
      }
      const rows: DbKubernetesEventsRow[] = await select
        .orderBy([
          { column: 'last_ms', order: 'desc' },
          { column: 'uid', order: 'desc' },
        ])
        .limit(limit - found.length)
        .select();
      found.push(...rows.map(toEvent));
      if (found.length >= limit) {
        break;
      }
    }
    return found;
  }

  /**
   * Stretches of time, newest first, of some thousand events each, where a statement holds up the
   * event loop: a filter that finds few has to look at all events. Those of one object are few, and
   * have an index.
   */
  private async *slices(
    { clusterId, name, fromMs }: EventFilter,
    after?: EventPosition,
  ): AsyncGenerator<Slice> {
    let beforeMs = after && after.lastMs + 1;
    while (name === undefined && blocksEventLoop(this.knex)) {
      const events = this.knex('kubernetes_events').where({
        cluster_id: clusterId,
      });
      const edge: { last_ms: DbInteger } | undefined = await inSlice(events, {
        fromMs,
        beforeMs,
      })
        .orderBy('last_ms', 'desc')
        .offset(EVENTS_PER_STATEMENT)
        .first('last_ms');
      if (!edge) {
        break;
      }
      const sliceFromMs = readInteger(edge.last_ms);
      yield { fromMs: sliceFromMs, beforeMs };
      beforeMs = sliceFromMs;
      await setImmediate();
    }
    yield { fromMs, beforeMs };
  }

  /**
   * An event is seen by who may see the object that it is about. One about an object of no namespace
   * has null there for conditions, which then neither hold nor fail.
   */
  private select(filter: EventFilter, slice: Slice): Knex.QueryBuilder {
    const { clusterId, contains } = filter;
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
    inSlice(select, slice);
    if (contains !== undefined) {
      select.where(any => {
        for (const column of SEARCHED_COLUMNS) {
          any.orWhereRaw(containsText(this.knex, column, contains));
        }
      });
    }
    return select;
  }

  async prune(beforeMs: number, keepPerCluster: number): Promise<number> {
    let removed = 0;
    const clusters: string[] = await this.knex('clusters').pluck('id');
    for (const clusterId of clusters) {
      // The first that is one too many: it and all before it go.
      const excess: { last_ms: string | number } | undefined = await this.knex(
        'kubernetes_events',
      )
        .where({ cluster_id: clusterId })
        .orderBy('last_ms', 'desc')
        .offset(keepPerCluster)
        .first('last_ms');
      const untilMs = Math.max(
        beforeMs,
        excess ? readInteger(excess.last_ms) + 1 : 0,
      );
      removed += await pruneBatches(this.knex, 'kubernetes_events', {
        key: ['cluster_id', 'uid'],
        old: rows =>
          rows
            .where({ cluster_id: clusterId })
            .andWhere('last_ms', '<', untilMs),
      });
    }
    return removed;
  }
}

function inSlice(
  select: Knex.QueryBuilder,
  { fromMs, beforeMs }: Slice,
): Knex.QueryBuilder {
  if (fromMs !== undefined) {
    select.where('last_ms', '>=', fromMs);
  }
  if (beforeMs !== undefined) {
    select.where('last_ms', '<', beforeMs);
  }
  return select;
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
