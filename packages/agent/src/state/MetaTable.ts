import type { StateDatabase } from './openStateDatabase';

type MetaKey =
  | 'cluster_id'
  | 'stream_id'
  | 'next_sequence'
  | 'previous_round_ms'
  | 'clock_offset_ms'
  /** End of what another stream covered; nothing of ours may begin before it. */
  | 'foreign_acked_ms'
  /** 1 once a slot of ours began after that end. */
  | 'foreign_passed'
  /** 1 where that end lay in the future, so that nobody knows what it really covered. */
  | 'foreign_doubtful'
  /** Slots behind those that are being sent, which count with the part before it was split: JSON. */
  | 'split_rest'
  /** 1 where there are two such parts. */
  | 'split_twice';

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

  /**
   * What waits here was counted in one cluster and must not be sent as another's.
   *
   * @throws Error if the state is of another cluster
   */
  claim(clusterId: string): void {
    const known = this.getText('cluster_id');
    if (known !== undefined && known !== clusterId) {
      throw new Error(
        `state_dir: holds what was counted in cluster "${known}", not in "${clusterId}"; every cluster needs its own`,
      );
    }
    this.set('cluster_id', clusterId);
  }

  delete(key: MetaKey): void {
    this.database.prepare('DELETE FROM meta WHERE key = ?').run(key);
  }
}
