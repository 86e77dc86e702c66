import type {
  RequestSeries,
  Route,
  RouteKey,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { HistogramValue, LevelRange } from '@atlhyper/core';
import type { Access, DomainCondition } from './access';
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

/** Requests of a stretch of time. */
export type RequestSums = {
  total: number;
  /** Those that count against availability: status 5xx. */
  bad: number;
  /** One per layout that occurred. */
  histograms: HistogramValue[];
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

  /** Series with samples after `activeFromMs`; of no host only without selectors. */
  listSeries(
    scope: DomainScope & { activeFromMs?: number },
  ): Promise<StoredSeries[]>;

  findSeries(series: readonly SeriesName[]): Promise<StoredSeries[]>;

  /** Sums per series over the ranges together; a series without samples is left out. */
  sumSeries(
    seriesIds: readonly number[],
    ranges: readonly LevelRange[],
  ): Promise<Map<number, RequestSums>>;

  /**
   * Sums of all the series together per bucket of `bucketMs`, a multiple of the range's level;
   * a bucket without samples is left out. Keys are the begins of the buckets.
   */
  sumBuckets(
    seriesIds: readonly number[],
    range: LevelRange,
    bucketMs: number,
  ): Promise<Map<number, RequestSums>>;
}
