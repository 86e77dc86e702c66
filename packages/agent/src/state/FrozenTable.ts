import type { FrozenPart } from './FrozenPart';
import type { StateDatabase } from './openStateDatabase';

const MAX_REJECTED_PARTS = 20;

type FrozenRow = {
  sequence: number;
  digest: string;
  slots_json: string;
  gaps_json: string;
  covers_from_ms: number;
  covers_through_ms: number;
};

/** The part that is being sent, at most one, and beside it those that the backend refused. */
export class FrozenTable {
  constructor(private readonly database: StateDatabase) {}

  read(): FrozenPart | undefined {
    const row = this.database
      .prepare('SELECT * FROM frozen ORDER BY sequence LIMIT 1')
      .get() as FrozenRow | undefined;
    return (
      row && {
        sequence: row.sequence,
        digest: row.digest,
        slotsJson: row.slots_json,
        gaps: JSON.parse(row.gaps_json),
        coversFromMs: row.covers_from_ms,
        coversThroughMs: row.covers_through_ms,
      }
    );
  }

  add(part: FrozenPart): void {
    this.database
      .prepare('INSERT INTO frozen VALUES (?, ?, ?, ?, ?, ?)')
      .run(
        part.sequence,
        part.digest,
        part.slotsJson,
        JSON.stringify(part.gaps),
        part.coversFromMs,
        part.coversThroughMs,
      );
  }

  delete(sequence: number): void {
    this.database
      .prepare('DELETE FROM frozen WHERE sequence = ?')
      .run(sequence);
  }

  /** Keeps a refused part for a person to look at; only the newest 20 are kept. */
  putAside(part: FrozenPart, refused: { reason: string; atMs: number }): void {
    this.database
      .prepare(
        'INSERT INTO rejected (sequence, digest, slots_json, reason, rejected_at_ms) VALUES (?, ?, ?, ?, ?)',
      )
      .run(
        part.sequence,
        part.digest,
        part.slotsJson,
        refused.reason,
        refused.atMs,
      );
    this.database
      .prepare(
        'DELETE FROM rejected WHERE id <= (SELECT max(id) FROM rejected) - ?',
      )
      .run(MAX_REJECTED_PARTS);
    this.delete(part.sequence);
  }
}
