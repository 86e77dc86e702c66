import type {
  DomainScope,
  DomainSelector,
  KeptLevels,
  MeshScope,
  ReadSpan,
  RequestPlan,
  RequestSample,
  RequestSums,
  SampleStore,
  SeriesName,
  StoredSeries,
  SummedParts,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import { seriesEntity, toEntityKey, type LevelRange } from '@atlhyper/core';
import { isAllowed } from '../../access/access';
import { matchesHost } from '../../access/hostPattern';
import { seriesHash } from '../identityKeys';
import type { PushUnit } from '../Ledger';
import { MemoryTransaction } from './MemoryTransaction';

const DOMAIN_KINDS = ['route', 'shared', 'unmapped', 'authority'] as const;

type Series = StoredSeries & { lastMs: number };

type Sample = Omit<RequestSample, 'series' | 'latency'> & {
  seriesId: number;
  latency?: {
    boundsMs: readonly number[];
    counts: readonly number[];
    sumMs: number;
  };
};

/** Counts of requests in memory: every sample as it came, summed when asked. */
export class MemorySampleStore implements SampleStore {
  private readonly series = new Map<string, Series>();
  private samples: Sample[] = [];

  async add(unit: PushUnit, plan: RequestPlan): Promise<void> {
    MemoryTransaction.of(unit).add(() => {
      const ids = plan.series.map(one => this.put(unit.clusterId, one));
      for (const { series, latency, ...sample } of plan.samples) {
        this.samples.push({
          ...sample,
          seriesId: ids[series],
          latency: latency && {
            boundsMs: plan.layouts[latency.layout],
            counts: latency.counts,
            sumMs: latency.sumMs,
          },
        });
      }
    });
  }

  async listSeries(
    scope: DomainScope & {
      activeFromMs?: number;
      kinds?: readonly StoredSeries['identity']['kind'][];
    },
  ): Promise<StoredSeries[]> {
    const { kinds = DOMAIN_KINDS, activeFromMs = -1 } = scope;
    return this.sorted().filter(
      one =>
        kinds.some(kind => kind === one.identity.kind) &&
        one.lastMs > activeFromMs &&
        isInScope(one, scope),
    );
  }

  async listEdges(
    scope: MeshScope & { activeFromMs?: number },
  ): Promise<StoredSeries[]> {
    const { clusterId, services, activeFromMs = -1, access } = scope;
    return this.sorted().filter(one => {
      if (one.identity.kind !== 'edge' || one.lastMs <= activeFromMs) {
        return false;
      }
      const { source, destination } = one.identity;
      const subject = {
        clusterId: one.clusterId,
        namespaces: [destination.namespace, source.namespace],
      };
      return (
        isAllowed(subject, access) &&
        isOneOrAny(clusterId, one.clusterId) &&
        (services?.some(
          named =>
            isOneOrAny(named.clusterId, one.clusterId) &&
            named.namespace === destination.namespace &&
            named.service === destination.service,
        ) ??
          true)
      );
    });
  }

  async findSeries(names: readonly SeriesName[]): Promise<StoredSeries[]> {
    return this.sorted().filter(one =>
      names.some(
        name => name.clusterId === one.clusterId && name.seriesKey === one.key,
      ),
    );
  }

  async sumSeries(
    series: readonly Pick<StoredSeries, 'id' | 'clusterId'>[],
    span: ReadSpan,
    parts: SummedParts = 'latencies',
  ): Promise<Map<number, RequestSums>> {
    const ids = new Set(series.map(one => one.id));
    return sumBy(
      this.select(ids, span.ranges),
      sample => sample.seriesId,
      parts,
    );
  }

  async sumBuckets(
    seriesIds: readonly number[],
    options: { range: LevelRange; bucketMs: number; parts?: SummedParts },
  ): Promise<Map<number, RequestSums>> {
    const { range, bucketMs, parts = 'latencies' } = options;
    return sumBy(
      this.select(new Set(seriesIds), [range]),
      ({ startMs }) => startMs - (startMs % bucketMs),
      parts,
    );
  }

  /** Nothing is prepared that could fall behind. */
  async keepUp(): Promise<number[]> {
    return [];
  }

  async prune({ levels, nowMs }: KeptLevels): Promise<number> {
    const before = this.samples.length + this.series.size;
    const kept = new Map(levels.map(one => [one.levelMs, nowMs - one.keepMs]));
    this.samples = this.samples.filter(
      one => one.startMs >= (kept.get(one.levelMs) ?? 0),
    );
    const oldestMs = Math.min(...kept.values());
    for (const [key, one] of this.series) {
      if (one.lastMs < oldestMs) {
        this.series.delete(key);
        this.samples = this.samples.filter(s => s.seriesId !== one.id);
      }
    }
    return before - this.samples.length - this.series.size;
  }

  private sorted(): Series[] {
    return [...this.series.values()].sort((a, b) => a.id - b.id);
  }

  private select(ids: ReadonlySet<number>, ranges: readonly LevelRange[]) {
    return this.samples.filter(
      one =>
        ids.has(one.seriesId) &&
        ranges.some(
          ({ levelMs, fromMs, toMs }) =>
            one.levelMs === levelMs &&
            one.startMs >= fromMs &&
            one.startMs < toMs,
        ),
    );
  }

  private put(
    clusterId: string,
    { identity, firstMs, lastMs }: RequestPlan['series'][number],
  ): number {
    const name = toEntityKey(seriesEntity(identity, clusterId));
    const known = this.series.get(name);
    const id = known?.id ?? this.series.size + 1;
    this.series.set(name, {
      ...{ id, clusterId, identity, key: seriesHash(clusterId, identity) },
      firstMs: Math.min(known?.firstMs ?? firstMs, firstMs),
      lastMs: Math.max(known?.lastMs ?? lastMs, lastMs),
    });
    return id;
  }
}

function isOneOrAny(wanted: string | undefined, id: string): boolean {
  return wanted === undefined || wanted === id;
}

function isInScope(
  { clusterId, identity }: StoredSeries,
  scope: DomainScope,
): boolean {
  const host = 'host' in identity ? identity.host : undefined;
  const path = 'path' in identity ? identity.path : undefined;
  return (
    isAllowed({ clusterId, host }, scope.access) &&
    isOneOrAny(scope.clusterId, clusterId) &&
    (scope.selectors?.some(
      one =>
        host !== undefined &&
        matchesHost(one.host, host) &&
        isAtOrBelow(path, one),
    ) ??
      true)
  );
}

/** `/api` means `/api` and `/api/…`, not `/apiary`. */
function isAtOrBelow(
  path: string | undefined,
  { path: wanted = '/' }: DomainSelector,
): boolean {
  const base = wanted.replace(/\/+$/, '');
  return (
    base === '' || path === base || (path?.startsWith(`${base}/`) ?? false)
  );
}

function sumBy(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => number,
  parts: SummedParts,
): Map<number, RequestSums> {
  const sums = new Map<number, RequestSums>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const known = sums.get(key);
    sums.set(key, plus(known, sample, parts));
  }
  return sums;
}

function plus(
  known: RequestSums | undefined,
  { classes, methods, mesh = [0, 0, 0], latency }: Sample,
  parts: SummedParts,
): RequestSums {
  const [failed, started, secured] = mesh;
  const sums = known?.mesh ?? { failed: 0, started: 0, secured: 0 };
  return {
    classes: addEach(known?.classes, classes),
    ...(parts === 'methods' && { methods: addEach(known?.methods, methods) }),
    mesh: {
      failed: sums.failed + failed,
      started: sums.started + started,
      secured: sums.secured + secured,
    },
    histograms:
      parts === 'latencies' && latency
        ? addHistogram(known?.histograms ?? [], latency)
        : known?.histograms ?? [],
  };
}

function addHistogram(
  known: RequestSums['histograms'],
  added: NonNullable<Sample['latency']>,
): RequestSums['histograms'] {
  const isSame = (one: { boundsMs: readonly number[] }) =>
    one.boundsMs.join() === added.boundsMs.join();
  const same = known.find(isSame);
  return [
    ...known.filter(one => !isSame(one)),
    {
      boundsMs: added.boundsMs,
      counts: addEach(same?.counts, added.counts),
      sumMs: (same?.sumMs ?? 0) + added.sumMs,
    },
  ];
}

function addEach(a: readonly number[] | undefined, b: readonly number[]) {
  return b.map((value, i) => value + (a?.[i] ?? 0));
}
