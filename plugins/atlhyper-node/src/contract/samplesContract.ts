import type { RequestSeries } from '@atlhyper/core';
import { parseHostPattern } from '../hostPattern';
import type {
  PushUnit,
  RequestPlan,
  SampleStore,
  StoredSeries,
} from '../stores';
import { NOW_MS, pusherOf, type OpenStore } from './StoreUnderTest';

const LEVEL_MS = 300_000;
const START_MS = NOW_MS - LEVEL_MS;
const RANGE = { levelMs: LEVEL_MS, fromMs: START_MS - LEVEL_MS, toMs: NOW_MS };
const SPAN = { fromMs: RANGE.fromMs, toMs: NOW_MS, ranges: [RANGE] };

const route = (host: string, path: string): RequestSeries => ({
  ...{ kind: 'route', host, path, pathMatch: 'prefix' },
});
const edge = (source: string, service: string): RequestSeries => ({
  kind: 'edge',
  source: { namespace: 'shop', kind: 'deployment', workload: source },
  destination: { namespace: 'pay', service },
});

/** Good and bad requests of one series in one bucket, with a histogram of one bound. */
function planOf(
  identity: RequestSeries,
  good: number,
  bad: number,
  options: { startMs?: number; boundsMs?: number[] } = {},
): RequestPlan {
  const { startMs = START_MS, boundsMs = [100] } = options;
  return {
    series: [{ identity, firstMs: startMs, lastMs: startMs + 30_000 }],
    layouts: [boundsMs],
    samples: [
      {
        ...{ series: 0, levelMs: LEVEL_MS, startMs },
        classes: [0, 0, good, 0, 0, bad],
        methods: [good + bad, 0, 0, 0, 0, 0, 0, 0],
        latency: {
          layout: 0,
          counts: [...boundsMs.map((_, i) => (i === 0 ? good : 0)), bad],
          sumMs: good,
        },
      },
    ],
  };
}

/** What every store of samples keeps to. */
export function samplesContract(open: OpenStore<SampleStore>): void {
  describe('a store of samples', () => {
    let samples: SampleStore;
    let pushPart: ReturnType<typeof pusherOf>;

    beforeEach(async () => {
      const opened = await open();
      samples = opened.store;
      pushPart = pusherOf(opened);
    });

    const push = (plan: RequestPlan, clusterId?: string) =>
      pushPart(unit => samples.add(unit, plan), { clusterId });
    const sumsOf = async (series: StoredSeries[]) =>
      [...(await samples.sumSeries(series, SPAN)).values()].map(
        ({ classes, histograms }) => ({
          classes,
          histograms: histograms
            .map(one => [one.boundsMs, one.counts, one.sumMs])
            .sort(([a], [b]) => String(a).localeCompare(String(b))),
        }),
      );

    it('adds what comes of one series, and keeps layouts apart', async () => {
      const series = route('a.example', '/');
      await push(planOf(series, 3, 1));
      await push(planOf(series, 4, 0));
      await push(planOf(series, 1, 1, { boundsMs: [50, 100] }));
      const found = await samples.listSeries({ access: 'all' });
      expect(found.map(one => one.identity)).toEqual([series]);
      expect(await sumsOf(found)).toEqual([
        {
          classes: [0, 0, 8, 0, 0, 2],
          histograms: [
            [[100], [7, 1], 7],
            [[50, 100], [1, 0, 1], 1],
          ],
        },
      ]);
    });

    it('counts a part once, however often it is told after a crash', async () => {
      const plan = planOf(route('a.example', '/'), 5, 0);
      const crash = async (unit: PushUnit) => {
        await samples.add(unit, plan);
        throw new Error('crash');
      };
      const again = (unit: PushUnit) => samples.add(unit, plan);
      await expect(pushPart(crash, { sequence: 1 })).rejects.toThrow('crash');
      await pushPart(again, { sequence: 1 });
      await pushPart(again, { sequence: 1 });
      const [sums] = await sumsOf(await samples.listSeries({ access: 'all' }));
      expect(sums.classes).toEqual([0, 0, 5, 0, 0, 0]);
    });

    it('sums by bucket, over all the series together', async () => {
      await push(planOf(route('a.example', '/'), 1, 0));
      await push(planOf(route('b.example', '/'), 2, 0));
      await push(
        planOf(route('a.example', '/'), 4, 0, { startMs: START_MS - LEVEL_MS }),
      );
      const ids = (await samples.listSeries({ access: 'all' })).map(
        one => one.id,
      );
      const buckets = await samples.sumBuckets(ids, {
        range: RANGE,
        bucketMs: LEVEL_MS,
        parts: 'methods',
      });
      expect(
        [...buckets].map(([at, sums]) => [at, sums.methods?.[0]]).sort(),
      ).toEqual([
        [START_MS - LEVEL_MS, 4],
        [START_MS, 3],
      ]);
    });

    it('reads no more than the span, which begins and does not end with it', async () => {
      const series = route('a.example', '/');
      const outside = [RANGE.fromMs - LEVEL_MS, RANGE.toMs];
      for (const startMs of [...outside, RANGE.fromMs]) {
        await push(planOf(series, 1, 0, { startMs }));
      }
      const [sums] = await sumsOf(await samples.listSeries({ access: 'all' }));
      expect(sums.classes[2]).toBe(1);
      expect(await samples.sumSeries([], SPAN)).toEqual(new Map());
    });

    it('finds series by host, path, cluster and what the caller may see', async () => {
      for (const path of ['/', '/api', '/api/v1', '/apiary']) {
        await push(planOf(route('a.example', path), 1, 0));
      }
      await push(planOf(route('b.example', '/'), 1, 0), 'two');
      await push(planOf({ kind: 'unmapped', service: 'x@file' }, 1, 0));
      const list = async (scope: Parameters<SampleStore['listSeries']>[0]) =>
        (await samples.listSeries(scope)).map(({ identity }) =>
          identity.kind === 'route'
            ? identity.host + identity.path
            : identity.kind,
        );
      const select = (host: string, path?: string) => ({
        access: 'all' as const,
        selectors: [{ host: parseHostPattern(host), path }],
      });
      expect(await list(select('a.example', '/api'))).toEqual([
        'a.example/api',
        'a.example/api/v1',
      ]);
      expect(await list(select('*.example', '/api/v1'))).toEqual([
        'a.example/api/v1',
      ]);
      expect(await list({ access: 'all', clusterId: 'two' })).toEqual([
        'b.example/',
      ]);
      expect(await list({ access: 'all', selectors: [] })).toEqual([]);
      const access = {
        field: 'host' as const,
        values: ['b.example'],
      };
      expect(await list({ access })).toEqual(['b.example/']);
      // Of traffic of no host it cannot be told that it is not of that host.
      expect(await list({ access: { not: access } })).toEqual([
        'a.example/',
        'a.example/api',
        'a.example/api/v1',
        'a.example/apiary',
      ]);
      expect(await list({ access: 'all', activeFromMs: NOW_MS })).toEqual([]);
    });

    it('finds edges by service, and for who may see either end', async () => {
      await push(planOf(edge('web', 'api'), 1, 0));
      await push(planOf(edge('web', 'ledger'), 1, 0));
      const list = async (scope: Parameters<SampleStore['listEdges']>[0]) =>
        (await samples.listEdges(scope)).map(
          ({ identity }) =>
            identity.kind === 'edge' && identity.destination.service,
        );
      const services = [{ namespace: 'pay', service: 'api' }];
      expect(await list({ access: 'all', services })).toEqual(['api']);
      for (const namespace of ['shop', 'pay']) {
        const access = { field: 'namespace' as const, values: [namespace] };
        expect(await list({ access })).toEqual(['api', 'ledger']);
      }
      const access = { field: 'namespace' as const, values: ['other'] };
      expect(await list({ access })).toEqual([]);
      expect(await samples.listSeries({ access: 'all' })).toEqual([]);
    });

    it('names series by their key within a cluster', async () => {
      await push(planOf(route('a.example', '/'), 1, 0));
      await push(planOf(route('a.example', '/'), 1, 0), 'two');
      const all = await samples.listSeries({ access: 'all' });
      const [{ clusterId, key: seriesKey }] = all;
      const found = await samples.findSeries([{ clusterId, seriesKey }]);
      expect(found).toEqual([all[0]]);
    });

    it('removes what is no longer kept, series with their last sample', async () => {
      await push(planOf(route('a.example', '/'), 1, 0));
      const levels = [{ levelMs: LEVEL_MS, keepMs: LEVEL_MS }];
      expect(await samples.prune({ levels, nowMs: NOW_MS })).toBe(0);
      const [series] = await samples.listSeries({ access: 'all' });
      const pruned = await samples.prune({ levels, nowMs: NOW_MS + 1 });
      expect(pruned).toBe(1);
      expect(await samples.sumSeries([series], SPAN)).toEqual(new Map());
      const muchLaterMs = NOW_MS + 2 * 3_600_000;
      expect(await samples.prune({ levels, nowMs: muchLaterMs })).toBe(1);
      expect(await samples.listSeries({ access: 'all' })).toEqual([]);
    });
  });
}
