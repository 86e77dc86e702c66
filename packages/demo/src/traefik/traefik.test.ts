import {
  createExpositionReader,
  entityTitle,
  seriesEntity,
  type RequestSeries,
} from '@atlhyper/core';
import fc from 'fast-check';
import { routeTableOf } from '../history/seriesByRoute';
import { readScenario } from '../scenario/readScenario';
import { Truth } from '../truth/Truth';
import type { World } from '../truth/World';
import { printNumber } from './exposition';
import { TraefikCounters } from './TraefikCounters';
import { TraefikServer } from './TraefikServer';
import { sha256Hex, traefikServices, weightedShare } from './traefikSeries';

const scenario = readScenario();
const startMs = Date.UTC(2026, 10, 18, 12, 3, 41);
const world: World = { scenario, seed: 3, startMs };
const truth = new Truth(world);

function servers(routerSeries = false) {
  const counters = new TraefikCounters(truth, startMs, 2);
  return [0, 1].map(
    replica =>
      new TraefikServer({
        truth,
        counters,
        replica,
        startMs,
        routerSeries,
        now: () => startMs,
      }),
  );
}

/** Values by metric and labels, read as an agent does. */
function readMetrics(text: string, ...metrics: string[]) {
  const values = new Map<string, number>();
  const problems = createExpositionReader({ metrics }).read(
    new TextEncoder().encode(text),
    (series, value) =>
      values.set(JSON.stringify([series.name, series.labels]), value),
  );
  expect(problems).toEqual([]);
  return values;
}

/** Requests of all replicas by service, at a time. */
function requestsByService(at: number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const server of servers()) {
    for (const [key, value] of readMetrics(
      server.print(at),
      'traefik_service_requests_total',
    )) {
      const { service } = JSON.parse(key)[1];
      sums.set(service, (sums.get(service) ?? 0) + value);
    }
  }
  return sums;
}

describe('weightedShare', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 100 }), {
    minLength: 1,
    maxLength: 5,
  });

  it('divides everything, and no part falls while the whole rises', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100), weights, (n, more, w) => {
        const parts = (total: number) =>
          w.map((_, i) => weightedShare(total, w, i));
        expect(parts(n).reduce((a, b) => a + b, 0)).toBe(n);
        const before = parts(n);
        expect(parts(n + more).every((part, i) => part >= before[i])).toBe(
          true,
        );
      }),
    );
  });

  it('follows the weights', () => {
    expect([0, 1].map(i => weightedShare(1000, [90, 10], i))).toEqual([
      900, 100,
    ]);
  });
});

describe('Traefik', () => {
  it('has names as its Kubernetes providers make them', () => {
    const hash = (rule: string) => sha256Hex(rule).slice(0, 20);
    const names = traefikServices(scenario).map(service => service.name);
    expect(names).toContain(
      `shop-web-${hash(
        'Host(`shop.example.com`) && PathPrefix(`/cart`)',
      )}@kubernetescrd`,
    );
    expect(names).toContain('shop-api-8080@kubernetescrd');
    expect(names).toContain('shop-api-canary-8080@kubernetescrd');
    expect(names).toContain('media-gallery-http@kubernetes');
    expect(names).toContain('webhook@file');
    expect(names).toContain('media-upload-http-8080@kubernetesgateway');
    // 10 rules with one service, two leaves of a TraefikService, one each of an
    // HTTPRoute, an Ingress and a file.
    expect(names).toHaveLength(15);
  });

  it('counts on all replicas together exactly what was requested', () => {
    // From the first whole slot after the start, over 2 minutes.
    const fromMs = Date.UTC(2026, 10, 18, 12, 4, 0);
    const toMs = fromMs + 120_000;
    const before = requestsByService(fromMs);
    const after = requestsByService(toMs);
    for (const { name, contributions } of traefikServices(scenario)) {
      const ids = [...new Set(contributions.map(c => c.routeId))];
      const expected = truth.requestsInWindow(ids, fromMs, toMs).total;
      const counted = (after.get(name) ?? 0) - (before.get(name) ?? 0);
      const parts = contributions[0].weights.length;
      const limits = parts === 1 ? [expected, expected] : [0, expected];
      expect(counted).toBeGreaterThanOrEqual(limits[0]);
      expect(counted).toBeLessThanOrEqual(limits[1]);
    }
    const difference = (name: string) => after.get(name)! - before.get(name)!;
    expect(
      difference('shop-api-8080@kubernetescrd') +
        difference('shop-api-canary-8080@kubernetescrd'),
    ).toBe(truth.requestsInWindow(['shop-api'], fromMs, toMs).total);
  });

  it('begins at nothing and shares the work between its replicas', () => {
    expect(requestsByService(startMs).size).toBe(0);
    const [a, b] = servers().map(server => {
      const values = readMetrics(
        server.print(startMs + 600_000),
        'traefik_service_requests_total',
      );
      return [...values.values()].reduce((x, y) => x + y, 0);
    });
    expect(Math.abs(a - b) / (a + b)).toBeLessThan(0.01);
  });

  it('has histograms that end in their count', () => {
    const metric = 'traefik_service_request_duration_seconds';
    const text = servers()[0].print(startMs + 300_000);
    const counts = readMetrics(text, `${metric}_count`);
    const infinite = [...readMetrics(text, `${metric}_bucket`)].filter(
      ([key]) => JSON.parse(key)[1].le === '+Inf',
    );
    expect(counts.size).toBeGreaterThan(20);
    expect(infinite.map(([, value]) => value)).toEqual([...counts.values()]);
    const totals = readMetrics(text, 'traefik_service_requests_total');
    expect([...totals.values()]).toEqual([...counts.values()]);
  });

  it('exposes routers only where asked to, and entry points and the process always', () => {
    const text = servers()[0].print(startMs + 60_000);
    expect(text).not.toContain('traefik_router_');
    expect(text).toContain('traefik_entrypoint_requests_total{');
    expect(
      readMetrics(text, 'process_start_time_seconds').get(
        '["process_start_time_seconds",{}]',
      ),
    ).toBe(startMs / 1000);
    const withRouters = servers(true)[0].print(startMs + 60_000);
    expect(withRouters).toContain(
      'router="websecure-media-gallery-media-example-com-thumbs@kubernetes"',
    );
  });
});

describe('the route table', () => {
  it.each([
    ['services alone', false],
    ['services and routers', true],
  ])(
    'counts every request once where Traefik exposes %s',
    (_, routerSeries) => {
      const atMs = startMs + 1_200_000;
      const counted = new Map<string, number>();
      const count = (series: RequestSeries | undefined, value: number) => {
        if (!series) return;
        const key =
          series.kind === 'route'
            ? `${series.host}${series.path}`
            : entityTitle(seriesEntity(series));
        counted.set(key, (counted.get(key) ?? 0) + value);
      };
      for (const server of servers(routerSeries)) {
        const text = server.print(atMs);
        const read = (scope: 'router' | 'service') =>
          [...readMetrics(text, `traefik_${scope}_requests_total`)].map(
            ([key, value]) =>
              [JSON.parse(key)[1][scope] as string, value] as const,
          );
        const table = routeTableOf(
          scenario,
          new Set(read('router').map(([name]) => name)),
        );
        for (const [name, value] of read('router'))
          count(table.seriesOfRouter(name), value);
        for (const [name, value] of read('service')) {
          if (table.isLeftOut(name)) continue;
          count(
            table.seriesOfService(name) ?? { kind: 'unmapped', service: name },
            value,
          );
        }
      }
      const totalOf = (...ids: string[]) =>
        truth.requestsInWindow(ids, startMs, atMs).total;
      const all = [...counted.values()].reduce((a, b) => a + b, 0);
      expect(all).toBe(totalOf(...scenario.routes.map(route => route.id)));
      expect(counted.get('shop.example.com/api')).toBe(totalOf('shop-api'));
      expect(counted.get('media.example.com/upload')).toBe(
        totalOf('media-upload'),
      );
      expect(counted.get('webhook@file')).toBe(totalOf('webhook'));
      expect(counted.get('media.example.com/thumbs')).toBe(
        routerSeries ? totalOf('media-thumbs') : undefined,
      );
      expect(counted.get('media-gallery-http@kubernetes')).toBe(
        routerSeries ? undefined : totalOf('media-gallery', 'media-thumbs'),
      );
    },
  );
});

describe('printNumber', () => {
  it.each([
    [0, '0'],
    [999999, '999999'],
    [1000000, '1e+06'],
    [1795179087, '1.795179087e+09'],
    [0.05, '0.05'],
    [1234567.5, '1234567.5'],
  ])('prints %s as %s', (value, text) => {
    expect(printNumber(value)).toBe(text);
    expect(Number(printNumber(value))).toBe(value);
  });
});
