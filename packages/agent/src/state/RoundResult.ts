import type { Gap, Slot } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ProcessScrape } from '@atlhyper/core';

/** What one round of scraping leaves behind, to be stored as one. */
export type RoundResult = {
  slots: readonly Slot[];
  /** Time that no slot covers. */
  gaps?: readonly Gap[];
  /** Every process that was scraped successfully. */
  baselines: readonly ProcessScrape[];
  roundMs: number;
};
