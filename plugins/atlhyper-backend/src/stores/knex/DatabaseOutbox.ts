import type { Knex } from 'knex';
import type { Outbox, OutboxMessage, UnsentMessage } from '../Outbox';
import { inChunks, readInteger, ROWS_PER_STATEMENT } from './dialect';
import type { DbAlertOutboxRow } from './tables';

/** Keeps what is to be told in the plugin's database, beside the alerts. */
export class DatabaseOutbox implements Outbox {
  constructor(private readonly knex: Knex) {}

  async listDue(
    query: Parameters<Outbox['listDue']>[0],
  ): Promise<UnsentMessage[]> {
    const { nowMs, limit, topic, otherThan = [] } = query;
    const rows = await this.knex<DbAlertOutboxRow>('alert_outbox')
      .where(topic === undefined ? {} : { topic })
      .whereNotIn('topic', [...otherThan])
      .whereNotExists(
        this.knex('alert_outbox as waiting')
          .whereRaw('waiting.subject = alert_outbox.subject')
          .whereRaw('waiting.id <= alert_outbox.id')
          .where('waiting.retry_ms', '>', nowMs),
      )
      // Those of a replica of before name no subject, and wait for themselves.
      .andWhere(own =>
        own.whereNull('retry_ms').orWhere('retry_ms', '<=', nowMs),
      )
      .orderBy('id')
      .limit(limit)
      .select();
    return rows.map(row => ({
      id: readInteger(row.id),
      topic: row.topic,
      subject: row.subject ?? String(row.id),
      atMs: readInteger(row.at_ms),
      payload: JSON.parse(row.payload_json),
      failures: row.failures,
    }));
  }

  async remove(ids: readonly number[]): Promise<void> {
    await inChunks(ids, ROWS_PER_STATEMENT, chunk =>
      this.knex('alert_outbox').whereIn('id', chunk).delete(),
    );
  }

  async postpone(
    messages: readonly { id: number; retryMs: number }[],
  ): Promise<void> {
    const idsByTime = new Map<number, number[]>();
    for (const { id, retryMs } of messages) {
      const ids = idsByTime.get(retryMs);
      if (ids) ids.push(id);
      else idsByTime.set(retryMs, [id]);
    }
    for (const [retryMs, ids] of idsByTime) {
      await inChunks(ids, ROWS_PER_STATEMENT, chunk =>
        this.knex('alert_outbox')
          .whereIn('id', chunk)
          .update({ retry_ms: retryMs })
          .increment('failures'),
      );
    }
  }
}

/** Within the transaction that keeps what they tell of. */
export async function addMessages(
  trx: Knex.Transaction,
  messages: readonly OutboxMessage[],
): Promise<void> {
  await inChunks(messages, ROWS_PER_STATEMENT, chunk =>
    trx('alert_outbox').insert(
      chunk.map(({ topic, subject, atMs, payload }) => ({
        topic,
        subject,
        at_ms: atMs,
        payload_json: JSON.stringify(payload),
      })),
    ),
  );
}
