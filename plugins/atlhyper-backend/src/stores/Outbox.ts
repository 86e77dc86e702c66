/** Something to be told of alerts. `payload` holds an id by which it is known if it comes twice. */
export type OutboxMessage = {
  topic: string;
  /** What it is of: those of one subject are told in the order in which they happened. */
  subject: string;
  atMs: number;
  payload: object;
};

/** A message that was not told yet. */
export type UnsentMessage = OutboxMessage & {
  id: number;
  /** How often it could not be. */
  failures: number;
};

/** What is to be told of alerts, from when they are kept until it was told. */
export interface Outbox {
  /**
   * What may be told at `nowMs`, in the order in which it happened: all but what waits to be tried
   * again, and what comes after that of its subject. Of one topic, or of all but some, where given.
   */
  listDue(query: {
    nowMs: number;
    limit: number;
    topic?: string;
    otherThan?: readonly string[];
  }): Promise<UnsentMessage[]>;

  /** It was told, or is told no more. */
  remove(ids: readonly number[]): Promise<void>;

  /** It could not be told, once more, and is not tried again before its `retryMs`. */
  postpone(messages: readonly { id: number; retryMs: number }[]): Promise<void>;
}
