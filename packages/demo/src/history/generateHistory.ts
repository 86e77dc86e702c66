import type {
  NodeMetric,
  NodeRow,
  RequestRow,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown, alignUp, type RequestSeries } from '@atlhyper/core';
import type { ScenarioNode } from '../scenario/schema';
import { nodeUsage } from '../truth/nodeUsage';
import { MeshTruth, type EdgeTruth } from '../truth/MeshTruth';
import { Truth } from '../truth/Truth';
import { BLOCK_MS, SLOT_MS, type World } from '../truth/World';
import { seriesByRoute } from './seriesByRoute';

const HOUR_MS = 3_600_000;
const FINE_MS = 7 * 24 * HOUR_MS;
/** How often a node collector samples. */
const SAMPLE_MS = 5_000;

export type HistoryInput = {
  world: World;
  /** Taken up to a whole hour (or whole 5 minutes within the last 7 days). */
  fromMs: number;
  /** Taken down to whole 30 s. */
  toMs: number;
  /** How full the nodes' disks are at the end, 0–1; left out of the rows if not given. */
  diskUsedFraction?: number;
};

class HistorySource {
  private readonly truth: Truth;
  private readonly mesh: MeshTruth;
  /** Routes whose requests are counted together, by what they are counted as. */
  private readonly groups = new Map<
    string,
    { series: RequestSeries; routeIds: string[] }
  >();

  constructor(private readonly input: HistoryInput) {
    this.truth = new Truth(input.world);
    this.mesh = new MeshTruth(this.truth);
    for (const [routeId, series] of seriesByRoute(input.world.scenario)) {
      const key = JSON.stringify(series);
      const group = this.groups.get(key) ?? { series, routeIds: [] };
      group.routeIds.push(routeId);
      this.groups.set(key, group);
    }
  }

  slot(startMs: number, durationMs: Slot['durationMs']): Slot {
    const endMs = startMs + durationMs;
    return {
      startMs,
      durationMs,
      coversFromMs: startMs,
      coversThroughMs: endMs,
      requests: [
        ...[...this.groups.values()].flatMap(({ series, routeIds }) =>
          this.requestRow(series, routeIds, startMs, endMs),
        ),
        ...this.mesh.edges.flatMap(edge => this.edgeRow(edge, startMs, endMs)),
      ],
      nodes: this.input.world.scenario.nodes.map(node =>
        this.nodeRow(node, startMs, endMs),
      ),
    };
  }

  /** Nothing where nobody called. */
  private requestRow(
    series: RequestSeries,
    routeIds: string[],
    fromMs: number,
    toMs: number,
  ): RequestRow[] {
    const { total, codes, methods, latency } = this.truth.requestsInWindow(
      routeIds,
      fromMs,
      toMs,
    );
    return total > 0 ? [{ series, codes, methods, latency }] : [];
  }

  private edgeRow(edge: EdgeTruth, fromMs: number, toMs: number): RequestRow[] {
    const { codes, mesh, latency } = this.mesh.callsInWindow(
      edge,
      fromMs,
      toMs,
    );
    const { source, destination } = edge.edge;
    const { namespace, service } = destination;
    const series = {
      kind: 'edge' as const,
      source,
      destination: { namespace, service },
    };
    return mesh.started > 0
      ? [{ series, codes, methods: {}, latency, mesh }]
      : [];
  }

  private nodeRow(node: ScenarioNode, fromMs: number, toMs: number): NodeRow {
    const stepMs = Math.max(SLOT_MS, (toMs - fromMs) / 12);
    const samples: Record<string, number>[] = [];
    for (let at = fromMs; at < toMs; at += stepMs)
      samples.push(this.sample(node, at));
    const weight = stepMs / SAMPLE_MS;
    const metrics: NodeRow['metrics'] = {};
    for (const metric of Object.keys(samples[0]) as NodeMetric[]) {
      const values = samples.map(sample => sample[metric]);
      metrics[metric] = {
        sum: values.reduce((a, b) => a + b, 0) * weight,
        count: samples.length * weight,
        max: Math.max(...values),
      };
    }
    return { node: node.name, metrics };
  }

  private sample(
    node: ScenarioNode,
    timeMs: number,
  ): Partial<Record<NodeMetric, number>> & Record<string, number> {
    const { world, toMs, diskUsedFraction } = this.input;
    const usage = nodeUsage(world, node, timeMs);
    const daysBefore = (toMs - timeMs) / 86_400_000;
    return {
      cpuUsedFraction: usage.cpuFraction,
      memoryUsedFraction: usage.memoryFraction,
      load1: usage.load1,
      networkReceiveBytesPerSecond: usage.receiveBytesPerSecond,
      networkTransmitBytesPerSecond: usage.transmitBytesPerSecond,
      diskReadBytesPerSecond: usage.readBytesPerSecond,
      diskWriteBytesPerSecond: usage.writeBytesPerSecond,
      diskBusyFraction: usage.diskBusyFraction,
      cpuPressureFraction: usage.cpuStallFraction,
      memoryPressureFraction: usage.memoryStallFraction,
      ioPressureFraction: usage.ioStallFraction,
      temperatureMaxCelsius: Math.max(usage.cpuCelsius, usage.diskCelsius),
      tcpRetransmitsPerSecond: usage.retransmitsPerSecond,
      ...(diskUsedFraction !== undefined && {
        diskUsedFraction:
          diskUsedFraction * Math.max(0.5, 1 - daysBefore * 0.002),
      }),
    };
  }
}

/**
 * What an agent would have pushed between two times: slots of an hour for what is older than 7
 * days before the end, of 5 minutes after that, and of 30 s for what is left at the end. They
 * come in the order of time, without overlap or hole, and cover exactly their bounds.
 */
export function* generateHistory(input: HistoryInput): Generator<Slot> {
  const source = new HistorySource(input);
  const toMs = alignDown(input.toMs, SLOT_MS);
  const fineMs = Math.max(
    alignUp(input.fromMs, BLOCK_MS),
    alignDown(toMs - FINE_MS, HOUR_MS),
  );
  const blocksEndMs = Math.max(fineMs, alignDown(toMs, BLOCK_MS));
  const stretches = [
    {
      fromMs: alignUp(input.fromMs, HOUR_MS),
      toMs: fineMs,
      durationMs: HOUR_MS,
    },
    { fromMs: fineMs, toMs: blocksEndMs, durationMs: BLOCK_MS },
    { fromMs: blocksEndMs, toMs, durationMs: SLOT_MS },
  ] as const;
  for (const stretch of stretches) {
    const { durationMs } = stretch;
    for (
      let at = stretch.fromMs;
      at + durationMs <= stretch.toMs;
      at += durationMs
    )
      yield source.slot(at, durationMs);
  }
}
