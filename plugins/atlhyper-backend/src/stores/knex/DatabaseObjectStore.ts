import {
  serviceDataSchema,
  type PushRequest,
  type ResourceId,
  type ResourceSort,
  type ServiceData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Knex } from 'knex';
import { whereAllowed, type Access } from '../../access/access';
import { bytewise, containsText, firstNumberOf, readInteger } from './dialect';
import type { PushUnit } from '../Ledger';
import type {
  ObjectStore,
  ResourceFilter,
  ResourcePosition,
  ResourceSelection,
  StoredPod,
  StoredResource,
} from '../ObjectStore';
import { mapInTurns } from '../../mapInTurns';
import { applyResources } from './operations/applyResources';
import { transactionOf } from './transaction';
import type { DbInteger, DbResourcesRow } from './tables';

/** Pods that one statement reads: on SQLite the event loop waits for it. */
const PODS_PER_STATEMENT = 500;

/** Fields of an object's data that tell its age, best first: pods and jobs have a start only. */
const TIME_FIELDS = ['createdMs', 'startedMs'];

/** What an object without a time is sorted by, so that it comes last. */
const NO_TIME_MS = { created: Number.MAX_SAFE_INTEGER, '-created': -1 };

type ResourceRow = Pick<
  DbResourcesRow,
  'namespace' | 'name' | 'uid' | 'resource_version' | 'data_json'
> & { sort_ms?: number };

/** Objects from the plugin's database. */
export class DatabaseObjectStore implements ObjectStore {
  constructor(private readonly knex: Knex) {}

  async apply(
    unit: PushUnit,
    changes: NonNullable<PushRequest['resources']>,
  ): Promise<boolean> {
    return applyResources(transactionOf(unit), unit.clusterId, changes);
  }

  async countByKind(query: {
    access: Access<'resource'>;
    clusterId: string;
  }): Promise<Map<string, number>> {
    const rows: { kind: string; things: DbInteger }[] = await this.select(query)
      .groupBy('kind')
      .select('kind', this.knex.raw('count(*) as things'));
    return new Map(rows.map(row => [row.kind, readInteger(row.things)]));
  }

  async listNamespaces(selection: ResourceSelection): Promise<string[]> {
    const rows: { namespace: string }[] = await this.select(selection)
      .whereNot('namespace', '')
      .distinct('namespace');
    return rows.map(row => row.namespace).sort();
  }

  async countResources(filter: ResourceFilter): Promise<number> {
    const [row]: { things: DbInteger }[] = await this.selectFiltered(
      filter,
    ).select(this.knex.raw('count(*) as things'));
    return readInteger(row.things);
  }

  async listResources(
    query: ResourceFilter & {
      sort: ResourceSort;
      limit: number;
      after?: ResourcePosition;
    },
  ): Promise<{ resource: StoredResource; position: ResourcePosition }[]> {
    const { sort, limit, after } = query;
    const direction = sort.startsWith('-') ? 'desc' : 'asc';
    const byTime = this.sortMs(sort);
    const keys = [
      ...(byTime ? [byTime] : []),
      bytewise(this.knex, 'name'),
      bytewise(this.knex, 'namespace'),
    ];
    const select = this.selectFiltered(query);
    if (after) {
      const values = [...(byTime ? [after.sortMs!] : []), after.name];
      select.whereRaw(
        `(${keys.map(() => '?').join(', ')}) ${
          direction === 'asc' ? '>' : '<'
        } (${keys.map(() => '?').join(', ')})`,
        [...keys, ...values, after.namespace],
      );
    }
    for (const key of keys) {
      select.orderByRaw(`? ${direction}`, [key]);
    }
    const rows: ResourceRow[] = await select
      .limit(limit)
      .select('namespace', 'name', 'uid', 'resource_version', 'data_json')
      .modify(one => {
        if (byTime) one.select(this.knex.raw('? as sort_ms', [byTime]));
      });
    return rows.map(row => ({
      resource: toResource(row),
      position: {
        sortMs: byTime && Number(row.sort_ms),
        name: row.name,
        namespace: row.namespace,
      },
    }));
  }

  async findResource(query: {
    access: Access<'resource'>;
    clusterId: string;
    id: ResourceId;
  }): Promise<StoredResource | undefined> {
    const { kind, namespace = '', name } = query.id;
    const row: ResourceRow | undefined = await this.select({ ...query, kind })
      .where({ namespace, name })
      .first();
    return row && toResource(row);
  }

  private selectFiltered(filter: ResourceFilter): Knex.QueryBuilder {
    const { namespace, nameContains } = filter;
    const select = this.select(filter);
    if (namespace !== undefined) {
      select.where({ namespace });
    }
    if (nameContains !== undefined) {
      select.whereRaw(containsText(this.knex, 'name', nameContains));
    }
    return select;
  }

  /**
   * Objects that the caller may see. What has no namespace has null there for conditions, which then
   * neither hold nor fail: "all namespaces but these" shows no node.
   */
  private select(query: {
    access: Access<'resource'>;
    clusterId: string;
    kind?: string;
  }): Knex.QueryBuilder {
    const { access, clusterId, kind } = query;
    const stored = this.knex('resources')
      .where({ cluster_id: clusterId, ...(kind !== undefined && { kind }) })
      .select('*', this.knex.raw(`nullif(namespace, '') as own_namespace`));
    const select = this.knex.from(stored.as('objects'));
    whereAllowed(select, access, {
      cluster: 'cluster_id',
      namespaces: ['own_namespace'],
    });
    return select;
  }

  private sortMs(sort: ResourceSort): Knex.Raw | undefined {
    return sort === 'created' || sort === '-created'
      ? this.knex.raw(`coalesce(?, ${NO_TIME_MS[sort]})`, [
          firstNumberOf(this.knex, 'data_json', TIME_FIELDS),
        ])
      : undefined;
  }

  async findServices(service: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace: string;
    name: string;
  }): Promise<{ clusterId: string; data: ServiceData }[]> {
    const query = this.knex<DbResourcesRow>('resources').where({
      kind: 'service',
      namespace: service.namespace,
      name: service.name,
    });
    whereAllowed(query, service.access, {
      cluster: 'cluster_id',
      namespaces: ['namespace'],
    });
    if (service.clusterId !== undefined) {
      query.where({ cluster_id: service.clusterId });
    }
    const rows = await query.orderBy('cluster_id').select();
    return rows.flatMap(row => {
      const data = serviceDataSchema.safeParse(JSON.parse(row.data_json));
      return data.success
        ? [{ clusterId: row.cluster_id, data: data.data }]
        : [];
    });
  }

  async listPods(query: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace?: string;
  }): Promise<StoredPod[]> {
    const pods: StoredPod[] = [];
    let after: PodRow | undefined;
    for (;;) {
      const select = this.selectPods(query);
      if (after) {
        select.whereRaw('(namespace, name, cluster_id) > (?, ?, ?)', [
          after.namespace,
          after.name,
          after.cluster_id,
        ]);
      }
      const rows: PodRow[] = await select.limit(PODS_PER_STATEMENT);
      pods.push(...(await mapInTurns(rows, toPod)));
      after = rows[rows.length - 1];
      if (rows.length < PODS_PER_STATEMENT) {
        return pods.filter(pod => !hasEnded(pod));
      }
    }
  }

  private selectPods(query: {
    access: Access<'resource'>;
    clusterId?: string;
    namespace?: string;
  }): Knex.QueryBuilder {
    const select = this.knex('resources').where('kind', 'pod');
    whereAllowed(select, query.access, {
      cluster: 'cluster_id',
      namespaces: ['namespace'],
    });
    if (query.clusterId !== undefined) {
      select.where('cluster_id', query.clusterId);
    }
    if (query.namespace !== undefined) {
      select.where('namespace', query.namespace);
    }
    return select
      .orderBy(['namespace', 'name', 'cluster_id'])
      .select('cluster_id', 'namespace', 'name', 'data_json');
  }
}

function toResource(row: ResourceRow): StoredResource {
  return {
    namespace: row.namespace || undefined,
    name: row.name,
    uid: row.uid,
    resourceVersion: row.resource_version,
    data: JSON.parse(row.data_json),
  };
}

type PodRow = Pick<
  DbResourcesRow,
  'cluster_id' | 'namespace' | 'name' | 'data_json'
>;

/** Checked when it was taken in: to check thousands again would take longer than all the rest. */
function toPod(row: PodRow): StoredPod {
  return {
    clusterId: row.cluster_id,
    namespace: row.namespace,
    name: row.name,
    data: JSON.parse(row.data_json),
  };
}

function hasEnded({ data }: StoredPod): boolean {
  return data.phase === 'Succeeded' || data.phase === 'Failed';
}
