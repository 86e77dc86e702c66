import { addCells, emptyCounts, type RequestCounts } from './RequestCounts';
import { RouteTruth } from './RouteTruth';
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

  /** Requests of several routes together in `[fromMs, toMs)`, both multiples of 30 s. */
  requestsInWindow(
    routeIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): RequestCounts {
    const counts = emptyCounts(this.world.scenario.latencyBoundsMs);
    for (const id of routeIds) {
      const truth = this.route(id);
      addCells(counts, truth, truth.cellsInWindow(fromMs, toMs));
    }
    return counts;
  }
}

/**
 * What was requested of a host, or of one path of it, in `[fromMs, toMs)`, both multiples of 30 s:
 * what a page about that time has to show.
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
