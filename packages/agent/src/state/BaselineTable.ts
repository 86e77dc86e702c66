import type { HistogramValue, ProcessScrape } from '@atlhyper/core';
import type { StateDatabase } from './openStateDatabase';

type StoredScrape = {
  startedMs?: number;
  counters: [string, number][];
  histograms: [string, HistogramValue][];
};

/** The last successful scrape of every process, from which the next increments are counted. */
export class BaselineTable {
  constructor(private readonly database: StateDatabase) {}

  load(): Map<string, ProcessScrape> {
    const rows = this.database
      .prepare('SELECT process, scraped_at_ms, scrape FROM baselines')
      .all() as { process: string; scraped_at_ms: number; scrape: string }[];
    return new Map(
      rows.map(row => {
        const stored: StoredScrape = JSON.parse(row.scrape);
        return [
          row.process,
          {
            process: row.process,
            startedMs: stored.startedMs,
            scrapedAtMs: row.scraped_at_ms,
            counters: new Map(stored.counters),
            histograms: new Map(stored.histograms),
          },
        ];
      }),
    );
  }

  save(scrape: ProcessScrape): void {
    const stored: StoredScrape = {
      startedMs: scrape.startedMs,
      counters: [...scrape.counters],
      histograms: [...scrape.histograms],
    };
    this.database
      .prepare(
        `INSERT INTO baselines (process, scraped_at_ms, scrape) VALUES (?, ?, ?)
         ON CONFLICT (process) DO UPDATE SET scraped_at_ms = excluded.scraped_at_ms, scrape = excluded.scrape`,
      )
      .run(scrape.process, scrape.scrapedAtMs, JSON.stringify(stored));
  }

  /** Forgets processes that were last scraped before `beforeMs`: they are gone. */
  deleteBefore(beforeMs: number): void {
    this.database
      .prepare('DELETE FROM baselines WHERE scraped_at_ms < ?')
      .run(beforeMs);
  }
}
