import type {
  PushRequest,
  Route,
  RouteKey,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type {
  DomainScope,
  SeriesName,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import type { Access } from '../access/access';
import type { PushUnit } from './Ledger';

/** A route that exists now. */
export type StoredRoute = RouteKey & {
  clusterId: string;
  source: Route['source'];
  tls: boolean;
  /** Who answers it. */
  services: Route['services'];
  /** Key of the series that counts it, unique within the cluster. */
  seriesKey?: string;
  /** The service, where its counters are shared with other routes. */
  sharedService?: string;
  problem?: string;
};

/** The routes of clusters as they are now. */
export interface RouteStore {
  /**
   * Brings the list of routes up to date; the last part of a list removes what the list lacks.
   *
   * True where the sender must send its list anew: its generation is older than the stored one, so
   * this part was left alone.
   */
  apply(
    unit: PushUnit,
    routes: NonNullable<PushRequest['routes']>,
  ): Promise<boolean>;

  /** By cluster, host, path, match, condition and source. */
  listRoutes(scope: DomainScope): Promise<StoredRoute[]>;

  /** All routes counted by the named series, whatever their host. */
  listRoutesOfSeries(
    series: readonly SeriesName[],
    access: Access<'domain'>,
  ): Promise<StoredRoute[]>;
}
