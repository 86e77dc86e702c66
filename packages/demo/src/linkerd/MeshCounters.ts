import type { EdgeTruth, MeshTruth } from '../truth/MeshTruth';
import { RunningTotals } from '../truth/RunningTotals';
import { SLOT_MS } from '../truth/World';
import { weightedShare } from '../traefik/traefikSeries';

/** Times that are asked for again and again: when a pod began or ended. */
const MAX_PINNED = 64;

/**
 * The cells of every edge counted since the cluster started, and the share of each caller's pod
 * and of each pod it calls. Shares of all pods add up to the whole, and none of them ever falls.
 */
export class MeshCounters {
  private readonly parts = new Map<EdgeTruth, PartTotals[]>();
  private readonly pinned = new Map<EdgeTruth, Map<number, Float64Array>>();
  /** What was asked for last: one answer asks for the same time again and again. */
  private readonly latest = new Map<
    EdgeTruth,
    { atMs: number; cells: Float64Array }
  >();

  constructor(truth: MeshTruth, readonly startMs: number) {
    const originMs = Math.floor(startMs / SLOT_MS) * SLOT_MS;
    for (const edge of truth.edges) {
      const parts = edge.parts.map(part => {
        const totals = new RunningTotals(part, originMs);
        return { totals, start: totals.at(startMs) };
      });
      this.parts.set(edge, parts);
      this.pinned.set(edge, new Map());
    }
  }

  /** Cells that one of `callers.count` pods counted of one of `called.count` pods, up to a time. */
  cells(
    edge: EdgeTruth,
    share: {
      atMs: number;
      /** Whether the time is one that comes again. */
      pin: boolean;
      callers: { index: number; count: number };
      called: { index: number; count: number };
    },
  ): Float64Array {
    const { atMs, pin, callers, called } = share;
    const weights = new Array<number>(called.count).fill(1);
    return this.all(edge, atMs, pin).map((count, cell) => {
      const turn = (callers.index + cell) % callers.count;
      const ofCaller = Math.floor((count + turn) / callers.count);
      return weightedShare(ofCaller, weights, called.index);
    });
  }

  private all(edge: EdgeTruth, atMs: number, pin: boolean): Float64Array {
    const pinned = this.pinned.get(edge)!;
    const latest = this.latest.get(edge);
    const known =
      pinned.get(atMs) ?? (latest?.atMs === atMs ? latest.cells : undefined);
    if (known) return known;
    const cells = edge.combine(
      this.parts.get(edge)!.map(({ totals, start }) => {
        const counted = totals.at(Math.max(atMs, this.startMs));
        return counted.map((count, cell) => count - start[cell]);
      }),
    );
    if (pin) {
      if (pinned.size >= MAX_PINNED) pinned.delete([...pinned.keys()][0]);
      pinned.set(atMs, cells);
    } else this.latest.set(edge, { atMs, cells });
    return cells;
  }
}

type PartTotals = { totals: RunningTotals; start: Float64Array };
