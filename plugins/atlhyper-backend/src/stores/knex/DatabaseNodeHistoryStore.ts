import type {
  KeptLevels,
  NodeBucket,
  NodeHistoryStore,
  NodeSample,
  UsedBucket,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { LevelRange } from '@atlhyper/core';
import type { Knex } from 'knex';
import { LEVELS_MS } from '../../levels';
import type { NodeName } from '../LatestStore';
import type { PushUnit } from '../Ledger';
import {
  bulkUpsert,
  readInteger,
  type BulkColumn,
  type BulkRow,
} from './dialect';
import {
  METRIC_COLUMNS,
  NODE_HISTORY_COLUMNS,
  NODE_HISTORY_KEY,
} from './nodeColumns';
import { pruneBatches } from './pruneBatches';
import type { DbInteger } from './tables';
import { transactionOf } from './transaction';

const FILESYSTEM_KEY = ['cluster_id', 'node', 'mount', 'start_ms'];

const FILESYSTEM_COLUMNS: BulkColumn[] = [
  { name: 'cluster_id', type: 'text' },
  { name: 'node', type: 'text' },
  { name: 'mount', type: 'text' },
  { name: 'start_ms', type: 'bigint' },
  { name: 'used_sum', type: 'double precision', onConflict: 'add' },
  { name: 'used_count', type: 'bigint', onConflict: 'add' },
];

/** Figures of nodes over time in the plugin's database. */
export class DatabaseNodeHistoryStore implements NodeHistoryStore {
  constructor(private readonly knex: Knex) {}

  async add(unit: PushUnit, samples: readonly NodeSample[]): Promise<void> {
    await bulkUpsert(
      transactionOf(unit),
      {
        table: 'node_history',
        key: NODE_HISTORY_KEY,
        columns: NODE_HISTORY_COLUMNS,
      },
      samples.map(sample => toRow(unit.clusterId, sample)),
    );
    await bulkUpsert(
      transactionOf(unit),
      {
        table: 'filesystem_history',
        key: FILESYSTEM_KEY,
        columns: FILESYSTEM_COLUMNS,
      },
      samples.flatMap(sample => toFilesystemRows(unit.clusterId, sample)),
    );
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
    const filesystems = await this.readFilesystems(node, range);
    return rows.map(row => {
      const bucket = toUsedBucket(row);
      const used = filesystems.get(bucket.startMs);
      return used ? { ...bucket, filesystems: used } : bucket;
    });
  }

  /** Share in use by mount, by hour. */
  private async readFilesystems(
    node: NodeName,
    range: LevelRange,
  ): Promise<Map<number, Record<string, number>>> {
    const found = new Map<number, Record<string, number>>();
    if (range.levelMs !== LEVELS_MS.oneHour) {
      return found;
    }
    const rows: FilesystemRow[] = await this.knex('filesystem_history')
      .where({ cluster_id: node.clusterId, node: node.node })
      .andWhere('start_ms', '>=', range.fromMs)
      .andWhere('start_ms', '<', range.toMs)
      .select('mount', 'start_ms', 'used_sum', 'used_count');
    for (const { mount, start_ms: at, used_sum: sum, used_count: n } of rows) {
      const startMs = readInteger(at);
      const used = found.get(startMs) ?? {};
      found.set(startMs, used);
      used[mount] = Number(sum) / readInteger(n);
    }
    return found;
  }

  async prune({ levels, nowMs }: KeptLevels): Promise<number> {
    let removed = 0;
    for (const { levelMs, keepMs } of levels) {
      removed += await pruneBatches(this.knex, 'node_history', {
        key: ['cluster_id', 'node', 'level_ms', 'start_ms'],
        old: rows =>
          rows
            .where({ level_ms: levelMs })
            .andWhere('start_ms', '<', nowMs - keepMs),
      });
      if (levelMs === LEVELS_MS.oneHour) {
        removed += await pruneBatches(this.knex, 'filesystem_history', {
          key: FILESYSTEM_KEY,
          old: rows => rows.where('start_ms', '<', nowMs - keepMs),
        });
      }
    }
    return removed;
  }
}

type FilesystemRow = {
  mount: string;
  start_ms: DbInteger;
  used_sum: number;
  used_count: DbInteger;
};

type UsedRow = {
  start_ms: DbInteger;
  memory_used_fraction_sum: number | null;
  memory_used_fraction_count: DbInteger | null;
  disk_used_fraction_sum: number | null;
  disk_used_fraction_count: DbInteger | null;
};

/** Kept of hours only, which is what forecasts are learnt from. */
function toFilesystemRows(clusterId: string, sample: NodeSample): BulkRow[] {
  return sample.levelMs === LEVELS_MS.oneHour
    ? Object.entries(sample.filesystems ?? {}).map(([mount, used]) => ({
        cluster_id: clusterId,
        node: sample.node,
        mount,
        start_ms: sample.startMs,
        used_sum: used.sum,
        used_count: used.count,
      }))
    : [];
}

function toRow(clusterId: string, sample: NodeSample): BulkRow {
  const row: BulkRow = {
    cluster_id: clusterId,
    node: sample.node,
    level_ms: sample.levelMs,
    start_ms: sample.startMs,
  };
  for (const { metric, sum, count, max } of METRIC_COLUMNS) {
    const value = sample.metrics[metric];
    if (value) {
      row[sum] = value.sum;
      row[count] = value.count;
      row[max] = value.max;
    }
  }
  return row;
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
