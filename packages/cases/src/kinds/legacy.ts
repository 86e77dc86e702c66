import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  readLegacyDatabase,
  type LegacyNotes,
} from '@atlhyper/agent/src/replay/readLegacyDatabase';
import Database from 'better-sqlite3';

/** Kind `legacy`. */
export function runLegacy(input: { now: string; sql: string }) {
  const directory = mkdtempSync(join(tmpdir(), 'case-'));
  try {
    const file = join(directory, 'legacy.db');
    const database = new Database(file);
    database.exec(input.sql);
    database.close();
    const notes: LegacyNotes = {
      rows: 0,
      entryPoints: 0,
      empty: 0,
      unmapped: 0,
    };
    const slots = readLegacyDatabase(file, {
      clusterId: 'prod',
      nowMs: Date.parse(input.now),
      notes,
    });
    const requests: Record<string, number> = {};
    for (const slot of slots) {
      for (const { series, codes } of slot.requests) {
        const name =
          series.kind === 'route'
            ? `${series.host} ${series.path}`
            : `${series.kind} ${(series as { service?: string }).service}`;
        const count = Object.values(codes).reduce((a, b) => a + b, 0);
        requests[name] = (requests[name] ?? 0) + count;
      }
    }
    return { requests, notes };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
