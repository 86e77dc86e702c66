import type { MeshTruth } from '../truth/MeshTruth';

const WINDOW_MS = 60_000;

/**
 * How busy services are against a working day's mean, by what was really asked of them: 1 is the
 * mean, 0 nothing. A service that nobody asks anything in the scenario has none.
 */
export class ServiceLoad {
  private readonly edges = new Map<string, MeshTruth['edges'][number][]>();
  private cached: { timeMs: number; loads: Map<string, number | undefined> } = {
    timeMs: NaN,
    loads: new Map(),
  };

  constructor(private readonly mesh: MeshTruth) {
    for (const edge of mesh.edges) {
      const { namespace, service } = edge.edge.destination;
      const key = `${namespace}/${service}`;
      this.edges.set(key, [...(this.edges.get(key) ?? []), edge]);
    }
  }

  /** Of the minute before `timeMs`. */
  at(namespace: string, service: string, timeMs: number): number | undefined {
    if (this.cached.timeMs !== timeMs)
      this.cached = { timeMs, loads: new Map() };
    const { loads } = this.cached;
    const key = `${namespace}/${service}`;
    if (!loads.has(key)) loads.set(key, this.compute(key, timeMs));
    return loads.get(key);
  }

  private compute(key: string, timeMs: number): number | undefined {
    const edges = this.edges.get(key) ?? [];
    const usual = edges.reduce((sum, edge) => sum + usualPerSecond(edge), 0);
    if (usual === 0) return undefined;
    const asked = edges
      .map(
        edge =>
          this.mesh.callsInWindow(edge, timeMs - WINDOW_MS, timeMs).mesh
            .started,
      )
      .reduce((sum, count) => sum + count, 0);
    return asked / (WINDOW_MS / 1000) / usual;
  }
}

/** What the scenario says of a working day. */
function usualPerSecond({ streams }: MeshTruth['edges'][number]): number {
  return streams
    .map(({ truth, weights, index }) => {
      const all = weights.reduce((sum, weight) => sum + weight, 0);
      const share = weights[index] / all;
      return (truth.route.traffic?.requestsPerSecond ?? 0) * share;
    })
    .reduce((sum, rate) => sum + rate, 0);
}
