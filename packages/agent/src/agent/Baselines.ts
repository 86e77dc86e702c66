import {
  computeIncrements,
  type Increments,
  type ProcessScrape,
} from '@atlhyper/core';
import { MAX_BASELINE_AGE_MS } from '../state/StateStore';

/** One round in both times. */
export type RoundTime = {
  /** Local time at which its scrapes began. */
  roundMs: number;
  /** The same in the backend's time: the round's slot covers through here. */
  throughMs: number;
};

/** The last scrape of every process, from which the next increments are counted. */
export class Baselines {
  /** Processes whose baseline in the store is older than the one here. */
  private readonly unsaved = new Set<string>();
  /** Processes that are known to have been there, unscraped, since a round. */
  private readonly unscrapedSince = new Map<string, number | undefined>();
  /** Through where the slot covers that holds what a process counted last. */
  private readonly countedThroughMs = new Map<string, number>();

  constructor(
    private readonly scrapes: Map<string, ProcessScrape>,
    /** Local time of the last round that scraped. */
    private previousRoundMs: number | undefined,
  ) {}

  get lastRoundMs(): number | undefined {
    return this.previousRoundMs;
  }

  has(process: string): boolean {
    return this.scrapes.has(process);
  }

  /**
   * What a process counted since it was scraped last; the scrape is its new baseline. `lateFromMs`
   * (the backend's time) is given where that was not in the round before, so that what it counted
   * belongs to a longer time than the open slot covers.
   */
  advance(
    scrape: ProcessScrape,
    round: RoundTime,
  ): Increments & { lateFromMs?: number } {
    const { process } = scrape;
    const increments = computeIncrements({
      previous: this.scrapes.get(process),
      // A process that could not be scraped at first still started after the round before.
      previousRoundMs: this.unscrapedSince.has(process)
        ? this.unscrapedSince.get(process)
        : this.previousRoundMs,
      current: scrape,
    });
    const { countedFromMs } = increments;
    const isLate =
      countedFromMs !== undefined &&
      countedFromMs < (this.previousRoundMs ?? 0);
    // Those that were missed by the same rounds share slots: their times are made the same.
    const lateFromMs = isLate
      ? this.countedThroughMs.get(process) ??
        Math.round(countedFromMs + round.throughMs - round.roundMs)
      : undefined;
    this.unscrapedSince.delete(process);
    this.scrapes.set(process, scrape);
    this.unsaved.add(process);
    this.countedThroughMs.set(process, round.throughMs);
    return { ...increments, ...(lateFromMs !== undefined && { lateFromMs }) };
  }

  /** The local clock was set forward by `ms`: what was before lies as far back as it did. */
  moveOn(ms: number): void {
    for (const [process, scrape] of this.scrapes) {
      this.scrapes.set(process, {
        ...scrape,
        scrapedAtMs: scrape.scrapedAtMs + ms,
      });
      this.unsaved.add(process);
    }
    for (const [process, sinceMs] of this.unscrapedSince) {
      if (sinceMs !== undefined) this.unscrapedSince.set(process, sinceMs + ms);
    }
    if (this.previousRoundMs !== undefined) this.previousRoundMs += ms;
  }

  /** A process is there but could not be scraped. */
  miss(process: string): void {
    if (!this.scrapes.has(process) && !this.unscrapedSince.has(process)) {
      this.unscrapedSince.set(process, this.previousRoundMs);
    }
  }

  /** Forgets what is too old to be placed in time. */
  dropOld(roundMs: number): void {
    const isOld = (ms: number) => roundMs - ms > MAX_BASELINE_AGE_MS;
    for (const [process, { scrapedAtMs }] of this.scrapes) {
      if (isOld(scrapedAtMs)) {
        this.scrapes.delete(process);
        this.countedThroughMs.delete(process);
      }
    }
    for (const [process, sinceMs] of this.unscrapedSince) {
      if (isOld(sinceMs ?? 0)) this.unscrapedSince.delete(process);
    }
  }

  /** A round scraped. */
  endRound(roundMs: number): void {
    this.previousRoundMs = roundMs;
  }

  /** What is yet to be stored. */
  changed(): ProcessScrape[] {
    return [...this.unsaved].flatMap(
      process => this.scrapes.get(process) ?? [],
    );
  }

  /** All of it was stored. */
  saved(): void {
    this.unsaved.clear();
  }
}
