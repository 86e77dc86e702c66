import type {
  GaugeAggregate,
  NodeMetric,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  KeptLevels,
  NodeBucket,
  NodeHistoryStore,
  NodeSample,
  UsedBucket,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { LevelRange } from '@atlhyper/core';
import { LEVELS_MS } from '../../levels';
import type { NodeName } from '../LatestStore';
import type { PushUnit } from '../Ledger';
import { MemoryTransaction } from './MemoryTransaction';

type Sample = NodeSample & { clusterId: string };

/** Figures of nodes over time in memory. */
export class MemoryNodeHistoryStore implements NodeHistoryStore {
  private readonly samples = new Map<string, Sample>();

  async add(unit: PushUnit, samples: readonly NodeSample[]): Promise<void> {
    const { clusterId } = unit;
    MemoryTransaction.of(unit).add(() => {
      for (const sample of samples) {
        const { node, levelMs, startMs } = sample;
        const key = [clusterId, node, levelMs, startMs].join(' ');
        const metrics = { ...this.samples.get(key)?.metrics };
        for (const [name, value] of Object.entries(sample.metrics)) {
          const metric = name as NodeMetric;
          metrics[metric] = plus(metrics[metric], value);
        }
        const filesystems = { ...this.samples.get(key)?.filesystems };
        for (const [mount, used] of Object.entries(sample.filesystems ?? {})) {
          filesystems[mount] = plus(filesystems[mount], used);
        }
        this.samples.set(key, { ...sample, clusterId, metrics, filesystems });
      }
    });
  }

  async readHistory(node: NodeName, range: LevelRange): Promise<NodeBucket[]> {
    return this.select(node, range).map(({ startMs, metrics }) => ({
      startMs,
      metrics: Object.fromEntries(
        Object.entries(metrics).flatMap(([metric, { sum, count, max }]) =>
          count > 0 ? [[metric, { avg: sum / count, max }]] : [],
        ),
      ),
    }));
  }

  async readUsed(node: NodeName, range: LevelRange): Promise<UsedBucket[]> {
    return this.select(node, range).map(({ startMs, metrics, ...one }) => ({
      startMs,
      ...usedOf(range.levelMs, one.filesystems),
      memory: averageOf(metrics.memoryUsedFraction),
      disk: averageOf(metrics.diskUsedFraction),
    }));
  }

  async prune({ levels, nowMs }: KeptLevels): Promise<number> {
    const kept = new Map(levels.map(one => [one.levelMs, nowMs - one.keepMs]));
    const old = [...this.samples].filter(
      ([, one]) => one.startMs < (kept.get(one.levelMs) ?? 0),
    );
    old.forEach(([key]) => this.samples.delete(key));
    return old.length;
  }

  private select({ clusterId, node }: NodeName, range: LevelRange): Sample[] {
    return [...this.samples.values()]
      .filter(
        one =>
          one.clusterId === clusterId &&
          one.node === node &&
          one.levelMs === range.levelMs &&
          one.startMs >= range.fromMs &&
          one.startMs < range.toMs,
      )
      .sort((a, b) => a.startMs - b.startMs);
  }
}

/** Kept of hours only. */
function usedOf(
  levelMs: number,
  filesystems: Sample['filesystems'] = {},
): Pick<UsedBucket, 'filesystems'> {
  const used = Object.entries(filesystems).map(([mount, gauge]) => [
    mount,
    gauge.sum / gauge.count,
  ]);
  return levelMs === LEVELS_MS.oneHour && used.length > 0
    ? { filesystems: Object.fromEntries(used) }
    : {};
}

function plus(
  known: GaugeAggregate | undefined,
  added: GaugeAggregate,
): GaugeAggregate {
  return known
    ? {
        sum: known.sum + added.sum,
        count: known.count + added.count,
        max: Math.max(known.max, added.max),
      }
    : added;
}

function averageOf(value: GaugeAggregate | undefined): number | undefined {
  return value && value.count > 0 ? value.sum / value.count : undefined;
}
