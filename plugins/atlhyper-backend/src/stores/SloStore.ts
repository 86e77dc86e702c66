import type {
  RequestSeries,
  Route,
  RouteKey,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HistogramValue, LevelRange } from '@atlhyper/core';
import type { RetainedLevel } from '../levels';
import type { Access, DomainCondition, ServiceCondition } from './access';
import type { HostPattern } from './hostPattern';

/** Domains that are meant, narrowed to a path and what lies below it where one is given. */
export type DomainSelector = { host: HostPattern; path?: string };

/** What narrows a read; everything where a part is left out. */
export type DomainScope = {
  access?: Access<DomainCondition>;
  clusterId?: string;
  /** None of the rows where empty. */
  selectors?: readonly DomainSelector[];
};

/** A route that exists now. */
export type StoredRoute = RouteKey & {
  clusterId: string;
  source: Route['source'];
  tls: boolean;
  /** Key of the series that counts it, unique within the cluster. */
  seriesKey?: string;
  /** The service, where its counters are shared with other routes. */
  sharedService?: string;
  problem?: string;
};

/** A series that was counted at some time. */
export type StoredSeries = {
  id: number;
  clusterId: string;
  key: string;
  identity: RequestSeries;
  /** Begin of its earliest slot. */
  firstMs: number;
};

/** Names a series: its cluster and its key within it. */
export type SeriesName = { clusterId: string; seriesKey: string };

/** What a mesh proxy counted; zeros for the series of an ingress. */
export type MeshSums = { failed: number; started: number; secured: number };

/** Requests of a stretch of time. */
export type RequestSums = {
  /** By status class: none, 1xx … 5xx. */
  classes: number[];
  /** By method, in the order of `REQUEST_METHODS`, all others last; only where asked for. */
  methods?: number[];
  mesh: MeshSums;
  /** One per layout that occurred; none where latencies were not asked for. */
  histograms: HistogramValue[];
};

/** A stretch of time `[fromMs, toMs)` and where its samples are read. */
export type ReadSpan = {
  fromMs: number;
  toMs: number;
  ranges: readonly LevelRange[];
  /** Set for a rolling window that ends now: its length, for the rolling totals. */
  windowMs?: number;
};

/** Which parts of sums are read: the counts alone, with latencies, or with methods. */
export type SummedParts = 'counts' | 'latencies' | 'methods';

/** A stretch of time. */
export type Stretch = { fromMs: number; toMs: number };

/** What is known of one cluster's observation. */
export type ClusterCoverage = {
  clusterId: string;
  /** What its live agents covered; absent where there never was one. */
  live?: Stretch;
  /** What a history that was loaded covers. */
  history?: Stretch;
  /** Stretches that were lost. */
  gaps: Stretch[];
};

/** Narrows a read of the mesh. */
export type MeshScope = {
  access?: Access<ServiceCondition>;
  clusterId?: string;
  /** None of the rows where empty. */
  services?: readonly MeshSelector[];
};

/** A service, in all clusters where none is named. */
export type MeshSelector = {
  clusterId?: string;
  namespace: string;
  service: string;
};

/** Reads routes and samples. */
export interface SloStore {
  /** By cluster, host, path, match, condition and source. */
  listRoutes(scope: DomainScope): Promise<StoredRoute[]>;

  /** All routes counted by the named series, whatever their host. */
  listRoutesOfSeries(
    series: readonly SeriesName[],
    access?: Access<DomainCondition>,
  ): Promise<StoredRoute[]>;

  /**
   * Series of an ingress, or hosts as the mesh sees them, with samples after `activeFromMs`; of no
   * host only without selectors.
   */
  listSeries(
    scope: DomainScope & {
      activeFromMs?: number;
      kinds?: readonly RequestSeries['kind'][];
    },
  ): Promise<StoredSeries[]>;

  /** Edges of the mesh with samples after `activeFromMs`. */
  listEdges(
    scope: MeshScope & { activeFromMs?: number },
  ): Promise<StoredSeries[]>;

  findSeries(series: readonly SeriesName[]): Promise<StoredSeries[]>;

  /** Sums per series over a span; a series without samples is left out. */
  sumSeries(
    series: readonly Pick<StoredSeries, 'id' | 'clusterId'>[],
    span: ReadSpan,
    parts?: SummedParts,
  ): Promise<Map<number, RequestSums>>;

  /**
   * Sums of all the series together per bucket of `bucketMs`, a multiple of the range's level;
   * a bucket without samples is left out. Keys are the begins of the buckets.
   */
  sumBuckets(
    seriesIds: readonly number[],
    options: { range: LevelRange; bucketMs: number; parts?: SummedParts },
  ): Promise<Map<number, RequestSums>>;

  /** How far each cluster was observed; gaps that end after `fromMs`. */
  readCoverage(fromMs: number): Promise<ClusterCoverage[]>;

  /** Brings the rolling totals of a cluster up to `nowMs`. */
  advanceTotals(
    clusterId: string,
    context: { levels: readonly RetainedLevel[]; nowMs: number },
  ): Promise<void>;
  /**
   * Holds some of the rolling totals of a cluster against the levels. Gives the windows, ms, where
   * they differ; those are summed anew by the next `advanceTotals`.
   */
  checkTotals(
    clusterId: string,
    context: { levels: readonly RetainedLevel[]; nowMs: number },
  ): Promise<number[]>;
}
