import type {
  RequestRow,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Increments, ProcessScrape } from '@atlhyper/core';

/** What one round of scraping found. */
export type CounterRound = {
  scrapes: ProcessScrape[];
  /** Processes that are there but did not answer. */
  failed: string[];
  /** Turns the increments of one process into rows; rows of one series are added up later. */
  toRows(process: string, increments: Increments): Iterable<RequestRow>;
};

/**
 * Counts requests in processes that are scraped, such as Traefik's or the mesh's proxies.
 *
 * No two sources may give their processes the same name: baselines are kept by it.
 */
export interface CounterSource {
  /** How it fares. */
  readonly state: SourceState;
  /**
   * Whether time in which a process of it could not be scraped counts as not observed. Not for a
   * mesh: among its many proxies there is always one that is just going.
   */
  readonly leavesGaps?: boolean;
  /** Whether counting may begin; it will be at some time, whatever fails. */
  readonly isSettled: boolean;
  /** Ends within the source's own timeout; what fails is told in `failed` and in the state. */
  scrape(signal: AbortSignal): Promise<CounterRound>;
}
