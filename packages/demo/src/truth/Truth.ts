import { alignDown } from '@atlhyper/core';
import { addCells, emptyCounts, type RequestCounts } from './RequestCounts';
import { RouteTruth } from './RouteTruth';
import { RunningTotals } from './RunningTotals';
import { SLOT_MS, type World } from './World';

/** What really was requested in a world: the source of everything that the demo shows. */
export class Truth {
  readonly routes: readonly RouteTruth[];
  private readonly byId: ReadonlyMap<string, RouteTruth>;

  constructor(readonly world: World) {
    this.routes = world.scenario.routes.map(r => new RouteTruth(world, r));
    this.byId = new Map(this.routes.map(truth => [truth.route.id, truth]));
  }

  /** @throws Error if the scenario has no such route */
  route(id: string): RouteTruth {
    const truth = this.byId.get(id);
    if (!truth) throw new Error(`the scenario has no route "${id}"`);
    return truth;
  }

  /** Requests of one route in the 30 s that begin at `slotStartMs`, a multiple of 30 s. */
  requestsInSlot(routeId: string, slotStartMs: number): RequestCounts {
    return this.requestsInWindow([routeId], slotStartMs, slotStartMs + SLOT_MS);
  }

  /**
   * Requests of several routes together in `[fromMs, toMs)`. Between multiples of 30 s they are
   * spread evenly, as the counters are.
   */
  requestsInWindow(
    routeIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): RequestCounts {
    const counts = emptyCounts(this.world.scenario.latencyBoundsMs);
    for (const id of routeIds) {
      const truth = this.route(id);
      addCells(counts, truth, cellsBetween(truth, fromMs, toMs));
    }
    return counts;
  }
}

/**
 * What was requested of a host, or of one path of it, in `[fromMs, toMs)`: what a page about that
 * time has to show. Between multiples of 30 s requests are spread evenly, as the counters are.
 */
export function truthForWindow(
  world: World,
  window: { host: string; path?: string; fromMs: number; toMs: number },
): RequestCounts {
  const ids = world.scenario.routes
    .filter(
      route =>
        route.host === window.host &&
        (window.path === undefined || route.path === window.path),
    )
    .map(route => route.id);
  return new Truth(world).requestsInWindow(ids, window.fromMs, window.toMs);
}

/** Cells of one route in `[fromMs, toMs)`; between multiples of 30 s spread evenly. */
export function cellsBetween(
  truth: RouteTruth,
  fromMs: number,
  toMs: number,
): Float64Array {
  if (fromMs % SLOT_MS === 0 && toMs % SLOT_MS === 0)
    return truth.cellsInWindow(fromMs, toMs);
  const totals = new RunningTotals(truth, alignDown(fromMs, SLOT_MS));
  const before = totals.at(fromMs);
  return totals.at(toMs).map((count, cell) => count - before[cell]);
}
