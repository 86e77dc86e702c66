import {
  serviceDataSchema,
  type ServiceData,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { mapInTurns } from '../../mapInTurns';
import { whereAllowed, type Access, type NodeCondition } from '../access';
import {
  inChunks,
  matchesAny,
  readInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
} from './dialect';
import { METRIC_COLUMNS } from './nodeColumns';
import type {
  NodeBucket,
  NodeName,
  NodeStore,
  StoredNode,
  StoredPod,
  UsedBucket,
} from '../NodeStore';
import type { DbInteger, DbResourcesRow, DbNodeLatestRow } from './tables';

const NAME_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
];

/** Pods that one statement reads: on SQLite the event loop waits for it. */
const PODS_PER_STATEMENT = 500;

/** Reads nodes and pods from the plugin's database. */
export class DatabaseNodeStore implements NodeStore {
  constructor(private readonly knex: Knex) {}

  async listNodes(query: {
    access?: Access<NodeCondition>;
    clusterId?: string;
    names?: readonly NodeName[];
  }): Promise<StoredNode[]> {
    const { names } = query;
    if (!names) {
      return this.selectNodes(query);
    }
    const keys = names.map(n => ({ cluster_id: n.clusterId, node: n.node }));
    const found = await inChunks(keys, ROWS_PER_STATEMENT, chunk =>
      this.selectNodes(query, matchesAny(this.knex, NAME_COLUMNS, chunk)),
    );
    return found.flat();
  }

  /** Collectors may know a node that the API lacks, and the other way round. */
  private async selectNodes(
    query: { access?: Access<NodeCondition>; clusterId?: string },
    condition?: Knex.Raw,
  ): Promise<StoredNode[]> {
    const cluster =
      query.clusterId === undefined ? {} : { cluster_id: query.clusterId };
    const known = this.knex('resources')
      .where({ kind: 'node', ...cluster })
      .select('cluster_id', 'name as node');
    const reported = this.knex('node_latest')
      .where(cluster)
      .select('cluster_id', 'node');
    const named = this.knex.from(known.union(reported).as('named'));
    whereAllowed(named, query.access, { cluster: 'cluster_id', node: 'node' });
    if (condition) {
      named.whereRaw(condition);
    }
    const rows: NodeRow[] = await this.knex
      .from(named.select('cluster_id', 'node').as('nodes'))
      .leftJoin('node_latest', {
        'node_latest.cluster_id': 'nodes.cluster_id',
        'node_latest.node': 'nodes.node',
      })
      .orderBy(['nodes.cluster_id', 'nodes.node'])
      .select('nodes.cluster_id', 'nodes.node', 'node_latest.snapshot_json');
    return mapInTurns(rows, toNode);
  }

  async readHistory(node: NodeName, range: LevelRange): Promise<NodeBucket[]> {
    const rows = await this.knex('node_history')
      .where({
        cluster_id: node.clusterId,
        node: node.node,
        level_ms: range.levelMs,
      })
      .andWhere('start_ms', '>=', range.fromMs)
      .andWhere('start_ms', '<', range.toMs)
      .orderBy('start_ms')
      .select();
    return rows.map(toBucket);
  }

  async readUsed(node: NodeName, range: LevelRange): Promise<UsedBucket[]> {
    const rows: UsedRow[] = await this.knex('node_history')
      .where({
        cluster_id: node.clusterId,
        node: node.node,
        level_ms: range.levelMs,
      })
      .andWhere('start_ms', '>=', range.fromMs)
      .andWhere('start_ms', '<', range.toMs)
      .orderBy('start_ms')
      .select(
        'start_ms',
        'memory_used_fraction_sum',
        'memory_used_fraction_count',
        'disk_used_fraction_sum',
        'disk_used_fraction_count',
      );
    return rows.map(toUsedBucket);
  }

  async findServices(service: {
    clusterId?: string;
    namespace: string;
    name: string;
  }): Promise<{ clusterId: string; data: ServiceData }[]> {
    const query = this.knex<DbResourcesRow>('resources').where({
      kind: 'service',
      namespace: service.namespace,
      name: service.name,
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
    access?: Access<NodeCondition>;
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
    access?: Access<NodeCondition>;
    clusterId?: string;
    namespace?: string;
  }): Knex.QueryBuilder {
    const select = this.knex('resources').where('kind', 'pod');
    whereAllowed(select, query.access, {
      cluster: 'cluster_id',
      node: 'node_name',
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

type PodRow = Pick<
  DbResourcesRow,
  'cluster_id' | 'namespace' | 'name' | 'data_json'
>;

type UsedRow = {
  start_ms: DbInteger;
  memory_used_fraction_sum: number | null;
  memory_used_fraction_count: DbInteger | null;
  disk_used_fraction_sum: number | null;
  disk_used_fraction_count: DbInteger | null;
};

type NodeRow = Pick<DbNodeLatestRow, 'cluster_id' | 'node'> & {
  snapshot_json: string | null;
};

function toNode(row: NodeRow): StoredNode {
  return {
    clusterId: row.cluster_id,
    node: row.node,
    snapshot: row.snapshot_json ? JSON.parse(row.snapshot_json) : undefined,
  };
}

function toUsedBucket(row: UsedRow): UsedBucket {
  const averageOf = (sum: DbInteger | null, count: DbInteger | null) =>
    readInteger(count) > 0 ? Number(sum) / readInteger(count) : undefined;
  return {
    startMs: readInteger(row.start_ms),
    memory: averageOf(
      row.memory_used_fraction_sum,
      row.memory_used_fraction_count,
    ),
    disk: averageOf(row.disk_used_fraction_sum, row.disk_used_fraction_count),
  };
}

function toBucket(row: Record<string, string | number | null>): NodeBucket {
  const metrics: NodeBucket['metrics'] = {};
  for (const { metric, sum, count, max } of METRIC_COLUMNS) {
    const samples = readInteger(row[count]);
    if (samples > 0) {
      metrics[metric] = {
        avg: Number(row[sum]) / samples,
        max: Number(row[max]),
      };
    }
  }
  return { startMs: readInteger(row.start_ms), metrics };
}

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
