import type { UsedSample } from './lastRegime';

/** Nodes with this share of the capacity must have been seen at a time. */
export const LEAST_COVERAGE = 0.9;

/**
 * What several nodes use together, as a share of what they have together. A time at which nodes with
 * less than 90 % of the capacity were seen is left out: a node that comes or goes is no growth.
 */
export function sumSeries(
  nodes: readonly { capacity: number; samples: readonly UsedSample[] }[],
): UsedSample[] {
  const total = nodes.reduce((sum, node) => sum + node.capacity, 0);
  const byTime = new Map<number, { used: number; capacity: number }>();
  for (const { capacity, samples } of nodes) {
    for (const { atMs, usedFraction } of samples) {
      const sums = byTime.get(atMs) ?? { used: 0, capacity: 0 };
      byTime.set(atMs, sums);
      sums.used += usedFraction * capacity;
      sums.capacity += capacity;
    }
  }
  return [...byTime]
    .filter(([, sums]) => total > 0 && sums.capacity >= LEAST_COVERAGE * total)
    .sort(([a], [b]) => a - b)
    .map(([atMs, { used, capacity }]) => ({
      atMs,
      usedFraction: used / capacity,
    }));
}
