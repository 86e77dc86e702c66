import type { ClusterCoverage, Stretch } from '../../stores/Ledger';

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
   * cluster that was connected today must not make a figure of the others uncertain.
   *
   * Observed is what the live agents covered and what a history covers that was loaded, without
   * gaps. The last minutes count as observed while the agent is not silent, because a push takes
   * its time.
   */
  coveredFraction(
    clusterIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): number {
    const shares = clusterIds.map(id => this.shareOf(id, { fromMs, toMs }));
    return Math.max(0, ...shares);
  }

  /** Whether any of the clusters has been silent lately. */
  isStale(clusterIds: readonly string[], nowMs: number): boolean {
    return clusterIds.some(id => {
      const known = this.clusters.get(id);
      const throughMs = Math.max(
        known?.live?.toMs ?? 0,
        known?.history?.toMs ?? 0,
      );
      return throughMs > 0 && isFar(throughMs, nowMs);
    });
  }

  /** Whether any of the clusters is watched by a live agent now: a history alone never alerts. */
  isLive(clusterIds: readonly string[], nowMs: number): boolean {
    return clusterIds.some(id => {
      const throughMs = this.clusters.get(id)?.live?.toMs;
      return throughMs !== undefined && !isFar(throughMs, nowMs);
    });
  }

  private shareOf(clusterId: string, asked: Stretch): number {
    const known = this.clusters.get(clusterId);
    const live = known?.live && withoutDelay(known.live, asked.toMs);
    const parts = [live, known?.history].flatMap(part =>
      part ? clip(part, asked) : [],
    );
    let observedMs = 0;
    for (const part of unite(parts)) {
      observedMs += part.toMs - part.fromMs;
      const lost = (known?.gaps ?? []).flatMap(gap => clip(gap, part));
      for (const gap of unite(lost)) {
        observedMs -= gap.toMs - gap.fromMs;
      }
    }
    return observedMs / (asked.toMs - asked.fromMs);
  }
}

/** Ahead as well: what an agent told while the backend's clock was ahead says nothing of now. */
function isFar(throughMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - throughMs) > STALE_AFTER_MS;
}

/** What is under way counts as here. */
function withoutDelay(live: Stretch, toMs: number): Stretch {
  return toMs > live.toMs && toMs - live.toMs <= STALE_AFTER_MS
    ? { fromMs: live.fromMs, toMs }
    : live;
}

function clip(part: Stretch, within: Stretch): Stretch[] {
  const fromMs = Math.max(part.fromMs, within.fromMs);
  const toMs = Math.min(part.toMs, within.toMs);
  return fromMs < toMs ? [{ fromMs, toMs }] : [];
}

/** The same time as stretches that do not overlap. */
function unite(parts: readonly Stretch[]): Stretch[] {
  const united: Stretch[] = [];
  for (const part of [...parts].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = united[united.length - 1];
    if (last && part.fromMs <= last.toMs) {
      last.toMs = Math.max(last.toMs, part.toMs);
    } else {
      united.push({ ...part });
    }
  }
  return united;
}
