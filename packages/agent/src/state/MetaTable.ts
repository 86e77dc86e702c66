import type { StateDatabase } from './openStateDatabase';

type MetaKey =
  | 'stream_id'
  | 'next_sequence'
  | 'previous_round_ms'
  | 'clock_offset_ms'
  /** End of what another stream covered; our first part must begin after it. */
  | 'foreign_acked_ms';

/** Single values of the state. */
export class MetaTable {
  constructor(private readonly database: StateDatabase) {}

  getText(key: MetaKey): string | undefined {
    const row = this.database
      .prepare('SELECT value FROM meta WHERE key = ?')
      .get(key) as { value: string } | undefined;
    return row?.value;
  }

  getNumber(key: MetaKey): number | undefined {
    const text = this.getText(key);
    return text === undefined ? undefined : Number(text);
  }

  set(key: MetaKey, value: string | number): void {
    this.database
      .prepare(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(key, String(value));
  }

  delete(key: MetaKey): void {
    this.database.prepare('DELETE FROM meta WHERE key = ?').run(key);
  }
}
