import {
  BASE_SLOT_MS,
  type Gap,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown, type ProcessScrape } from '@atlhyper/core';
import type { Clock } from '../Clock';
import type { Logger } from '../Logger';
import type { Concentrator } from '../slots/Concentrator';
import { mergeIntoHours } from '../slots/mergeSlots';
import { MAX_BASELINE_AGE_MS, type StateStore } from '../state/StateStore';
import { messageOf } from '../messageOf';
import { Baselines, type RoundTime } from './Baselines';
import type { CounterRound, CounterSource } from './CounterSource';

/** A scrape runs this long after the boundary, so that what ended with the slot is counted. */
const AFTER_BOUNDARY_MS = 250;
/**
 * A standby scrapes so much later than the leader, whose clock may differ by as much (see
 * `BackendClock`). What it counts from a boundary on then begins after what the leader has covered,
 * and is whole when it takes the lead.
 */
const STANDBY_LATER_MS = 1_000;
/** A clock that is corrected by more than this was wrong, not imprecise. */
const CLOCK_STEP_MS = 5_000;
/** Slots that are kept in memory while they cannot be stored; of more whole hours are made. */
const MAX_PENDING_SLOTS = 120;

export type RoundRunnerOptions = {
  store: StateStore;
  concentrator: Concentrator;
  /** None where requests are not collected: slots then hold node figures only. */
  sources: readonly CounterSource[];
  collectIntervalMs: number;
  /** Whether another agent scrapes the same processes and may take the lead. */
  othersMayLead: boolean;
  /** Whether this agent leads; absent where none other may. */
  isLeading?: () => boolean;
  clock: Clock;
  /** Corrected by the backend's time: slots are named by it. */
  backendNowMs: () => number;
  logger: Logger;
};

type Collected = {
  /** Local time from which on the round counts; absent if it counts nothing. */
  countedFromMs?: number;
  /** Whether a process that was scraped before could not be, and that leaves a gap. */
  missed: boolean;
};

/**
 * Scrapes on every multiple of the interval and closes a slot on every multiple of 30 s, whether
 * this agent leads or not.
 *
 * What a round counted becomes lasting only together with the counters it counted from, in
 * `StateStore.commitRound`. Until then both live in memory and are lost together.
 */
export class RoundRunner {
  private readonly baselines: Baselines;
  /** The last round that scraped, in the backend's time; the next slot covers from here. */
  private coveredThroughMs: number | undefined;
  /** Where the coverage of the open slot begins, once a round within it scraped. */
  private openCoverageFromMs: number | undefined;
  /** Closed but not yet stored, because storing failed. */
  private pending: { slots: Slot[]; gaps: Gap[] } = { slots: [], gaps: [] };
  private lastRoundEndedMs: number | undefined;
  /** Local time of the last round of this process that scraped. */
  private scrapedMs: number | undefined;

  constructor(private readonly options: RoundRunnerOptions) {
    const { scrapes, previousRoundMs } = options.store.loadBaselines();
    this.baselines = new Baselines(scrapes, previousRoundMs);
  }

  /** When the last round ended, in local time; tells whether the agent is alive. */
  get lastRoundMs(): number | undefined {
    return this.lastRoundEndedMs;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, collectIntervalMs, backendNowMs } = this.options;
    const stepMs = Math.min(collectIntervalMs, BASE_SLOT_MS);
    let doneMs = alignDown(backendNowMs() - this.afterBoundaryMs, stepMs);
    while (!signal.aborted) {
      const nowMs = backendNowMs();
      const boundaryMs = alignDown(nowMs - this.afterBoundaryMs, stepMs);
      // The clock was set back: what was done already was not done in this time.
      if (boundaryMs < doneMs - stepMs) doneMs = boundaryMs;
      if (boundaryMs <= doneMs) {
        const dueMs = boundaryMs + stepMs + this.afterBoundaryMs;
        // In pieces: the clock may be corrected meanwhile, or the lead change.
        await clock.sleep(Math.min(dueMs - nowMs, 5_000), signal);
        continue;
      }
      doneMs = boundaryMs;
      await this.round(boundaryMs, signal);
    }
  }

  /** One round at `boundaryMs`, a multiple of the interval in the backend's time. */
  async round(boundaryMs: number, signal: AbortSignal): Promise<void> {
    const { clock, backendNowMs, collectIntervalMs, logger } = this.options;
    const scrapeDue = boundaryMs % collectIntervalMs === 0;
    // All begin together: one slot's coverage is that of every source.
    const settled = this.options.sources.every(source => source.isSettled);
    let coverage: { fromMs: number; throughMs: number } | undefined;
    if (scrapeDue && settled) {
      const roundMs = clock.nowMs();
      this.noticeStep(roundMs);
      const throughMs = Math.round(backendNowMs());
      const collected = await this.collect({ roundMs, throughMs }, signal);
      if (signal.aborted) return;
      coverage = this.cover({ roundMs, throughMs }, collected);
    }
    if (boundaryMs % BASE_SLOT_MS === 0) {
      this.close(boundaryMs, coverage);
    } else if (coverage && this.options.othersMayLead) {
      this.closeRound(boundaryMs, coverage);
    }
    this.lastRoundEndedMs = clock.nowMs();
    logger.debug('round', { boundaryMs });
  }

  /**
   * The time this round covers; in rounds within a slot it grows until the slot closes. Where every
   * process started long after the round before, nobody knows what their predecessors counted last.
   */
  private cover(
    { roundMs, throughMs }: RoundTime,
    { countedFromMs, missed }: Collected,
  ): { fromMs: number; throughMs: number } {
    const offsetMs = throughMs - roundMs;
    const { lastRoundMs = roundMs } = this.baselines;
    const namedNowMs = lastRoundMs + offsetMs;
    const namedThenMs = this.coveredThroughMs ?? namedNowMs;
    // A correction of the backend's clock moves the name of the round before, and no time passes.
    const isStep = Math.abs(namedNowMs - namedThenMs) > CLOCK_STEP_MS;
    const previousMs = isStep ? namedNowMs : namedThenMs;
    const beginMs = Math.min((countedFromMs ?? roundMs) + offsetMs, throughMs);
    // In one clock: between two times of different clocks lies the step of one, and no time.
    const isBlind =
      countedFromMs !== undefined && countedFromMs - lastRoundMs > BASE_SLOT_MS;
    if (isBlind) {
      this.pending.gaps.push({
        fromMs: previousMs,
        toMs: beginMs,
        reason: 'every process that is counted ended while nobody scraped it',
      });
    }
    if (missed && this.options.othersMayLead) {
      // Nobody will know of it if we lose the lead before the next scrape.
      this.pending.gaps.push({
        fromMs: Math.min(previousMs, throughMs),
        toMs: throughMs,
        reason:
          'a process could not be scraped; what it counted is added when it answers again, unless another agent leads by then',
      });
    }
    this.openCoverageFromMs ??= isBlind
      ? beginMs
      : Math.min(previousMs, throughMs);
    this.coveredThroughMs = throughMs;
    this.baselines.endRound(roundMs);
    return { fromMs: this.openCoverageFromMs, throughMs };
  }

  /**
   * No process sleeps for a day between two rounds: its clock was set forward. Taken for time in which
   * nobody looked, everything counted would be given up and a day of it be a gap.
   */
  private noticeStep(roundMs: number): void {
    const { collectIntervalMs, logger } = this.options;
    const elapsedMs = roundMs - (this.scrapedMs ?? roundMs);
    this.scrapedMs = roundMs;
    if (elapsedMs <= MAX_BASELINE_AGE_MS) return;
    logger.warn("this machine's clock was set forward", { byMs: elapsedMs });
    this.baselines.moveOn(elapsedMs - collectIntervalMs);
  }

  private get afterBoundaryMs(): number {
    const isLeading = this.options.isLeading?.() ?? true;
    return AFTER_BOUNDARY_MS + (isLeading ? 0 : STANDBY_LATER_MS);
  }

  /**
   * Where another agent may have led, rounds are kept apart: those that begin before what it covered
   * are left out, and so no more than a single one of them is lost (see `mergeRounds`).
   */
  private closeRound(
    boundaryMs: number,
    coverage: { fromMs: number; throughMs: number },
  ): void {
    const slotEndMs = alignDown(boundaryMs, BASE_SLOT_MS) + BASE_SLOT_MS;
    this.pending.slots.push(
      ...this.options.concentrator.closeRequests(slotEndMs, coverage),
    );
    this.openCoverageFromMs = undefined;
  }

  private close(
    boundaryMs: number,
    coverage: { fromMs: number; throughMs: number } | undefined,
  ): void {
    const { concentrator, store, logger, clock } = this.options;
    const covered = coverage ?? this.pointCoverage();
    this.openCoverageFromMs = undefined;
    if (covered.throughMs - covered.fromMs > MAX_BASELINE_AGE_MS) {
      this.pending.gaps.push({
        fromMs: covered.fromMs,
        toMs: covered.throughMs,
        reason: 'the agent was stopped for more than 24 h',
      });
      covered.fromMs = covered.throughMs;
    }
    this.pending.slots.push(...concentrator.close(boundaryMs, covered));
    try {
      store.commitRound({
        ...this.pending,
        baselines: this.baselines.changed(),
        roundMs: this.baselines.lastRoundMs ?? clock.nowMs(),
      });
      this.pending = { slots: [], gaps: [] };
      this.baselines.saved();
    } catch (error) {
      if (this.pending.slots.length > MAX_PENDING_SLOTS) {
        this.pending.slots = mergeIntoHours(this.pending.slots);
      }
      logger.error('cannot store a slot, keeping it in memory', {
        reason: String(error),
      });
    }
  }

  /** A slot without a scrape covers no time of its own. */
  private pointCoverage(): { fromMs: number; throughMs: number } {
    const atMs =
      this.openCoverageFromMs ??
      this.coveredThroughMs ??
      Math.round(this.options.backendNowMs());
    return { fromMs: atMs, throughMs: atMs };
  }

  private async collect(
    at: RoundTime,
    signal: AbortSignal,
  ): Promise<Collected> {
    const rounds = await Promise.all(
      this.options.sources.map(source => this.scrape(source, signal)),
    );
    if (signal.aborted) return { missed: false };
    this.baselines.dropOld(at.roundMs);
    let countedFromMs: number | undefined;
    let missed = false;
    for (const [index, round] of rounds.entries()) {
      const { leavesGaps = false } = this.options.sources[index];
      for (const scrape of round?.scrapes ?? []) {
        const fromMs = this.count(scrape, round!.toRows, at) ?? Infinity;
        countedFromMs = Math.min(fromMs, countedFromMs ?? Infinity);
      }
      for (const process of round?.failed ?? []) {
        missed ||= leavesGaps && this.baselines.has(process);
        this.baselines.miss(process);
      }
    }
    return countedFromMs === Infinity ? { missed } : { countedFromMs, missed };
  }

  /** A source that throws must not take what the others counted with it. */
  private async scrape(
    source: CounterSource,
    signal: AbortSignal,
  ): Promise<CounterRound | undefined> {
    try {
      return await source.scrape(signal);
    } catch (error) {
      if (!signal.aborted) {
        const { name } = source.state;
        this.options.logger.error(`cannot scrape ${name}`, {
          reason: messageOf(error),
        });
      }
      return undefined;
    }
  }

  private count(
    scrape: ProcessScrape,
    toRows: CounterRound['toRows'],
    at: RoundTime,
  ): number | undefined {
    const { concentrator, logger } = this.options;
    const { process } = scrape;
    const increments = this.baselines.advance(scrape, at);
    const { countedFromMs, lateFromMs, notes } = increments;
    for (const row of toRows(process, increments)) {
      if (lateFromMs === undefined) concentrator.addRequest(row);
      else concentrator.addLateRequest(row, lateFromMs);
    }
    if (notes.resets > 0) {
      logger.info('counters were reset', { process, series: notes.resets });
    }
    return countedFromMs;
  }
}
