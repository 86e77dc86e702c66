import type { Gap } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { StateDatabase } from './openStateDatabase';

/** Stretches of time whose counters are lost and that the backend does not know of yet. */
export class GapTable {
  constructor(private readonly database: StateDatabase) {}

  /**
   * Records a gap. One that continues the newest gap for the same reason makes that longer, so a
   * long outage is one gap. An empty stretch is no gap.
   */
  add(gap: Gap): void {
    if (gap.toMs <= gap.fromMs) {
      return;
    }
    const newest = this.database
      .prepare('SELECT * FROM gaps ORDER BY id DESC LIMIT 1')
      .get() as GapRow | undefined;
    const continues =
      newest !== undefined &&
      newest.reason === gap.reason &&
      gap.fromMs <= newest.to_ms &&
      gap.toMs >= newest.from_ms;
    if (continues) {
      this.database
        .prepare('UPDATE gaps SET from_ms = ?, to_ms = ? WHERE id = ?')
        .run(
          Math.min(newest.from_ms, gap.fromMs),
          Math.max(newest.to_ms, gap.toMs),
          newest.id,
        );
      return;
    }
    this.database
      .prepare('INSERT INTO gaps (from_ms, to_ms, reason) VALUES (?, ?, ?)')
      .run(gap.fromMs, gap.toMs, gap.reason.slice(0, 256));
  }

  /** Takes the oldest gaps out, to travel with a part. */
  take(limit: number): Gap[] {
    const rows = this.database
      .prepare('SELECT * FROM gaps ORDER BY id LIMIT ?')
      .all(limit) as GapRow[];
    const remove = this.database.prepare('DELETE FROM gaps WHERE id = ?');
    return rows.map(row => {
      remove.run(row.id);
      return { fromMs: row.from_ms, toMs: row.to_ms, reason: row.reason };
    });
  }

  /** Forgets what another stream covered meanwhile. */
  clipBefore(coveredThroughMs: number): void {
    this.database
      .prepare('DELETE FROM gaps WHERE to_ms <= ?')
      .run(coveredThroughMs);
    this.database
      .prepare('UPDATE gaps SET from_ms = ? WHERE from_ms < ?')
      .run(coveredThroughMs, coveredThroughMs);
  }
}

type GapRow = { id: number; from_ms: number; to_ms: number; reason: string };
