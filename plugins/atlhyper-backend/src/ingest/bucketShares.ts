import type { LatencyHistogram } from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown, spreadCount } from '@atlhyper/core';
import { isRetained, type RetainedLevel } from '../levels';

/** The share of a slot that a bucket gets: part `index` of `parts` equal ones. */
export type BucketShare = {
  levelMs: number;
  startMs: number;
  parts: number;
  index: number;
};

/**
 * The buckets of all levels that a slot goes to.
 *
 * A slot lies whole in one bucket of every level that is as long or longer. Over the buckets of a
 * finer level it is spread evenly. Buckets that are no longer kept are left out, so a slot may
 * reach only the coarser levels, or none.
 */
export function bucketShares(
  slot: { startMs: number; durationMs: number },
  levels: readonly RetainedLevel[],
  nowMs: number,
): BucketShare[] {
  const shares: BucketShare[] = [];
  for (const level of levels) {
    const { levelMs } = level;
    const parts = Math.max(1, slot.durationMs / levelMs);
    const firstMs = alignDown(slot.startMs, levelMs);
    for (let index = 0; index < parts; index++) {
      const startMs = firstMs + index * levelMs;
      if (isRetained(level, startMs, nowMs)) {
        shares.push({ levelMs, startMs, parts, index });
      }
    }
  }
  return shares;
}

/**
 * The share of each count. Every count is spread for itself, so the shares of all buckets add up
 * to exactly the counts; the counts of one bucket may miss each other's sums by the rounding.
 */
export function shareCounts(
  counts: readonly number[],
  share: BucketShare,
): number[] {
  if (share.parts === 1) {
    return [...counts];
  }
  return counts.map(count => spreadCount(count, share.parts, share.index));
}

/** The share of a histogram; its sum goes with its counts, so that no bucket has one without them. */
export function shareLatency(
  latency: LatencyHistogram,
  share: BucketShare,
): Pick<LatencyHistogram, 'counts' | 'sumMs'> {
  const counts = shareCounts(latency.counts, share);
  const total = sumOf(latency.counts);
  return {
    counts,
    sumMs: total > 0 ? (latency.sumMs * sumOf(counts)) / total : 0,
  };
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
