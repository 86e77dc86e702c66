import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  computeIncrements,
  createExpositionReader,
  type ProcessScrape,
} from '@atlhyper/core';
import fc from 'fast-check';
import { readScenario } from '../scenario/readScenario';
import type { Scenario } from '../scenario/schema';
import { startDemoCluster, type DemoCluster } from '../startDemoCluster';
import { EdgeTruth, MeshTruth } from '../truth/MeshTruth';
import { Truth } from '../truth/Truth';
import { addToMeshBuckets, meshBucketWeights } from './meshLatency';

const startMs = Date.UTC(2026, 10, 18, 12, 3, 41);
const scenario = faster(readScenario());
const world = { scenario, seed: 1, startMs };
const mesh = new MeshTruth(new Truth(world));
const MINUTE_MS = 60_000;

/** With fewer pods, and reports so often that their series come and go within the test. */
function faster(given: Scenario): Scenario {
  return {
    ...given,
    services: given.services.map(service => ({
      ...service,
      replicas: Math.min(service.replicas, 3),
    })),
    mesh: {
      ...given.mesh,
      calls: given.mesh.calls.map(call => ({
        ...call,
        ...(call.active && { active: { everyMinutes: 15, forMinutes: 5 } }),
      })),
    },
  };
}

const nameOf = ({ edge: { source, destination } }: EdgeTruth) =>
  `${source.namespace}/${source.workload} > ${destination.namespace}/${destination.service}`;

describe('the calls of a mesh', () => {
  it('include all that the ingress sends on, with the codes it gets', () => {
    const truth = new Truth(world);
    const window = [startMs - 3_600_000, startMs] as const;
    const edges = mesh.edges.filter(e => nameOf(e).startsWith('kube-system/'));
    const counts = edges.map(e => mesh.callsInWindow(e, ...window));
    const mapped = scenario.routes
      .map(({ id }) => id)
      .filter(id => !scenario.unmapped.some(({ route }) => route === id));
    const expected = truth.requestsInWindow(mapped, ...window);
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    expect(sum(counts.map(c => c.mesh.started))).toBe(expected.total);
    expect(sum(counts.map(c => c.mesh.failed))).toBe(expected.bad);
    expect(sum(counts.map(c => c.codes[200] ?? 0))).toBe(expected.codes[200]);
  });

  it('add up over any split of the time, and never answer more than began', () => {
    const edges = mesh.edges.filter(({ streams }) =>
      streams.every(({ weights }) => weights.length === 1),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...edges),
        fc.tuple(fc.nat(40), fc.nat(40)),
        (edge, [a, b]) => {
          const [fromMs, midMs, toMs] = [0, a, a + b].map(
            n => startMs - (startMs % 30_000) + n * 30_000,
          );
          const first = mesh.callsInWindow(edge, fromMs, midMs);
          const second = mesh.callsInWindow(edge, midMs, toMs);
          const both = mesh.callsInWindow(edge, fromMs, toMs);
          expect(first.mesh.started + second.mesh.started).toBe(
            both.mesh.started,
          );
          expect(first.mesh.failed + second.mesh.failed).toBe(both.mesh.failed);
          expect(first.mesh.secured + second.mesh.secured).toBe(
            both.mesh.secured,
          );
          const responses = Object.values(both.codes).reduce(
            (x, y) => x + y,
            0,
          );
          expect(responses).toBeLessThanOrEqual(both.mesh.started);
          expect(both.latency.counts.reduce((x, y) => x + y, 0)).toBe(
            responses,
          );
        },
      ),
    );
  });

  it('keep the scenario’s shares', () => {
    const dayMs = 86_400_000;
    const { mesh: counts, codes } = mesh.callsInWindow(
      mesh.edge('shop/checkout', 'identity/token'),
      startMs - 3 * dayMs,
      startMs,
    );
    const responses = codes[200];
    expect(counts.secured / responses).toBeCloseTo(0.7, 2);
    // 4 of the statuses is the server's fault, 16 the client's.
    expect(counts.failed / responses).toBeCloseTo(0.003, 3);
    const plain = mesh.callsInWindow(
      mesh.edge('shop/storefront', 'media/gallery'),
      startMs - dayMs,
      startMs,
    );
    expect(plain.mesh.secured).toBe(0);
    const lossy = mesh.callsInWindow(
      mesh.edge('shop/api', 'shop/checkout'),
      startMs - dayMs,
      startMs,
    );
    const answered = Object.values(lossy.codes).reduce((a, b) => a + b, 0);
    expect(lossy.mesh.started / answered - 1).toBeCloseTo(0.002, 3);
  });

  it('say which edges there are', () => {
    expect(() => mesh.edge('a/b', 'c/d')).toThrow(/no edge "a\/b > c\/d"/);
  });
});

describe('the latency buckets of a proxy', () => {
  it('hold every request once, near where the scenario has it', () => {
    const weights = meshBucketWeights(scenario.latencyBoundsMs);
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(weights.length - 1), (n, bucket) => {
        const buckets = new Float64Array(12);
        addToMeshBuckets(buckets, n, weights[bucket]);
        expect(buckets.reduce((a, b) => a + b, 0)).toBe(n);
      }),
    );
    // 300 ms and 5 s are bounds of both, so no request crosses them.
    expect(weights[1].slice(6).every(w => w === 0)).toBe(true);
    expect(weights[2].slice(0, 6).every(w => w === 0)).toBe(true);
    expect(weights[4].slice(0, 10).every(w => w === 0)).toBe(true);
  });
});

describe('the proxies of the demo cluster', () => {
  let dataDir: string;
  let cluster: DemoCluster;
  let nowMs = startMs;
  let previous = new Map<string, ProcessScrape>();
  let previousRoundMs: number | undefined;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'demo-mesh-'));
    cluster = await startDemoCluster({ world, dataDir, now: () => nowMs });
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(dataDir, { recursive: true });
  });

  const injected = () =>
    cluster.api.store
      .list('pods')
      .filter(
        pod =>
          pod.status.phase === 'Running' &&
          pod.spec.initContainers?.some((c: any) => c.name === 'linkerd-proxy'),
      );

  const metricsOf = ({ metadata }: ReturnType<typeof injected>[number]) =>
    cluster.api.podPort!(metadata.uid, 4191, '/metrics')!.text;

  /** One round over all proxies, counted as an agent does; increments by edge. */
  function round(metric = 'request_total') {
    const counted = new Map<string, number>();
    const scrapes = new Map<string, ProcessScrape>();
    for (const pod of injected()) {
      const counters = new Map<string, number>();
      const source = pod.metadata.labels!['app.kubernetes.io/name'];
      let startedMs = 0;
      const problems = createExpositionReader({
        metrics: [metric, 'process_start_time_seconds'],
      }).read(
        new TextEncoder().encode(metricsOf(pod)),
        ({ name, labels }, value) => {
          if (name !== metric) startedMs = value * 1000;
          else if (labels.direction === 'outbound' || labels.parent_kind) {
            counters.set(JSON.stringify(labels), value);
          }
        },
      );
      expect(problems).toEqual([]);
      const process = pod.metadata.uid;
      const current: ProcessScrape = {
        process,
        startedMs,
        scrapedAtMs: nowMs,
        counters,
        histograms: new Map(),
      };
      scrapes.set(process, current);
      const increments = computeIncrements({
        previous: previous.get(process),
        previousRoundMs,
        current,
      });
      for (const [key, count] of increments.counters) {
        const l = JSON.parse(key);
        const to = `${l.dst_namespace ?? l.parent_namespace}/${
          l.dst_service ?? l.parent_name
        }`;
        const edge = `${pod.metadata.namespace}/${source} > ${to}`;
        counted.set(edge, (counted.get(edge) ?? 0) + count);
      }
    }
    previous = scrapes;
    previousRoundMs = nowMs;
    return counted;
  }

  /** Counts over several rounds; gives the edges that differ from what really was called. */
  function compare(untilMs: number, metric?: string) {
    const fromMs = nowMs;
    const counted = new Map<string, number>();
    while (nowMs < untilMs) {
      const nextMs = nowMs + 30_000;
      for (nowMs += 5_000; nowMs < nextMs; nowMs += 5_000) cluster.step(nowMs);
      cluster.step(nowMs);
      for (const [edge, count] of round(metric))
        counted.set(edge, (counted.get(edge) ?? 0) + count);
    }
    const wrong: unknown[] = [];
    for (const edge of mesh.edges) {
      const { started } = mesh.callsInWindow(edge, fromMs, untilMs).mesh;
      const tolerance = edge.streams.some(s => s.weights.length > 1) ? 20 : 0;
      const difference = (counted.get(nameOf(edge)) ?? 0) - started;
      if (Math.abs(difference) > tolerance)
        wrong.push([nameOf(edge), difference]);
    }
    return wrong;
  }

  it('are beside the pods of the workloads in the mesh', () => {
    const names = injected().map(
      ({ metadata }) => metadata.labels!['app.kubernetes.io/name'],
    );
    expect(names.filter(name => name === 'storefront')).toHaveLength(3);
    expect(names.filter(name => name === 'traefik')).toHaveLength(2);
    expect(names).not.toContain('gallery');
    const { labels } = injected()[0].metadata;
    expect(labels).toHaveProperty(['linkerd.io/control-plane-ns'], 'linkerd');
  });

  it('answer through the API server, at their port alone', async () => {
    const [pod] = injected();
    const { namespace, name } = pod.metadata;
    const path = `${cluster.api.url}/api/v1/namespaces/${namespace}/pods/${name}`;
    const answer = await fetch(`${path}:4191/proxy/metrics`);
    expect(await answer.text()).toBe(metricsOf(pod));
    expect((await fetch(`${path}:4192/proxy/metrics`)).status).toBe(503);
    expect((await fetch(`${path}:4191/proxy/other`)).status).toBe(503);
  });

  it('begin at nothing', () => {
    expect(round().size).toBe(0);
    nowMs = Date.UTC(2026, 10, 18, 12, 4);
    round();
  });

  it('count exactly what was called, over idle edges and a rollout', () => {
    // The rollout begins at 12:09:41; the report's series are forgotten at 12:15 and come back.
    expect(compare(Date.UTC(2026, 10, 18, 12, 17))).toEqual([]);
  }, 60_000);

  it('count the same by the newer metrics', () => {
    previous = new Map();
    previousRoundMs = undefined;
    round('outbound_http_route_request_statuses_total');
    const edge = mesh.edge('shop/storefront', 'shop/search');
    const fromMs = nowMs;
    nowMs += 60_000;
    const counted = round('outbound_http_route_request_statuses_total');
    const { codes } = mesh.callsInWindow(edge, fromMs, nowMs);
    expect(counted.get(nameOf(edge))).toBe(
      Object.values(codes).reduce((a, b) => a + b, 0),
    );
  });

  it('forget what nobody asked for in ten minutes', () => {
    const reports = () => {
      const pod = injected().find(
        p => p.metadata.labels!['app.kubernetes.io/name'] === 'grafana',
      )!;
      return metricsOf(pod)
        .split('\n')
        .filter(line => line.startsWith('request_total{direction="outbound"'));
    };
    nowMs = Date.UTC(2026, 10, 18, 13, 0) + 14 * MINUTE_MS;
    expect(reports().length).toBeGreaterThan(0);
    nowMs += MINUTE_MS;
    expect(reports()).toEqual([]);
    nowMs += MINUTE_MS;
    expect(reports().length).toBeGreaterThan(0);
  });
});
