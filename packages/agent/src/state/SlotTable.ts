import {
  BASE_SLOT_MS,
  SLOT_DURATIONS_MS,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mergeSlots } from '../slots/mergeSlots';
import type { StateDatabase } from './openStateDatabase';

type SlotRow = { id: number; slot: string };

/** A slot with the key of its row. */
export type StoredSlot = { id: number; slot: Slot };

/** Closed slots that were never sent, oldest coverage first. */
export class SlotTable {
  constructor(private readonly database: StateDatabase) {}

  add(slot: Slot): void {
    const text = JSON.stringify(slot);
    this.database
      .prepare(
        'INSERT INTO slots (start_ms, duration_ms, covers_from_ms, covers_through_ms, bytes, slot) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(
        slot.startMs,
        slot.durationMs,
        slot.coversFromMs,
        slot.coversThroughMs,
        Buffer.byteLength(text),
        text,
      );
  }

  /** The oldest slots; reads only as many as are asked for. */
  *oldest(): Generator<StoredSlot> {
    const page = this.database.prepare(
      'SELECT id, slot FROM slots ORDER BY covers_from_ms, id LIMIT 50 OFFSET ?',
    );
    for (let offset = 0; ; offset += 50) {
      const rows = page.all(offset) as SlotRow[];
      for (const row of rows) {
        yield { id: row.id, slot: JSON.parse(row.slot) };
      }
      if (rows.length < 50) return;
    }
  }

  delete(id: number): void {
    this.database.prepare('DELETE FROM slots WHERE id = ?').run(id);
  }

  /** Removes the slots that match and gives what they covered. */
  deleteWhere(
    condition:
      | 'start_ms + duration_ms <'
      | 'covers_from_ms <'
      | 'covers_through_ms <=',
    ms: number,
  ): { fromMs: number; toMs: number; slots: number } | undefined {
    const covered = this.database
      .prepare(
        `SELECT min(covers_from_ms) AS fromMs, max(covers_through_ms) AS toMs, count(*) AS slots FROM slots WHERE ${condition} ?`,
      )
      .get(ms) as { fromMs: number; toMs: number; slots: number };
    if (covered.slots === 0) {
      return undefined;
    }
    this.database.prepare(`DELETE FROM slots WHERE ${condition} ?`).run(ms);
    return covered;
  }

  stats(): { slots: number; bytes: number; oldestMs?: number } {
    const row = this.database
      .prepare(
        'SELECT count(*) AS slots, coalesce(sum(bytes), 0) AS bytes, min(start_ms) AS oldestMs FROM slots',
      )
      .get() as { slots: number; bytes: number; oldestMs: number | null };
    return { ...row, oldestMs: row.oldestMs ?? undefined };
  }

  /**
   * Makes room by merging the oldest slots that share a bucket of 5 minutes, else of an hour. The
   * newest bucket still fills: merging it again with every slot is work, so it comes last.
   *
   * @returns false if nothing is left to merge
   */
  mergeOldest(): boolean {
    const longer = SLOT_DURATIONS_MS.filter(ms => ms > BASE_SLOT_MS);
    return [false, true].some(newest =>
      longer.some(durationMs => this.mergeOldestInto(durationMs, newest)),
    );
  }

  private mergeOldestInto(
    durationMs: Slot['durationMs'],
    newest: boolean,
  ): boolean {
    const found = this.database
      .prepare(
        `SELECT start_ms / ${durationMs} AS bucket FROM slots WHERE duration_ms <= ${durationMs}
         GROUP BY bucket
         HAVING count(*) > 1
           AND (${Number(
             newest,
           )} OR bucket < (SELECT max(start_ms) FROM slots) / ${durationMs})
         ORDER BY bucket LIMIT 1`,
      )
      .get() as { bucket: number } | undefined;
    if (!found) {
      return false;
    }
    const rows = this.database
      .prepare(
        'SELECT id, slot FROM slots WHERE duration_ms <= ? AND start_ms >= ? AND start_ms < ? ORDER BY covers_from_ms, id',
      )
      .all(
        durationMs,
        found.bucket * durationMs,
        (found.bucket + 1) * durationMs,
      ) as SlotRow[];
    this.add(
      mergeSlots(
        rows.map(row => JSON.parse(row.slot)),
        durationMs,
      ),
    );
    rows.forEach(row => this.delete(row.id));
    return true;
  }
}
