import { randomBytes } from 'node:crypto';
import {
  PUSH_LIMITS,
  type Gap,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { ProcessScrape } from '@atlhyper/core';
import { PartSize } from '../push/PartSize';
import { mergeRounds } from '../slots/mergeRounds';
import { takePart } from '../slots/takePart';
import { BaselineTable } from './BaselineTable';
import type { FrozenPart, PartSource } from './FrozenPart';
import { FrozenTable } from './FrozenTable';
import { GapTable } from './GapTable';
import { MetaTable } from './MetaTable';
import { openStateDatabase, type StateDatabase } from './openStateDatabase';
import type { RoundResult } from './RoundResult';
import { SlotTable } from './SlotTable';
import { SplitRest } from './SplitRest';
import { freezeSlots, spanOf, splitPart } from './splitPart';

const MAX_GAPS_PER_PART = 200;
/** Baselines older than this are not used: the increment could not be placed in time. */
export const MAX_BASELINE_AGE_MS = PUSH_LIMITS.maxSlotAgeMs;
/** A part needs a moment to arrive; a slot this close to the age limit is given up. */
const AGE_MARGIN_MS = 60_000;

/**
 * What the agent must not lose: its identity, the counters it counts from, and what is yet to be
 * sent. Everything that belongs together changes in one transaction, so that a process killed at
 * any point finds a state in which nothing is lost and nothing will be counted twice.
 */
export class StateStore implements PartSource {
  private readonly meta: MetaTable;
  private readonly baselines: BaselineTable;
  private readonly slots: SlotTable;
  private readonly gaps: GapTable;
  private readonly frozen: FrozenTable;
  private readonly splitRest: SplitRest;
  /** Of parts, and of whatever else goes the same way. */
  readonly partSize: PartSize;
  /** Whether what is frozen may have been counted, as that of a process before. */
  private inDoubt = true;

  private constructor(
    private readonly database: StateDatabase,
    private readonly options: {
      maxSpoolBytes: number;
      nowMs: () => number;
      onDropped?: (dropped: Gap) => void;
    },
  ) {
    this.meta = new MetaTable(database);
    this.baselines = new BaselineTable(database);
    this.slots = new SlotTable(database);
    this.gaps = new GapTable(database);
    this.frozen = new FrozenTable(database);
    this.splitRest = new SplitRest(this.meta);
    this.partSize = new PartSize(options.nowMs);
    if (!this.meta.getText('stream_id')) this.beginStream();
  }

  /** @throws Error if another process uses the directory, or it is of another cluster */
  static open(
    directory: string,
    options: {
      clusterId?: string;
      maxSpoolBytes: number;
      /** Time as the backend sees it. */
      nowMs: () => number;
      /** Told of every stretch whose counts are given up, with a gap for it. */
      onDropped?: (dropped: Gap) => void;
    },
  ): StateStore {
    const database = openStateDatabase(directory);
    try {
      if (options.clusterId) new MetaTable(database).claim(options.clusterId);
      return new StateStore(database, options);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }

  /** Stands for this state directory. */
  get streamId(): string {
    return this.meta.getText('stream_id')!;
  }

  get clockOffsetMs(): number {
    return this.meta.getNumber('clock_offset_ms') ?? 0;
  }

  set clockOffsetMs(offsetMs: number) {
    this.meta.set('clock_offset_ms', offsetMs);
  }

  loadBaselines(): {
    previousRoundMs?: number;
    scrapes: Map<string, ProcessScrape>;
  } {
    return {
      previousRoundMs: this.meta.getNumber('previous_round_ms'),
      scrapes: this.baselines.load(),
    };
  }

  /**
   * Stores closed slots and the counters they end with, in one transaction: a process killed before
   * it counts the same increments again from the old baselines, one killed after it goes on from
   * the new ones.
   */
  commitRound(round: RoundResult): void {
    this.transaction(() => {
      round.slots.forEach(slot => this.slots.add(slot));
      round.gaps?.forEach(gap => this.gaps.add(gap));
      round.baselines.forEach(scrape => this.baselines.save(scrape));
      this.baselines.deleteBefore(round.roundMs - MAX_BASELINE_AGE_MS);
      this.meta.set('previous_round_ms', round.roundMs);
      this.makeRoom();
    });
  }

  next(): FrozenPart | undefined {
    return this.transaction(() => this.frozen.read() ?? this.freeze());
  }

  acknowledge(sequence: number): void {
    this.transaction(() => {
      this.frozen.delete(sequence);
      this.returnRest();
    });
  }

  split(sequence: number): boolean {
    const isSplit = this.transaction(() => {
      const whole = this.frozen.read();
      if (whole?.sequence !== sequence) return false;
      const pieces = splitPart(whole, this.partSize);
      if (!pieces) return false;
      const free = this.splitRest.take(pieces.rest, this.inDoubt);
      free.forEach(slot => this.slots.add(slot));
      this.frozen.delete(sequence);
      this.frozen.add(pieces.part);
      return true;
    });
    if (isSplit) this.inDoubt = false;
    return isSplit;
  }

  doubt(): void {
    this.inDoubt = true;
  }

  acknowledgeWhole(sequence: number): boolean {
    return this.transaction(() => {
      const rest = this.splitRest.read();
      if (rest.length === 0) return false;
      if (this.splitRest.isAmbiguous) {
        this.addGap(spanOf(rest), 'a part was split twice without an answer');
      }
      this.frozen.delete(sequence);
      this.splitRest.forget();
      return true;
    });
  }

  reject(sequence: number, reason: string): void {
    this.transaction(() => {
      const part = this.frozen.read();
      if (part?.sequence !== sequence) return;
      this.frozen.putAside(part, { reason, atMs: this.options.nowMs() });
      part.gaps.forEach(gap => this.gaps.add(gap));
      this.addGap(part, `rejected: ${reason}`);
      this.returnRest();
    });
  }

  /**
   * Takes over from what the backend has. If another stream wrote last, what it covered must not
   * be sent again: `next()` will leave out slots that begin before `ackedThroughMs` and report
   * what is missing between as a gap.
   *
   * The frozen part is taken apart again. Had it been counted, `ackedThroughMs` would not lie
   * before its end, and an attempt that is still on its way is fenced off by the new session: so
   * what it holds after that time was not counted and never will be under the old sequence.
   */
  onSessionOpened(session: {
    lastStreamId?: string;
    ackedThroughMs?: number;
  }): void {
    this.transaction(() => {
      if (session.ackedThroughMs === undefined) {
        this.meta.delete('foreign_acked_ms');
        return;
      }
      if (session.lastStreamId === this.streamId) {
        this.meta.set('foreign_passed', 1);
        return;
      }
      const ackedMs = this.believable(session.ackedThroughMs);
      this.meta.set('foreign_acked_ms', ackedMs);
      this.meta.delete('foreign_passed');
      if (ackedMs < session.ackedThroughMs) {
        this.meta.set('foreign_doubtful', 1);
      } else this.meta.delete('foreign_doubtful');
      const part = this.frozen.read();
      if (part) {
        const slots: Slot[] = JSON.parse(part.slotsJson);
        slots.forEach(slot => this.slots.add(slot));
        part.gaps.forEach(gap => this.gaps.add(gap));
        this.frozen.delete(part.sequence);
        this.returnRest();
      }
      this.gaps.clipBefore(ackedMs);
    });
  }

  /** A standby forgets what the leader has delivered. */
  pruneCovered(ackedThroughMs: number): void {
    const ackedMs = this.believable(ackedThroughMs);
    this.slots.deleteWhere('covers_through_ms <=', ackedMs);
  }

  /** Nobody has covered the future: a backend whose clock was ahead names what was not there yet. */
  private believable(ackedThroughMs: number): number {
    const latestMs = this.options.nowMs() + PUSH_LIMITS.maxSlotAheadMs;
    return Math.min(ackedThroughMs, latestMs);
  }

  /**
   * Goes on as a new stream. Needed when the backend knows this stream's sequence with other
   * content, which happens if the directory is a copy or was restored: what was frozen may or may
   * not have been counted, so it is given up and recorded.
   */
  renewStream(reason: string): void {
    this.transaction(() => {
      const part = this.frozen.read();
      if (part) {
        part.gaps.forEach(gap => this.gaps.add(gap));
        this.addGap(part, reason);
        this.frozen.delete(part.sequence);
      }
      this.beginStream();
    });
  }

  spoolStats(): { slots: number; bytes: number; oldestMs?: number } {
    return this.slots.stats();
  }

  private beginStream(): void {
    this.meta.set('stream_id', randomBytes(16).toString('base64url'));
    this.meta.set('next_sequence', 1);
  }

  private freeze(): FrozenPart | undefined {
    this.dropExpired();
    if (!this.yieldToForeignStream()) return undefined;
    const offered: number[] = [];
    const taken = takePart(this.offer(offered), this.partSize.limits);
    if (taken.slots.length === 0) return undefined;
    offered.slice(0, taken.consumed).forEach(id => this.slots.delete(id));
    if (taken.rest) {
      this.slots.delete(offered[taken.consumed]);
      this.slots.add(taken.rest);
    }
    const part = freezeSlots(mergeRounds(taken.slots), {
      sequence: this.meta.getNumber('next_sequence')!,
      gaps: this.gaps.take(MAX_GAPS_PER_PART),
    });
    this.frozen.add(part);
    this.inDoubt = false;
    this.meta.set('next_sequence', part.sequence + 1);
    return part;
  }

  private *offer(ids: number[]): Generator<Slot> {
    for (const { id, slot } of this.slots.oldest()) {
      ids.push(id);
      yield slot;
    }
  }

  /** What was split off is as if it had never been frozen. */
  private returnRest(): void {
    this.splitRest.read().forEach(slot => this.slots.add(slot));
    this.splitRest.forget();
  }

  /**
   * A process that could not be scraped since before the other stream wrote is counted from then on,
   * whenever it answers again: so its end is remembered for as long as we lead.
   *
   * @returns false while there is nothing to send after what the other stream covered
   */
  private yieldToForeignStream(): boolean {
    const ackedMs = this.meta.getNumber('foreign_acked_ms');
    if (ackedMs === undefined) return true;
    const passed = this.meta.getNumber('foreign_passed') === 1;
    if (passed && ackedMs > this.options.nowMs()) {
      // The clock was set back: what is counted now only seems to be from before.
      this.meta.delete('foreign_acked_ms');
      return true;
    }
    const dropped = this.slots.deleteWhere('covers_from_ms <', ackedMs);
    const missing = (toMs: number) =>
      this.giveUp({ fromMs: ackedMs, toMs, reason: 'change of leader' });
    // It may have covered more than the first one that is left begins after.
    if (dropped) missing(dropped.toMs);
    // Through when it covered is not known where its clock was wrong.
    if (dropped && this.meta.getNumber('foreign_doubtful') === 1) {
      const reason = 'another agent covered it while a clock was wrong';
      this.giveUp({ fromMs: dropped.fromMs, toMs: dropped.toMs, reason });
      this.meta.delete('foreign_doubtful');
    }
    if (passed) return true;
    const first = this.slots.oldest().next();
    if (first.done) return false;
    missing(first.value.slot.coversFromMs);
    this.meta.set('foreign_passed', 1);
    return true;
  }

  private dropExpired(): void {
    const oldestMs =
      this.options.nowMs() - PUSH_LIMITS.maxSlotAgeMs + AGE_MARGIN_MS;
    const dropped = this.slots.deleteWhere(
      'start_ms + duration_ms <',
      oldestMs,
    );
    if (dropped) {
      this.giveUp({
        fromMs: dropped.fromMs,
        toMs: dropped.toMs,
        reason: 'older than 24 h when the backend could be reached again',
      });
    }
  }

  /** Called in the transaction that adds a slot. */
  private makeRoom(): void {
    while (this.slots.stats().bytes > this.options.maxSpoolBytes) {
      if (this.slots.mergeOldest()) continue;
      const oldest = this.slots.oldest().next();
      if (oldest.done) return;
      this.slots.delete(oldest.value.id);
      this.addGap(oldest.value.slot, 'the spool was full');
    }
  }

  private addGap(
    covered: { coversFromMs: number; coversThroughMs: number },
    reason: string,
  ): void {
    this.giveUp({
      fromMs: covered.coversFromMs,
      toMs: covered.coversThroughMs,
      reason: reason.slice(0, 256),
    });
  }

  /** Nothing is given up without a gap and a word to whoever listens. */
  private giveUp(gap: Gap): void {
    if (gap.toMs <= gap.fromMs) return;
    this.gaps.add(gap);
    this.options.onDropped?.(gap);
  }

  private transaction<T>(work: () => T): T {
    return this.database.transaction(work).immediate();
  }
}
