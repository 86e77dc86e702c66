/* eslint-disable max-lines -- one port */
import {
  nodeDataSchema,
  type NetworkProbe,
  type NodeSnapshot,
  type Usage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { NodeInput, PodInput, PodUsageInput } from '@atlhyper/core';
import type { Knex } from 'knex';
import { mapInTurns } from '../../mapInTurns';
import { whereAllowed, type Access } from '../../access/access';
import {
  bytewise,
  inChunks,
  matchesAny,
  readInteger,
  ROWS_PER_STATEMENT,
  type BulkColumn,
} from './dialect';
import type { DbInteger, DbNodeLatestRow } from './tables';
import type {
  LatestStore,
  NodeName,
  PodFilter,
  PodName,
  ReportingNode,
  StoredNode,
} from '../LatestStore';
import type { PushUnit } from '../Ledger';
import { putNewest } from './operations/putNewest';
import { pruneBatches } from './pruneBatches';

const NAME_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
];

/** Pods that one statement reads: on SQLite the event loop waits for it. */
const PODS_PER_STATEMENT = 500;

const POD_NAME_COLUMNS: BulkColumn[] = [
  { name: 'namespace', type: 'text' },
  { name: 'name', type: 'text' },
];

type UsageRow = { namespace: string; name: string; usage_json: string };

type PodRow = {
  namespace: string;
  name: string;
  data_json: string;
  usage_json: string | null;
};

type NodeNameRow = { cluster_id: string; node: string };

type MeasuredNodeRow = {
  name: string;
  data_json: string;
  usage_json: string | null;
  snapshot_json: string | null;
};

/** Tables of what was measured, by the columns of their keys. */
const USAGE_TABLES = {
  pod_usage: ['cluster_id', 'namespace', 'name'],
  node_usage: ['cluster_id', 'node'],
  network_probes: ['cluster_id', 'source_node', 'target_node'],
};

/** What nodes, pods and probes showed last, in the plugin's database. */
export class DatabaseLatestStore implements LatestStore {
  constructor(private readonly knex: Knex) {}

  async putSnapshots(
    unit: PushUnit,
    snapshots: readonly NodeSnapshot[],
  ): Promise<void> {
    await putNewest(unit, {
      table: 'node_latest',
      key: ['node'],
      json: 'snapshot_json',
      items: snapshots,
      keyOf: ({ node }) => [node],
      toStored: one => one,
    });
  }

  async putUsage(unit: PushUnit, usage: Usage): Promise<void> {
    await putNewest(unit, {
      table: 'pod_usage',
      key: ['namespace', 'name'],
      json: 'usage_json',
      items: usage.pods,
      keyOf: ({ namespace, name }) => [namespace, name],
      toStored: ({ source, timestampMs, containers }) => ({
        source,
        timestampMs,
        containers,
      }),
    });
    await putNewest(unit, {
      table: 'node_usage',
      key: ['node'],
      json: 'usage_json',
      items: usage.nodes,
      keyOf: ({ node }) => [node],
      toStored: one => one,
    });
    await putNewest(unit, {
      table: 'network_probes',
      key: ['source_node', 'target_node'],
      json: 'probe_json',
      items: usage.probes,
      keyOf: ({ sourceNode, targetNode }) => [sourceNode, targetNode],
      toStored: one => one,
    });
  }

  async listNodes(query: {
    access: Access<'node'>;
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
    query: { access: Access<'node'>; clusterId?: string },
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

  async listReporting(clusterId?: string): Promise<ReportingNode[]> {
    const cluster = clusterId === undefined ? {} : { cluster_id: clusterId };
    const objects: NodeNameRow[] = await this.knex('resources')
      .where({ kind: 'node', ...cluster })
      .select('cluster_id', 'name as node');
    const reports: (NodeNameRow & { timestamp_ms: DbInteger })[] =
      await this.knex('node_latest')
        .where(cluster)
        .select('cluster_id', 'node', 'timestamp_ms');
    const nodes = new Map<string, ReportingNode>();
    for (const { cluster_id: id, node } of objects) {
      nodes.set(`${id}/${node}`, { clusterId: id, node, isObject: true });
    }
    for (const { cluster_id: id, node, timestamp_ms: atMs } of reports) {
      const key = `${id}/${node}`;
      const known = nodes.get(key) ?? { clusterId: id, node, isObject: false };
      nodes.set(key, { ...known, lastReportMs: readInteger(atMs) });
    }
    return [...nodes.values()];
  }

  async measureNodes(query: {
    access: Access<'node'>;
    clusterId: string;
    name?: string;
    usageFromMs: number;
    snapshotFromMs: number;
  }): Promise<NodeInput[]> {
    const { access, clusterId, name } = query;
    const select = this.knex('resources')
      .leftJoin('node_usage', join =>
        join
          .on('node_usage.cluster_id', 'resources.cluster_id')
          .andOn('node_usage.node', 'resources.name')
          .andOnVal('node_usage.timestamp_ms', '>=', query.usageFromMs),
      )
      .leftJoin('node_latest', join =>
        join
          .on('node_latest.cluster_id', 'resources.cluster_id')
          .andOn('node_latest.node', 'resources.name')
          .andOnVal('node_latest.timestamp_ms', '>=', query.snapshotFromMs),
      )
      .where({ 'resources.cluster_id': clusterId, 'resources.kind': 'node' })
      .orderByRaw('?', [bytewise(this.knex, 'resources.name')]);
    whereAllowed(select, access, {
      cluster: 'resources.cluster_id',
      node: 'resources.name',
    });
    if (name !== undefined) {
      select.where('resources.name', name);
    }
    const rows: MeasuredNodeRow[] = await select.select(
      'resources.name',
      'resources.data_json',
      'node_usage.usage_json',
      'node_latest.snapshot_json',
    );
    return (await mapInTurns(rows, toNodeInput)).flat();
  }

  async measurePods(
    filter: PodFilter & { usageFromMs: number },
  ): Promise<PodInput[]> {
    const pods: PodInput[] = [];
    let after: PodName | undefined;
    for (;;) {
      const select = this.selectWithUsage(filter);
      if (after) {
        select.whereRaw('(resources.namespace, resources.name) > (?, ?)', [
          after.namespace,
          after.name,
        ]);
      }
      // In the order of the primary key, whatever it is: every page goes on where the last ended.
      const rows: PodRow[] = await select
        .orderBy(['resources.namespace', 'resources.name'])
        .limit(PODS_PER_STATEMENT);
      pods.push(...(await mapInTurns(rows, toPod)));
      after = rows[rows.length - 1];
      if (rows.length < PODS_PER_STATEMENT) {
        return pods;
      }
    }
  }

  async countPods(filter: PodFilter): Promise<number> {
    const [row]: { things: DbInteger }[] = await this.selectPods(filter).select(
      this.knex.raw('count(*) as things'),
    );
    return readInteger(row.things);
  }

  async measurePodPage(
    filter: PodFilter & { usageFromMs: number; limit: number; after?: PodName },
  ): Promise<PodInput[]> {
    const keys = ['resources.name', 'resources.namespace'].map(column =>
      bytewise(this.knex, column),
    );
    const select = this.selectWithUsage(filter);
    if (filter.after) {
      const { name, namespace } = filter.after;
      select.whereRaw('(?, ?) > (?, ?)', [...keys, name, namespace]);
    }
    for (const key of keys) {
      select.orderByRaw('?', [key]);
    }
    const rows: PodRow[] = await select.limit(filter.limit);
    return mapInTurns(rows, toPod);
  }

  async findPodUsage(
    names: readonly PodName[],
    query: { clusterId: string; usageFromMs: number },
  ): Promise<(PodName & { usage: PodUsageInput })[]> {
    const found = await inChunks(names, ROWS_PER_STATEMENT, chunk => {
      const keys = chunk.map(({ namespace, name }) => ({ namespace, name }));
      return this.knex('pod_usage')
        .where({ cluster_id: query.clusterId })
        .andWhere('timestamp_ms', '>=', query.usageFromMs)
        .whereRaw(matchesAny(this.knex, POD_NAME_COLUMNS, keys))
        .select<UsageRow[]>('namespace', 'name', 'usage_json');
    });
    return found.flat().map(({ namespace, name, usage_json: usage }) => ({
      namespace,
      name,
      usage: JSON.parse(usage),
    }));
  }

  async listProbes(query: {
    clusterId: string;
    usageFromMs: number;
  }): Promise<NetworkProbe[]> {
    const rows: { probe_json: string }[] = await this.knex('network_probes')
      .where({ cluster_id: query.clusterId })
      .andWhere('timestamp_ms', '>=', query.usageFromMs)
      .orderBy(['source_node', 'target_node'])
      .select('probe_json');
    return mapInTurns(rows, row => JSON.parse(row.probe_json));
  }

  private selectPods(filter: PodFilter): Knex.QueryBuilder {
    const { access, clusterId, namespace, node, name } = filter;
    const select = this.knex('resources').where({
      'resources.cluster_id': clusterId,
      'resources.kind': 'pod',
      ...(namespace !== undefined && { 'resources.namespace': namespace }),
      ...(name !== undefined && { 'resources.name': name }),
      ...(node !== undefined && { 'resources.node_name': node }),
    });
    whereAllowed(select, access, {
      cluster: 'resources.cluster_id',
      namespaces: ['resources.namespace'],
    });
    return select;
  }

  private selectWithUsage(
    filter: PodFilter & { usageFromMs: number },
  ): Knex.QueryBuilder {
    return this.selectPods(filter)
      .leftJoin('pod_usage', join =>
        join
          .on('pod_usage.cluster_id', 'resources.cluster_id')
          .andOn('pod_usage.namespace', 'resources.namespace')
          .andOn('pod_usage.name', 'resources.name')
          .andOnVal('pod_usage.timestamp_ms', '>=', filter.usageFromMs),
      )
      .select(
        'resources.namespace',
        'resources.name',
        'resources.data_json',
        'pod_usage.usage_json',
      );
  }

  async prune(before: {
    usageBeforeMs: number;
    nodesBeforeMs: number;
  }): Promise<number> {
    let removed = await this.pruneNodes(before.nodesBeforeMs);
    for (const [table, key] of Object.entries(USAGE_TABLES)) {
      removed += await pruneBatches(this.knex, table, {
        key,
        old: rows => rows.where('timestamp_ms', '<', before.usageBeforeMs),
      });
    }
    return removed;
  }

  private async pruneNodes(beforeMs: number): Promise<number> {
    return this.knex('node_latest')
      .where('timestamp_ms', '<', beforeMs)
      .whereNotExists(
        this.knex('resources')
          .where({ kind: 'node', namespace: '' })
          .whereRaw('resources.cluster_id = node_latest.cluster_id')
          .whereRaw('resources.name = node_latest.node')
          .select(this.knex.raw('1')),
      )
      .delete();
  }
}

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

/** Data was checked when it was taken in: to check thousands again would take longer than all else. */
function toPod(row: PodRow): PodInput {
  return {
    namespace: row.namespace,
    name: row.name,
    data: JSON.parse(row.data_json),
    usage: row.usage_json ? JSON.parse(row.usage_json) : undefined,
  };
}

/** A node that an older agent sent with less than is computed with here is left out until it comes anew. */
function toNodeInput(row: MeasuredNodeRow): NodeInput[] {
  const data = nodeDataSchema.safeParse(JSON.parse(row.data_json));
  return data.success
    ? [
        {
          name: row.name,
          data: data.data,
          usage: row.usage_json ? JSON.parse(row.usage_json) : undefined,
          snapshot: row.snapshot_json
            ? JSON.parse(row.snapshot_json)
            : undefined,
        },
      ]
    : [];
}
