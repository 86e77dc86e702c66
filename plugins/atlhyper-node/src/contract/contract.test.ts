import type {
  NodeBucket,
  NodeHistoryStore,
  NodeSample,
  PushUnit,
  UsedBucket,
} from '../stores';
import { nodeHistoryContract } from './nodeHistoryContract';

type Kept = NodeSample & { clusterId: string };

/** A store outside the plugin's database, which takes each part once by itself. */
class OutsideNodeHistory implements NodeHistoryStore {
  private readonly taken = new Set<string>();
  private kept: Kept[] = [];

  async add(unit: PushUnit, samples: readonly NodeSample[]): Promise<void> {
    const { clusterId, streamId, sequence } = unit;
    const part = `${clusterId} ${streamId} ${sequence}`;
    if (this.taken.has(part)) return;
    this.taken.add(part);
    this.kept.push(...samples.map(one => ({ clusterId, ...one })));
  }

  async readHistory(
    ...[node, range]: Parameters<NodeHistoryStore['readHistory']>
  ): Promise<NodeBucket[]> {
    return this.bucketsOf(node, range).map(([startMs, samples]) => {
      const [name] = Object.keys(samples[0].metrics) as ['load1'];
      const values = samples.map(one => one.metrics[name]!);
      return { startMs, metrics: { [name]: averageOf(values) } };
    });
  }

  async readUsed(
    ...[node, range]: Parameters<NodeHistoryStore['readUsed']>
  ): Promise<UsedBucket[]> {
    return this.bucketsOf(node, range).map(([startMs, samples]) => {
      const ofMounts = samples.flatMap(one =>
        Object.keys(one.filesystems ?? {}),
      );
      const used = ofMounts.map(mount => {
        const own = samples.flatMap(one => one.filesystems?.[mount] ?? []);
        return [mount, averageOf(own)!.avg] as const;
      });
      const memory = samples.flatMap(
        one => one.metrics.memoryUsedFraction ?? [],
      );
      return {
        startMs,
        memory: averageOf(memory)?.avg,
        filesystems: used.length ? Object.fromEntries(used) : undefined,
      };
    });
  }

  async prune({
    levels,
    nowMs,
  }: Parameters<NodeHistoryStore['prune']>[0]): Promise<number> {
    const before = this.kept.length;
    this.kept = this.kept.filter(({ levelMs, startMs }) =>
      levels.some(
        one => one.levelMs === levelMs && startMs >= nowMs - one.keepMs,
      ),
    );
    return before - this.kept.length;
  }

  private bucketsOf(
    node: { clusterId: string; node: string },
    range: { levelMs: number; fromMs: number; toMs: number },
  ): [number, Kept[]][] {
    const buckets = new Map<number, Kept[]>();
    for (const one of this.kept) {
      const isMeant =
        one.clusterId === node.clusterId &&
        one.node === node.node &&
        one.levelMs === range.levelMs &&
        one.startMs >= range.fromMs &&
        one.startMs < range.toMs;
      if (!isMeant) continue;
      buckets.set(one.startMs, [...(buckets.get(one.startMs) ?? []), one]);
    }
    return [...buckets].sort(([a], [b]) => a - b);
  }
}

function averageOf(
  gauges: readonly { sum: number; count: number; max: number }[],
): { avg: number; max: number } | undefined {
  if (gauges.length === 0) return undefined;
  const total = (of: 'sum' | 'count') =>
    gauges.reduce((sum, one) => sum + one[of], 0);
  return {
    avg: total('sum') / total('count'),
    max: Math.max(...gauges.map(one => one.max)),
  };
}

describe('a store that cannot share the ledger’s transaction', () => {
  nodeHistoryContract(async () => ({ store: new OutsideNodeHistory() }));
});
