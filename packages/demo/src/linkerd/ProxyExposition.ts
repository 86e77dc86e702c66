import { bucketMeansMs } from '../truth/RequestCounts';
import type { EdgeTruth, MeshTruth } from '../truth/MeshTruth';
import type { MeshCounters } from './MeshCounters';
import { ExpositionLines, type Labels } from './ExpositionLines';
import type { MeshEdge } from './meshEdges';
import {
  addToMeshBuckets,
  MESH_BOUNDS_MS,
  meshBucketWeights,
} from './meshLatency';
import {
  ADMIN_LABELS,
  answerLabels,
  endpointLabels,
  routeLabels,
} from './proxyLabels';
import type { ProxyPod, ProxyPods } from './ProxyPods';
import type { World } from '../truth/World';

/** A series that nobody used for so long is forgotten. */
const IDLE_MS = 600_000;
/** Pods that one caller is connected to. */
const MAX_CONNECTIONS = 2;
/** Bounds of `outbound_*_route_request_duration_seconds`. */
const ROUTE_BOUNDS_MS = [50, 500, 1000, 10_000];

type Cells = Float64Array;
type Called = Pick<ProxyPod, 'name' | 'ip'> & {
  index: number;
  count: number;
  fromMs: number;
  toMs?: number;
};

/** What the proxies of a mesh answer at `:4191/metrics`, with the labels that Linkerd writes. */
export class ProxyExposition {
  private readonly bucketWeights: readonly number[][];
  private readonly meansMs: readonly number[];

  constructor(
    private readonly world: World,
    private readonly truth: MeshTruth,
    private readonly counters: MeshCounters,
    private readonly pods: ProxyPods,
  ) {
    const { latencyBoundsMs } = world.scenario;
    this.bucketWeights = meshBucketWeights(latencyBoundsMs);
    this.meansMs = bucketMeansMs(latencyBoundsMs);
  }

  /** `undefined` for a pod without a proxy. */
  print(uid: string, nowMs: number): string | undefined {
    const pod = this.pods.get(uid);
    if (!pod?.injected) return undefined;
    const lines = new ExpositionLines();
    this.printOwn(lines, pod, nowMs);
    for (const edge of this.truth.edges) {
      const { source } = edge.edge;
      if (
        source.namespace === pod.namespace &&
        source.workload === pod.workload
      ) {
        this.printEdge(lines, edge, pod, nowMs);
      }
    }
    return lines.print();
  }

  /** The proxy's own start and build, and those who scrape it. */
  private printOwn(lines: ExpositionLines, pod: ProxyPod, nowMs: number): void {
    const scrapes = Math.floor((nowMs - pod.fromMs) / 30_000);
    lines.add('request_total', ADMIN_LABELS, scrapes + 1);
    const answer = { status_code: '200', classification: 'success' };
    lines.add(
      'response_total',
      { ...ADMIN_LABELS, ...answer, grpc_status: '', error: '' },
      scrapes,
    );
    lines.add('process_start_time_seconds', {}, Math.floor(pod.fromMs / 1000));
    lines.add(
      'proxy_build_info',
      { git_sha: '4e7e8d5', profile: 'release', version: '2.300.0' },
      1,
    );
  }

  private printEdge(
    lines: ExpositionLines,
    edge: EdgeTruth,
    pod: ProxyPod,
    nowMs: number,
  ): void {
    const untilMs = Math.min(nowMs, pod.toMs ?? nowMs);
    const all = new Float64Array(edge.cellCount);
    for (const called of this.calledBy(edge.edge, pod)) {
      const toMs = Math.min(untilMs, called.toMs ?? untilMs);
      const sinceMs = Math.max(pod.fromMs, called.fromMs);
      const cells = this.between(edge, pod, called, sinceMs, toMs);
      cells.forEach((count, cell) => {
        all[cell] += count;
      });
      const endedMs = Math.min(called.toMs ?? nowMs, pod.toMs ?? nowMs);
      if (nowMs - endedMs >= IDLE_MS) continue;
      const forgottenMs = forgottenThroughMs(edge.edge, nowMs);
      const kept =
        forgottenMs > sinceMs
          ? this.between(edge, pod, called, forgottenMs, toMs)
          : cells;
      this.printEndpoint(lines, edge, called, kept);
    }
    this.printRoute(lines, edge, all);
  }

  /** The pods that a caller's pod is connected to, with those they replaced. */
  private calledBy({ destination }: MeshEdge, pod: ProxyPod): Called[] {
    const { namespace, service } = destination;
    const places = this.pods.placesOf(namespace, service);
    const count = Math.min(MAX_CONNECTIONS, places.length);
    return Array.from({ length: count }, (_, index) =>
      places[(pod.index + index) % places.length].map(called => ({
        name: called.name,
        ip: called.ip,
        fromMs: called.fromMs,
        toMs: called.toMs,
        index,
        count,
      })),
    ).flat();
  }

  private between(
    edge: EdgeTruth,
    pod: ProxyPod,
    called: Called,
    fromMs: number,
    toMs: number,
  ): Cells {
    if (toMs <= fromMs) return new Float64Array(edge.cellCount);
    const callers = this.pods.placesOf(pod.namespace, pod.workload);
    const share = (atMs: number, pin: boolean) =>
      this.counters.cells(edge, {
        atMs,
        pin,
        callers: { index: pod.index, count: callers.length },
        called,
      });
    const isEnd = toMs === called.toMs || toMs === pod.toMs;
    const before = share(fromMs, true);
    return share(toMs, isEnd).map((count, cell) => count - before[cell]);
  }

  /** The metrics that are one series per pod that is called. */
  private printEndpoint(
    lines: ExpositionLines,
    edge: EdgeTruth,
    called: Called,
    cells: Cells,
  ): void {
    const lost = cells[cells.length - 1];
    for (const secured of [true, false]) {
      const answers = edge.answers
        .map((answer, i) => ({ answer, counts: this.rowOf(edge, cells, i) }))
        .filter(
          ({ answer, counts }) => answer.secured === secured && sum(counts) > 0,
        );
      if (answers.length === 0) continue;
      const labels = endpointLabels(this.world.scenario, edge.edge, {
        ...called,
        secured,
      });
      const responses = answers.reduce((n, { counts }) => n + sum(counts), 0);
      // What was lost is counted once, where most of the calls are.
      const isFirst = secured || !edge.streams.some(s => s.secured);
      lines.add('request_total', labels, responses + (isFirst ? lost : 0));
      lines.add('tcp_open_total', { ...labels, peer: 'dst' }, 1);
      for (const { answer, counts } of answers) {
        lines.add(
          'response_total',
          { ...labels, ...answerLabels(answer) },
          sum(counts),
        );
      }
      for (const code of new Set(answers.map(({ answer }) => answer.code))) {
        const rows = answers.filter(({ answer }) => answer.code === code);
        this.addHistogram(lines, 'response_latency_ms', {
          labels: { ...labels, status_code: code },
          rows: rows.map(({ counts }) => counts),
          boundsMs: MESH_BOUNDS_MS,
          unitMs: 1,
        });
      }
    }
  }

  /** The newer metrics, one series per route of the Service; they are never forgotten. */
  private printRoute(
    lines: ExpositionLines,
    edge: EdgeTruth,
    cells: Cells,
  ): void {
    const labels = routeLabels(edge.edge);
    const byCode = new Map<string, Cells[]>();
    edge.answers.forEach(({ code }, i) => {
      const counts = this.rowOf(edge, cells, i);
      if (sum(counts) > 0)
        byCode.set(code, [...(byCode.get(code) ?? []), counts]);
    });
    for (const [code, rows] of byCode) {
      lines.add(
        'outbound_http_route_request_statuses',
        { ...labels, http_status: code, error: '' },
        rows.reduce((n, counts) => n + sum(counts), 0),
        '_total',
      );
    }
    if (byCode.size > 0) {
      this.addHistogram(lines, 'outbound_http_route_request_duration_seconds', {
        labels,
        rows: [...byCode.values()].flat(),
        boundsMs: ROUTE_BOUNDS_MS,
        unitMs: 1000,
      });
    }
  }

  private addHistogram(
    lines: ExpositionLines,
    name: string,
    histogram: {
      labels: Labels;
      rows: readonly Cells[];
      boundsMs: readonly number[];
      unitMs: number;
    },
  ): void {
    const { labels, rows, boundsMs, unitMs } = histogram;
    const buckets = new Float64Array(MESH_BOUNDS_MS.length + 1);
    let sumMs = 0;
    for (const counts of rows) {
      for (const [bucket, count] of counts.entries()) {
        addToMeshBuckets(buckets, count, this.bucketWeights[bucket]);
        sumMs += count * this.meansMs[bucket];
      }
    }
    const total = sum(buckets);
    for (const boundMs of boundsMs) {
      const upTo = MESH_BOUNDS_MS.filter(bound => bound <= boundMs).length;
      const le = String(boundMs / unitMs);
      const within = sum(buckets.subarray(0, upTo));
      lines.add(name, { ...labels, le }, within, '_bucket');
    }
    lines.add(name, { ...labels, le: '+Inf' }, total, '_bucket');
    lines.add(name, labels, Math.floor(sumMs) / unitMs, '_sum');
    lines.add(name, labels, total, '_count');
  }

  private rowOf(edge: EdgeTruth, cells: Cells, answer: number): Cells {
    const { bucketCount } = edge;
    return cells.subarray(answer * bucketCount, (answer + 1) * bucketCount);
  }
}

/** What was counted up to here is forgotten, where nobody called for long enough since. */
function forgottenThroughMs(edge: MeshEdge, nowMs: number): number {
  const active = 'calls' in edge ? edge.calls.active : undefined;
  if (!active) return 0;
  const everyMs = active.everyMinutes * 60_000;
  const forMs = active.forMinutes * 60_000;
  if (everyMs - forMs < IDLE_MS) return 0;
  // The newest end of calls that is long enough ago.
  const idleMs = nowMs - forMs - IDLE_MS;
  return Math.floor(idleMs / everyMs) * everyMs + forMs;
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
