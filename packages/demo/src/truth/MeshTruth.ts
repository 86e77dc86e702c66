import { meshEdges, type MeshEdge } from '../linkerd/meshEdges';
import {
  addToMeshBuckets,
  MESH_BOUNDS_MS,
  meshBucketWeights,
} from '../linkerd/meshLatency';
import type { Scenario, ScenarioRoute } from '../scenario/schema';
import { weightedShare } from '../traefik/traefikSeries';
import { bucketMeansMs } from './RequestCounts';
import { RouteTruth } from './RouteTruth';
import { cellsBetween, type Truth } from './Truth';

/** A part of an edge's answers: a share of the requests that one truth tells. */
export type MeshStream = {
  truth: RouteTruth;
  weights: readonly number[];
  index: number;
  secured: boolean;
};

/** What an answer of an edge was; gRPC answers have a status of both protocols. */
export type MeshAnswer = {
  secured: boolean;
  code: string;
  grpcStatus?: string;
  failed: boolean;
};

/**
 * The requests of one edge. A count is a vector of cells:
 * `cells[answer · buckets + bucket]` as `answers` lists them, and last the requests that were
 * never answered.
 */
export class EdgeTruth {
  readonly answers: readonly MeshAnswer[];
  readonly streams: readonly MeshStream[];
  readonly lost: RouteTruth | undefined;
  readonly bucketCount: number;

  constructor(truth: Truth, readonly edge: MeshEdge) {
    const { world } = truth;
    this.bucketCount = world.scenario.latencyBoundsMs.length + 1;
    if ('calls' in edge) {
      const { calls } = edge;
      const own = (id: string, share: number) =>
        share > 0
          ? // A fault of the calls is one of all their parts.
            new RouteTruth(world, toRoute(calls, id, share), callId(calls))
          : undefined;
      const secured = own(callId(calls), calls.securedShare);
      const plain = own(`${callId(calls)} plain`, 1 - calls.securedShare);
      this.streams = [
        ...(secured ? [wholeOf(secured, true)] : []),
        ...(plain ? [wholeOf(plain, false)] : []),
      ];
      this.lost = own(`${callId(calls)} lost`, calls.lostShare);
    } else {
      this.streams = edge.contributions.map(({ routeId, weights, index }) => ({
        truth: truth.route(routeId),
        weights,
        index,
        secured: edge.secured,
      }));
    }
    this.answers = answersOf(this.streams, edge);
  }

  get cellCount(): number {
    return this.answers.length * this.bucketCount + 1;
  }

  /** Puts the cells of the streams and of `lost` together, in that order. */
  combine(cells: readonly Float64Array[]): Float64Array {
    const sum = new Float64Array(this.cellCount);
    this.streams.forEach(({ truth, weights, index, secured }, i) => {
      const { codes, methods, bucketCount } = truth;
      const answers = codes.map(code =>
        this.answers.findIndex(
          a => a.secured === secured && (a.grpcStatus ?? a.code) === code,
        ),
      );
      cells[i].forEach((count, cell) => {
        if (count === 0) return;
        const row = Math.floor(cell / bucketCount);
        const answer = answers[Math.floor(row / methods.length)];
        sum[answer * bucketCount + (cell % bucketCount)] += weightedShare(
          count,
          weights,
          index,
        );
      });
    });
    if (this.lost) {
      sum[sum.length - 1] = cells[cells.length - 1].reduce((a, b) => a + b, 0);
    }
    return sum;
  }

  /** Streams and `lost`, in the order that `combine` takes them. */
  get parts(): RouteTruth[] {
    return [
      ...this.streams.map(({ truth }) => truth),
      ...(this.lost ? [this.lost] : []),
    ];
  }
}

/** Requests of an edge in some time, as an agent pushes them. */
export type EdgeCounts = {
  codes: Record<string, number>;
  mesh: { started: number; failed: number; secured: number };
  latency: { boundsMs: number[]; counts: number[]; sumMs: number };
};

/** What really was called in a world, between its workloads. */
export class MeshTruth {
  readonly edges: readonly EdgeTruth[];
  private readonly boundsMs: readonly number[];
  private readonly bucketWeights: readonly number[][];

  constructor(truth: Truth) {
    const { scenario } = truth.world;
    this.edges = meshEdges(scenario).map(edge => new EdgeTruth(truth, edge));
    this.boundsMs = scenario.latencyBoundsMs;
    this.bucketWeights = meshBucketWeights(scenario.latencyBoundsMs);
  }

  /** @throws Error if the scenario has no such edge */
  edge(from: string, to: string): EdgeTruth {
    const found = this.edges.find(
      ({ edge: { source, destination } }) =>
        `${source.namespace}/${source.workload}` === from &&
        `${destination.namespace}/${destination.service}` === to,
    );
    if (!found) throw new Error(`the scenario has no edge "${from} > ${to}"`);
    return found;
  }

  /**
   * Requests of an edge in `[fromMs, toMs)`: what a page about that time has to show. Between
   * multiples of 30 s they are spread evenly, as the counters are. Of the weighted services behind
   * one route each is exact to one request per code, method and bucket; together they are exact.
   */
  callsInWindow(edge: EdgeTruth, fromMs: number, toMs: number): EdgeCounts {
    return this.toCounts(
      edge,
      edge.combine(edge.parts.map(part => cellsBetween(part, fromMs, toMs))),
    );
  }

  /** Codes without requests are left out. */
  private toCounts(
    { answers, bucketCount }: EdgeTruth,
    cells: Float64Array,
  ): EdgeCounts {
    const codes: Record<string, number> = {};
    const mesh = { started: cells[cells.length - 1], failed: 0, secured: 0 };
    const buckets = new Float64Array(MESH_BOUNDS_MS.length + 1);
    const means = bucketMeansMs(this.boundsMs);
    let sumMs = 0;
    answers.forEach(({ code, failed, secured }, answer) => {
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        const count = cells[answer * bucketCount + bucket];
        if (count === 0) continue;
        codes[code] = (codes[code] ?? 0) + count;
        mesh.started += count;
        if (failed) mesh.failed += count;
        if (secured) mesh.secured += count;
        addToMeshBuckets(buckets, count, this.bucketWeights[bucket]);
        sumMs += count * means[bucket];
      }
    });
    return {
      codes,
      mesh,
      latency: { boundsMs: [...MESH_BOUNDS_MS], counts: [...buckets], sumMs },
    };
  }
}

/** How faults name a call. */
function callId(call: Scenario['mesh']['calls'][number]): string {
  return `${call.from} > ${call.to}`;
}

function toRoute(
  call: Scenario['mesh']['calls'][number],
  id: string,
  share: number,
): ScenarioRoute {
  const { answers, requestsPerSecond, ...traffic } = call;
  return {
    id,
    host: call.to,
    path: '/',
    traffic: {
      requestsPerSecond: requestsPerSecond * share,
      dailySwing: traffic.dailySwing,
      peakHour: traffic.peakHour,
      weekendFactor: traffic.weekendFactor,
      codes: answers,
      methods: { POST: 1 },
      latency: traffic.latency,
      ...(traffic.active && { active: traffic.active }),
    },
  };
}

function wholeOf(truth: RouteTruth, secured: boolean): MeshStream {
  return { truth, weights: [1], index: 0, secured };
}

/** gRPC statuses for which Linkerd blames the server. */
const GRPC_FAULTS = new Set(['2', '4', '13', '14', '15']);

function answersOf(
  streams: readonly MeshStream[],
  edge: MeshEdge,
): MeshAnswer[] {
  const isGrpc = 'calls' in edge && edge.calls.protocol === 'grpc';
  return [true, false].flatMap(secured => {
    const codes = streams
      .filter(stream => stream.secured === secured)
      .flatMap(({ truth }) => truth.codes);
    return [...new Set(codes)].sort().map(code =>
      // A fault may answer a gRPC call with a status of HTTP.
      isGrpc && Number(code) < 100
        ? {
            secured,
            code: '200',
            grpcStatus: code,
            failed: GRPC_FAULTS.has(code),
          }
        : { secured, code, failed: Number(code) >= 500 },
    );
  });
}
