import type { HumanDuration } from '@backstage/types';

export interface Config {
  atlhyper?: {
    /** How long data is kept. A coarser level must be kept at least as long as a finer one. */
    retention?: {
      /** Request samples of 30 s. Default: 48 hours. */
      raw?: HumanDuration | string;
      /** Samples of 5 min. Default: 35 days. */
      fiveMinutes?: HumanDuration | string;
      /** Samples of 1 h. Default: 90 days. */
      oneHour?: HumanDuration | string;
      /** Samples of 1 d. Default: 400 days. */
      oneDay?: HumanDuration | string;
      /**
       * Entries that recognise a part that was pushed before; at least `agent.maxSlotAge`.
       * Default: 8 days.
       */
      ledger?: HumanDuration | string;
      /** Recorded stretches without counters. Default: 90 days. */
      gaps?: HumanDuration | string;
      /** Changes of SLO status, and alerts of SLOs and nodes that recovered. Default: 180 days. */
      statuses?: HumanDuration | string;
      /** Kubernetes events; of each cluster the newest 100,000 at most. Default: 30 days. */
      events?: HumanDuration | string;
      /** Agents that are no longer heard of; a cluster's latest stays. Default: 1 day. */
      agents?: HumanDuration | string;
    };
    /** What agents may do. */
    agent?: {
      /** Largest request body as it arrives, before it is inflated. Default: 1048576. */
      maxCompressedBytes?: number;
      /** Age up to which slots are taken without the right to backfill. Default: 24 hours. */
      maxSlotAge?: HumanDuration | string;
      /** How far ahead of the backend's clock slots may lie. Default: 60 seconds. */
      maxSlotAhead?: HumanDuration | string;
      /** Silence after which a cluster is shown as disconnected. Default: 60 seconds. */
      disconnectedAfter?: HumanDuration | string;
    };
    nodes?: {
      /**
       * Rules that nodes must keep, instead of the defaults; an empty list turns them off. Defaults:
       * CPU and memory 0.9 for 5 min; disk 0.85, critical 0.95, at once; temperature 80 °C,
       * or the sensor's own limit, for 1 min; pressure of CPU 0.5, memory 0.2, IO 0.4 for 5 min; a disk
       * that is forecast to be full within 3 days, for 1 h.
       */
      alerts?: Array<{
        metric:
          | 'cpuUsedFraction'
          | 'memoryUsedFraction'
          | 'diskUsedFraction'
          | 'temperatureCelsius'
          | 'cpuPressureFraction'
          | 'memoryPressureFraction'
          | 'ioPressureFraction'
          | 'diskFullMs';
        /** Broken at this value or beyond; a duration for `diskFullMs`. */
        limit: number | HumanDuration | string;
        /**
         * Well again only on the other side of this. Default: the limit less 0.1 (CPU and its and IO's
         * pressure), 0.05 (memory and its pressure), 0.03 (disk), 5 °C; for `diskFullMs` 1 day more.
         */
        clear?: number | HumanDuration | string;
        /** How long it must be broken to fire, and well to recover. Default: 5 minutes. */
        for?: HumanDuration | string;
        /** Default: warning. */
        severity?: 'warning' | 'critical';
      }>;
    };
    /** What pods and nodes use. */
    metrics?: {
      /** How long figures still speak of now: older ones are shown as none. Default: 300 seconds. */
      cacheRetention?: HumanDuration | string;
    };
    slo?: {
      /**
       * Which requests count against availability, where a target does not say so itself: `5xx` (of a
       * mesh: what it classified as failed), `4xx`, `no_response`. Default: 5xx.
       */
      badRequests?: Array<'5xx' | '4xx' | 'no_response'>;
      /** What must be known before anything is judged. */
      guards?: {
        /** Fewer requests in a window are not judged, and fire no alert. Default: 50. */
        minimumRequests?: number;
        /** Part of a window that must have been observed, 0 to 1. Default: 0.5. */
        minimumCoveredFraction?: number;
      };
      /** Targets that catalog entities define by annotation. */
      catalogTargets?: {
        /** Whose entities may define targets, and for what. Without any, none may. */
        grants?: Array<{
          /** Owner of the entities, such as `group:default/shop`. */
          owner: string;
          /** Hosts, `*` standing for any characters: `*.example.com`. */
          hosts?: string[];
          /** Namespaces whose services are meant. */
          namespaces?: string[];
        }>;
      };
      /** Targets where none was set, per rolling window. */
      targets?: {
        /** Default: 95 % and 300 ms. */
        oneDay?: AtlhyperSloTarget;
        /** Default: 96 % and 280 ms. */
        sevenDays?: AtlhyperSloTarget;
        /** Default: 97 % and 250 ms. */
        thirtyDays?: AtlhyperSloTarget;
      };
    };
  };
}

interface AtlhyperSloTarget {
  /** Least share of requests without a 5xx answer, percent, above 0 and below 100. */
  availabilityPercent?: number;
  /** Latency in ms that 95 % of the requests must not exceed. */
  p95LatencyMs?: number;
}
