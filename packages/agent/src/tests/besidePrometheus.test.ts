import type { AddressInfo } from 'node:net';
import atlhyperPlugin from '@atlhyper/backstage-plugin-atlhyper-backend';
import {
  domainsResponseSchema,
  servicesResponseSchema,
  sloHistoryResponseSchema,
  sloLatencyResponseSchema,
  type SloFigures,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { histogramQuantile, type HistogramValue } from '@atlhyper/core';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { z } from 'zod';
import { PrometheusServer } from '../testing/PrometheusServer';
import { SideBySide, SLOT_MS } from '../testing/SideBySide';
import type { FakeProxy } from '../testing/FakeProxy';
import type { FakeTraefik } from '../testing/FakeTraefik';

jest.setTimeout(180_000);

const BUCKET_MS = 300_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const describeBeside = PrometheusServer.isInstalled ? describe : describe.skip;
if (!PrometheusServer.isInstalled) {
  process.stderr.write(
    'No Prometheus found (Debian package "prometheus", or set ATLHYPER_PROMETHEUS): what compares with it is left out\n',
  );
}

const traefikCount = 'traefik_service_requests_total';
const traefikBucket = 'traefik_service_request_duration_seconds_bucket';

/** The real backend, our agent and a real Prometheus over the same pods. */
class World {
  pods!: SideBySide;
  private backend!: TestBackend;
  private url!: string;

  async start(podNames: readonly string[]): Promise<void> {
    // In the last hour of real time, and the first round ends a bucket of every history.
    const startMs =
      Math.floor((Date.now() - 25 * 60_000) / BUCKET_MS) * BUCKET_MS;
    this.pods = new SideBySide(startMs - 10_000);
    jest.spyOn(Date, 'now').mockImplementation(() => this.pods.nowMs);
    this.backend = await startTestBackend({
      features: [
        atlhyperPlugin,
        mockServices.database.factory({
          knex: await databases.init('SQLITE_3'),
        }),
      ],
    });
    const { port } = this.backend.server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    const registered = await fetch(`${this.url}/api/atlhyper/v2/clusters`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'test' }),
    });
    const { token } = await registered.json();
    const backend = { url: this.url, token: token.secret };
    await this.pods.start({ backend, podNames });
  }

  async stop(): Promise<void> {
    await this.pods.stop();
    await this.backend.stop();
    jest.restoreAllMocks();
  }

  /** What our backend answers. */
  async ask<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/atlhyper/v2/slo/${path}`);
    return schema.parse(await response.json());
  }

  /** All that our backend counted of a service that no route names. */
  async unmapped(service: string): Promise<SloFigures> {
    const { unmapped } = await this.ask(domainsResponseSchema, 'domains');
    return unmapped.find(one => one.service === service)!.current;
  }

  /** All that our backend counted of calls to a service of the mesh. */
  async called(service: string): Promise<SloFigures> {
    const { services } = await this.ask(servicesResponseSchema, 'services');
    return services.find(one => one.service === service)!.summary;
  }
}

/** A small generator of its own, so that a failure can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * `increase()` as Prometheus 2 computes it of a counter that was never reset, in the words of its
 * source (promql/functions.go, `extrapolatedRate`): what lies between the first and the last
 * sample in the window, stretched to the ends of the window where they are at most 1.1 average
 * intervals away, else by half an interval; but to the left no further than where the counter,
 * growing at the same rate, was 0.
 */
function extrapolatedIncrease(
  samples: readonly { atMs: number; value: number }[],
  window: { fromMs: number; toMs: number },
): number {
  const first = samples[0];
  const last = samples[samples.length - 1];
  const increase = last.value - first.value;
  if (increase === 0) return 0;
  const sampledMs = last.atMs - first.atMs;
  const averageMs = sampledMs / (samples.length - 1);
  const reach = (ms: number) => (ms < averageMs * 1.1 ? ms : averageMs / 2);
  const toZeroMs = (sampledMs * first.value) / increase;
  const beforeMs = reach(Math.min(first.atMs - window.fromMs, toZeroMs));
  const afterMs = reach(window.toMs - last.atMs);
  return (increase * (sampledMs + beforeMs + afterMs)) / sampledMs;
}

describeBeside('figures beside those of Prometheus', () => {
  let world: World;
  afterEach(() => world.stop());

  it('speaks of Prometheus 2, whose windows include both their ends', async () => {
    world = new World();
    await world.start([]);
    expect(await world.pods.prometheus.version()).toMatch(/^2\./);
  });
});

describeBeside('series that are alive throughout, of two replicas', () => {
  const HOST = 'shop.example.com';
  const ROUNDS = 40;
  const SERVICES = { '/': 'web', '/api': 'api' };
  const CODES = ['200', '200', '200', '404', '503'];
  const METHODS = ['GET', 'POST'];
  const SECONDS = [0.05, 0.08, 0.2, 0.25, 0.7, 1.1, 3, 4];
  const WARM = 5_000;
  const QUANTILES = [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const;
  const BUCKETS = ROUNDS / 10;
  const FIGURES_PER_BUCKET = 2 + QUANTILES.length;
  const world = new World();
  /** Of all scrapes; the first is a baseline. */
  const scrapesMs: number[] = [];
  /** Requests to the host in each interval between two scrapes. */
  const served: number[] = [];

  beforeAll(async () => {
    await world.start(['traefik-0', 'traefik-1', 'proxy-0', 'proxy-1']);
    const { pods } = world;
    pods.addIngress(HOST, SERVICES);
    const replicas = [
      await pods.addTraefik('traefik-0'),
      await pods.addTraefik('traefik-1'),
    ];
    const proxies = [
      await pods.addProxy('proxy-0'),
      await pods.addProxy('proxy-1'),
    ];
    replicas.forEach(warmTraefik);
    proxies.forEach(warmProxy);
    const random = createRandom(5);
    scrapesMs.push(await pods.round());
    for (let round = 0; round < ROUNDS; round++) {
      served.push(serve(replicas, random));
      proxies.forEach(proxy => call(proxy, random));
      scrapesMs.push(await pods.round());
    }
  });
  afterAll(() => world.stop());

  /** Every series is there from the first scrape on, high above what a window adds. */
  function warmTraefik(traefik: FakeTraefik): void {
    for (const name of Object.values(SERVICES))
      for (const code of CODES)
        for (const method of METHODS)
          traefik.serve(serviceName(name), WARM, { code, method });
  }

  function warmProxy(proxy: FakeProxy): void {
    proxy.call('shop/back', WARM, { code: 200 });
    proxy.call('shop/back', WARM, { code: 503 });
  }

  function serve(replicas: FakeTraefik[], random: () => number): number {
    const before = replicas.reduce((sum, replica) => sum + replica.truth, 0);
    const one = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)];
    for (let i = 0; i < 40; i++) {
      one(replicas).serve(
        serviceName(one(Object.values(SERVICES))),
        Math.ceil(random() * 50),
        { code: one(CODES), method: one(METHODS), seconds: one(SECONDS) },
      );
    }
    const after = replicas.reduce((sum, replica) => sum + replica.truth, 0);
    return after - before;
  }

  function call(proxy: FakeProxy, random: () => number): void {
    for (const ms of [0.5, 7, 60, 400]) {
      proxy.call('shop/back', Math.ceil(random() * 30), { ms });
    }
    proxy.call('shop/back', Math.floor(random() * 4), { code: 503, ms: 5 });
  }

  function serviceName(name: string): string {
    return `shop-${name}-80@kubernetes`;
  }

  const lastMs = () => scrapesMs[scrapesMs.length - 1];

  it('are the same samples on both sides', async () => {
    const counts = await world.pods.prometheus.vector(
      `count_over_time({__name__=~"${traefikCount}|response_total"}[${ROUNDS}m])`,
      lastMs(),
    );
    // Two services, three codes and two methods, and two codes of a mesh, on two replicas each.
    expect(counts.size).toBe(2 * 3 * 2 * 2 + 2 * 2);
    expect([...new Set(counts.values())]).toEqual([ROUNDS + 1]);
    const { unmapped } = await world.ask(domainsResponseSchema, 'domains');
    expect(unmapped).toEqual([]);
  });

  /**
   * A window whose ends are scrapes: the first sample and the last lie at the very ends, nothing is
   * stretched, and Prometheus counts what we do. Only the rounding of its doubles is left.
   */
  it.each([
    ['the domain', '', 'shop-.*'],
    ['a path', '&path=/api', 'shop-api-80@kubernetes'],
  ])(
    'agree in every 5 minutes that begin and end with a scrape, for %s',
    async (_, query, service) => {
      const { points } = await world.ask(
        sloHistoryResponseSchema,
        `domains/${HOST}/history?window=1d${query}`,
      );
      const of = (more: string) => `service=~"${service}"${more}`;
      const figures = await bucketFigures(points, {
        all: `sum(increase(${traefikCount}{${of('')}}[5m]))`,
        bad: `sum(increase(${traefikCount}{${of(',code=~"5.."')}}[5m]))`,
        buckets: `sum by (le) (increase(${traefikBucket}{${of('')}}[5m]))`,
        unitMs: 1000,
      });
      expect(figures).toHaveLength(FIGURES_PER_BUCKET * BUCKETS);
      for (const { name, ours, theirs } of figures)
        expect([name, theirs]).toEqual([name, expect.closeTo(ours, 6)]);
    },
  );

  it('agree in the same way for a service of the mesh', async () => {
    const { points } = await world.ask(
      sloHistoryResponseSchema,
      'services/test/shop/back/history?window=1d',
    );
    const of = 'direction="outbound",dst_service="back"';
    const figures = await bucketFigures(points, {
      all: `sum(increase(response_total{${of}}[5m]))`,
      bad: `sum(increase(response_total{${of},classification="failure"}[5m]))`,
      buckets: `sum by (le) (increase(response_latency_ms_bucket{${of}}[5m]))`,
      unitMs: 1,
    });
    expect(figures).toHaveLength(FIGURES_PER_BUCKET * BUCKETS);
    for (const { name, ours, theirs } of figures)
      expect([name, theirs]).toEqual([name, expect.closeTo(ours, 6)]);
  });

  /** Requests, percent of errors and quantiles of each 5 minutes, ours and theirs. */
  async function bucketFigures(
    points: readonly ({ startMs: number } & SloFigures)[],
    queries: { all: string; bad: string; buckets: string; unitMs: number },
  ): Promise<{ name: string; ours: number; theirs: number | undefined }[]> {
    const { all, bad, buckets, unitMs } = queries;
    const figures = [];
    for (let end = 10; end <= ROUNDS; end += 10) {
      const atMs = scrapesMs[end];
      const theirs = (query: string) =>
        world.pods.prometheus.value(query, atMs);
      const ours = points.find(p => p.startMs === atMs - 250 - BUCKET_MS)!;
      figures.push(
        {
          name: `requests ${end}`,
          ours: ours.total_requests,
          theirs: await theirs(all),
        },
        {
          name: `errors ${end}`,
          ours: ours.error_rate!,
          theirs: await theirs(`100 * ${bad} / ${all}`),
        },
      );
      for (const [name, q] of QUANTILES) {
        const query = `histogram_quantile(${q}, ${buckets}) * ${unitMs}`;
        const { valueMs, lowerMs } = ours.latency![name]!;
        figures.push({
          name: `${name} ${end}`,
          // Past the last bound Prometheus gives that bound, where we say no value but "more than".
          ours: valueMs ?? lowerMs,
          theirs: await theirs(query),
        });
      }
    }
    return figures;
  }

  it('agree with the difference of the raw counters, which nothing is made of', async () => {
    const { domains } = await world.ask(domainsResponseSchema, 'domains');
    const [domain] = domains;
    const difference = (more: string) => {
      const series = `${traefikCount}{service=~"shop-.*"${more}}`;
      const seconds = (ROUNDS * SLOT_MS) / 1000;
      return `sum(${series} - ${series} offset ${seconds}s)`;
    };
    const { prometheus } = world.pods;
    const total = await prometheus.value(difference(''), lastMs());
    const bad = await prometheus.value(difference(',code="503"'), lastMs());
    expect(domain.summary.total_requests).toBe(total);
    expect(domain.summary.total_requests).toBe(served.reduce((a, b) => a + b));
    expect(domain.summary.error_rate).toBeCloseTo((bad! / total!) * 100, 9);
  });

  describe('in a window that does not end with a scrape', () => {
    /** As a dashboard asks, some time after the last scrape. */
    const LATE_MS = 10_000;
    const range = `${(ROUNDS * SLOT_MS) / 1000}s`;
    const firstShare = () =>
      served[0] / served.reduce((sum, count) => sum + count, 0);

    /**
     * Of n intervals such a window holds n samples and so n − 1 intervals. Prometheus stretches
     * them to the window: it takes the oldest interval, which it does not see, for an average one.
     * It differs by (mean of those seen) − (the one unseen), at most by the greatest interval less
     * the smallest.
     */
    it('Prometheus stretches n − 1 intervals by n/(n − 1)', async () => {
      const { domains } = await world.ask(domainsResponseSchema, 'domains');
      const ours = domains[0].summary.total_requests;
      const theirs = await world.pods.prometheus.value(
        `sum(increase(${traefikCount}{service=~"shop-.*"}[${range}]))`,
        lastMs() + LATE_MS,
      );
      const [unseen, ...seen] = served;
      const mean = seen.reduce((a, b) => a + b) / seen.length;
      expect(theirs).toBeCloseTo((seen.length + 1) * mean, 6);
      expect(theirs! - ours).toBeCloseTo(mean - unseen, 6);
      const spread = Math.max(...served) - Math.min(...served);
      expect(Math.abs(theirs! - ours)).toBeGreaterThan(0);
      expect(Math.abs(theirs! - ours)).toBeLessThanOrEqual(spread);
    });

    /**
     * The factor is that of every series, so it goes out of ratios and quantiles; what is left is
     * the interval that is not seen, whose share of all requests is w. A ratio moves by at most w.
     */
    it('an error ratio moves by at most the share of the interval that is not seen', async () => {
      const { domains } = await world.ask(domainsResponseSchema, 'domains');
      const ours = domains[0].summary.error_rate! / 100;
      const sum = (more: string) =>
        `sum(increase(${traefikCount}{service=~"shop-.*"${more}}[${range}]))`;
      const theirs = await world.pods.prometheus.value(
        `${sum(',code=~"5.."')} / ${sum('')}`,
        lastMs() + LATE_MS,
      );
      expect(theirs).not.toBeCloseTo(ours, 9);
      expect(Math.abs(theirs! - ours)).toBeLessThanOrEqual(firstShare());
    });

    /**
     * With F of all, F' of what is seen and F₁ of the rest, F = (1 − w)·F' + w·F₁, bucket by bucket
     * and so between bounds. Where F' = q, F lies between (1 − w)·q and (1 − w)·q + w: Prometheus
     * gives a value between our quantiles of these two ranks.
     */
    it.each([0.5, 0.95, 0.99])(
      'the %d quantile lies between two of ours',
      async q => {
        const { buckets } = await world.ask(
          sloLatencyResponseSchema,
          `domains/${HOST}/latency?window=1d`,
        );
        const histogram: HistogramValue = {
          boundsMs: buckets.flatMap(({ upper_ms }) => upper_ms ?? []),
          counts: buckets.map(({ count }) => count),
          sumMs: 0,
        };
        const theirs = await world.pods.prometheus.value(
          `histogram_quantile(${q}, sum by (le) (increase(${traefikBucket}{service=~"shop-.*"}[${range}]))) * 1000`,
          lastMs() + LATE_MS,
        );
        const w = firstShare();
        const [from, to] = [(1 - w) * q, (1 - w) * q + w].map(
          rank => histogramQuantile(histogram, rank)!.valueMs!,
        );
        expect(w).toBeLessThan(0.05);
        expect(theirs).toBeGreaterThanOrEqual(from);
        expect(theirs).toBeLessThanOrEqual(to);
      },
    );
  });
});

/**
 * Ten intervals of 30 s after a first scrape, and the window is exactly these 5 minutes. What is
 * right is worked out by hand, as is what Prometheus gives, and why.
 */
describeBeside('series that come, go and begin again', () => {
  const world = new World();
  const scrapesMs: number[] = [];

  beforeAll(async () => {
    await world.start([
      'traefik-0',
      'traefik-1',
      'traefik-2',
      'traefik-3',
      'proxy-0',
    ]);
    const { pods } = world;
    const steady = await pods.addTraefik('traefik-0');
    const restarting = await pods.addTraefik('traefik-1');
    const leaving = await pods.addTraefik('traefik-2');
    const proxy = await pods.addProxy('proxy-0');
    let joining: FakeTraefik | undefined;

    steady.serve('late', 500);
    restarting.serve('reset', 100);
    restarting.serve('overtaken', 5);
    leaving.serve('rolled', 1_000);
    proxy.call('shop/returning', 10);
    proxy.call('shop/overtaken', 10);
    scrapesMs.push(await pods.round());

    for (let round = 1; round <= 10; round++) {
      steady.serve('late', 10);
      if (round === 6) steady.serve('late', 1, { code: '503' });
      if (round === 3) steady.serve('even', 1);
      if (round > 3) steady.serve('even', 10);
      if (round === 3) steady.serve('burst', 40);
      if (round > 3) steady.serve('burst', 1);

      if (round === 5) {
        // Counted by no scrape before the process ends.
        restarting.serve('reset', 6);
        restarting.restart(pods.nowMs + 1_000);
        restarting.serve('overtaken', 20);
      } else {
        restarting.serve('overtaken', 1);
      }
      restarting.serve('reset', 10);

      if (round <= 5) leaving.serve('rolled', 10);
      if (round === 6) {
        leaving.serve('rolled', 4);
        await pods.removeTraefik('traefik-2');
        joining = await pods.addTraefik('traefik-3', pods.nowMs + 1_000);
        joining.serve('rolled', 30);
      }
      if (round > 6) joining!.serve('rolled', 10);

      if (round <= 3) proxy.call('shop/returning', 2);
      if (round === 4) proxy.evict();
      if (round === 7) {
        proxy.call('shop/returning', 3);
        proxy.call('shop/overtaken', 12);
      }
      if (round > 7) proxy.call('shop/returning', 1);
      scrapesMs.push(await pods.round());
    }
  });
  afterAll(() => world.stop());

  const windowOf = () => ({ fromMs: scrapesMs[0], toMs: scrapesMs[10] });

  /** Samples of the rounds from `first` on. */
  const at = (first: number, values: readonly number[]) =>
    values.map((value, i) => ({ atMs: scrapesMs[first + i], value }));

  const increase = (selector: string) =>
    world.pods.prometheus.value(
      `sum(increase(${selector}[5m]))`,
      windowOf().toMs,
    );

  it('the first error of a new series counts for us and not for Prometheus', async () => {
    const ours = await world.unmapped('late');
    // 10 × 10 with 200, and 1 with 503.
    expect(ours.total_requests).toBe(101);
    expect(ours.error_rate).toBeCloseTo(100 / 101, 9);
    // The series is born with 1 and stays there: between its first sample and its last is nothing.
    expect(await increase(`${traefikCount}{service="late",code="503"}`)).toBe(
      0,
    );
    expect(await increase(`${traefikCount}{service="late"}`)).toBe(100);
  });

  it('a birth costs Prometheus what came before the first sample, but for its guess', async () => {
    // 1, 11, 21 … 71 from the third round on: 71.
    const even = [1, 11, 21, 31, 41, 51, 61, 71];
    expect((await world.unmapped('even')).total_requests).toBe(71);
    // 70 lie between its samples. At that rate it was 0 three seconds earlier, so 70 is stretched
    // from 210 s to 213 s, which is right: of a counter that begins as it goes on.
    const theirEven = await increase(`${traefikCount}{service="even"}`);
    expect(theirEven).toBeCloseTo((70 * 213) / 210, 9);
    expect(theirEven).toBeCloseTo(
      extrapolatedIncrease(at(3, even), windowOf()),
      9,
    );

    // 40, 41 … 47: 47.
    const burst = [40, 41, 42, 43, 44, 45, 46, 47];
    expect((await world.unmapped('burst')).total_requests).toBe(47);
    // Of the 40 it began with Prometheus guesses half an interval: 7 × 225/210. It is 39.5 too low.
    const theirBurst = await increase(`${traefikCount}{service="burst"}`);
    expect(theirBurst).toBeCloseTo(7.5, 9);
    expect(theirBurst).toBeCloseTo(
      extrapolatedIncrease(at(3, burst), windowOf()),
      9,
    );
  });

  it('a reset that shows counts alike, and nobody knows what was lost with it', async () => {
    // 100 → 140 is 40; the restart takes 6 unseen; then 10 → 60 from 0 is 60.
    expect((await world.unmapped('reset')).total_requests).toBe(100);
    expect(await increase(`${traefikCount}{service="reset"}`)).toBe(100);
  });

  it('a reset that is overtaken before the next scrape is seen by its start alone', async () => {
    // 5 → 9 is 4; the new process has 20 at its first scrape, and 5 more by the last.
    expect((await world.unmapped('overtaken')).total_requests).toBe(29);
    // Prometheus sees 9 → 20 and takes it for 11: too low by the 9 of the process before.
    expect(await increase(`${traefikCount}{service="overtaken"}`)).toBe(20);
  });

  it('a series that a proxy evicted begins from 0 when it comes back', async () => {
    // 10 → 16 is 6; gone; back with 3, and 3 more.
    expect((await world.called('returning')).total_requests).toBe(12);
    // 16 → 3 shows as a reset, so Prometheus agrees.
    expect(await increase('response_total{dst_service="returning"}')).toBe(12);

    // 10 stays 10; gone; back with 12.
    expect((await world.called('overtaken')).total_requests).toBe(12);
    // 10 → 12 shows as 2: too low by the 10 that were evicted.
    expect(await increase('response_total{dst_service="overtaken"}')).toBe(2);
  });

  it('a rolling restart loses only what no scrape saw', async () => {
    // The old replica 1000 → 1050, and 4 that nobody saw; the new one 30 at first sight, then 70.
    const old = [1000, 1010, 1020, 1030, 1040, 1050];
    const young = [30, 40, 50, 60, 70];
    expect((await world.unmapped('rolled')).total_requests).toBe(50 + 70);
    // Prometheus stretches the old one's 50 by half an interval beyond its end, to 55; of the new
    // one it sees 40, of its first 30 it guesses half an interval: 45. Together 20 too low.
    const theirs = await increase(`${traefikCount}{service="rolled"}`);
    expect(theirs).toBeCloseTo(55 + 45, 9);
    expect(theirs).toBeCloseTo(
      extrapolatedIncrease(at(0, old), windowOf()) +
        extrapolatedIncrease(at(6, young), windowOf()),
      9,
    );
  });
});
