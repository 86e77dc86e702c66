import type { HistogramValue, LevelRange, RequestSeries } from '@atlhyper/core';
import type { Access } from '../access';
import type { HostPattern } from '../hostPattern';
import type { PushUnit } from './PushUnit';

/** Domains that are meant, narrowed to a path and what lies below it where one is given. */
export type DomainSelector = { host: HostPattern; path?: string };

/** What narrows a read; everything where a part is left out. */
export type DomainScope = {
  access: Access<'domain'>;
  clusterId?: string;
  /** None of the rows where empty. */
  selectors?: readonly DomainSelector[];
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

/** Narrows a read of the mesh. */
export type MeshScope = {
  access: Access<'service'>;
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

/** Requests of one series in one bucket of one level. */
export type RequestSample = {
  /** Index into the plan's `series`. */
  series: number;
  levelMs: number;
  startMs: number;
  /** Counts by status class: none, 1xx … 5xx. */
  classes: readonly number[];
  /** Counts by method, in the order of `REQUEST_METHODS`, all others last. */
  methods: readonly number[];
  /** Failed, started and secured, in the order of `MESH_COLUMNS`; absent from an ingress's. */
  mesh?: readonly number[];
  latency?: {
    /** Index into the plan's `layouts`. */
    layout: number;
    counts: readonly number[];
    sumMs: number;
  };
};

/**
 * Requests that the slots of one part add. No two samples share series, level, bucket and layout.
 */
export type RequestPlan = {
  series: { identity: RequestSeries; firstMs: number; lastMs: number }[];
  /** Bucket bounds in ms. */
  layouts: (readonly number[])[];
  samples: RequestSample[];
};

/** How long the buckets of one level are kept. */
export type RetainedLevel = { levelMs: number; keepMs: number };

/** Which levels are kept and what time it is. */
export type KeptLevels = { levels: readonly RetainedLevel[]; nowMs: number };

/** Counts of requests, on every level that is kept. */
export interface SampleStore {
  /** Adds what a part of slots counts, see `PushUnit`. */
  add(unit: PushUnit, plan: RequestPlan): Promise<void>;

  /**
   * Series of an ingress and hosts as the mesh sees them, or those kinds alone, with samples after `activeFromMs`; of no
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

  /**
   * Does what a store does by and by to answer fast, such as moving rolling totals on. Gives the
   * lengths, ms, of windows whose totals did not fit the samples and were made anew.
   */
  keepUp(clusterId: string, context: KeptLevels): Promise<number[]>;

  /** Removes samples and series that are no longer kept; gives the number of rows. */
  prune(context: KeptLevels): Promise<number>;
}
