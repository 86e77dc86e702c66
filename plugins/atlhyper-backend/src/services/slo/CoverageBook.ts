import type { ClusterCoverage } from '../../stores/SloStore';

/** An agent pushes every 15 s; one that is silent for so long is not merely late. */
const STALE_AFTER_MS = 5 * 60_000;

/** Knows how much of a stretch of time the agents observed. */
export class CoverageBook {
  private readonly clusters: Map<string, ClusterCoverage>;

  constructor(coverage: readonly ClusterCoverage[]) {
    this.clusters = new Map(coverage.map(one => [one.clusterId, one]));
  }

  /**
   * Share of `[fromMs, toMs)` that was observed, 0–1, in the best observed of the clusters: a
   * cluster that was connected today must not make a figure of the others uncertain. The last
   * minutes count as observed as long as the agent is not silent, because a push takes its time.
   */
  coveredFraction(
    clusterIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): number {
    const shares = clusterIds.map(id => this.shareOf(id, fromMs, toMs));
    return Math.max(0, ...shares);
  }

  /** Whether any of the clusters has been silent lately. */
  isStale(clusterIds: readonly string[], nowMs: number): boolean {
    return clusterIds.some(id => {
      const throughMs = this.clusters.get(id)?.throughMs;
      return throughMs !== undefined && nowMs - throughMs > STALE_AFTER_MS;
    });
  }

  /** Whether any of the clusters is watched by a live agent now: a history alone never alerts. */
  isLive(clusterIds: readonly string[], nowMs: number): boolean {
    return clusterIds.some(id => {
      const throughMs = this.clusters.get(id)?.liveThroughMs;
      return throughMs !== undefined && nowMs - throughMs <= STALE_AFTER_MS;
    });
  }

  private shareOf(clusterId: string, fromMs: number, toMs: number): number {
    const known = this.clusters.get(clusterId);
    if (known?.firstMs === undefined || known.throughMs === undefined) {
      return 0;
    }
    const beginMs = Math.max(fromMs, known.firstMs);
    const endMs =
      toMs - known.throughMs > STALE_AFTER_MS
        ? Math.min(toMs, known.throughMs)
        : toMs;
    let observedMs = Math.max(0, endMs - beginMs);
    for (const gap of known.gaps) {
      const lostMs = Math.min(gap.toMs, endMs) - Math.max(gap.fromMs, beginMs);
      observedMs -= Math.max(0, lostMs);
    }
    return Math.max(0, observedMs) / (toMs - fromMs);
  }
}
