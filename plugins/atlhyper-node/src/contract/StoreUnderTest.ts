import type { PushUnit, StoreTransaction } from '../stores';

/** Gives a push to a store as the ledger would; rejects with what `write` rejects with. */
export type PushTo = (
  push: Omit<PushUnit, 'transaction'>,
  write: (unit: PushUnit) => Promise<unknown>,
) => Promise<void>;

/** An empty store. */
export type StoreUnderTest<S> = {
  store: S;
  /**
   * How pushes of the clusters `one` and `two` come to it; absent for a store that cannot share the
   * ledger's transaction: it is told of a part as often as it is pushed.
   */
  push?: PushTo;
};

/** Opens an empty store for one test. */
export type OpenStore<S> = () => Promise<StoreUnderTest<S>>;

export const NOW_MS = Date.UTC(2026, 10, 20, 12);

/** No transaction that a store could share. */
const OUTSIDE = {} as StoreTransaction;

const pushOutside: PushTo = async (push, write) => {
  await write({ ...push, transaction: OUTSIDE });
};

/** Pushes to a store, parts of slots in their sequence unless one is given. */
export function pusherOf({ push = pushOutside }: StoreUnderTest<unknown>) {
  let latest = 0;
  return async (
    write: (unit: PushUnit) => Promise<unknown>,
    options: { clusterId?: string; sequence?: number } = {},
  ) => {
    const { clusterId = 'one', sequence = latest + 1 } = options;
    latest = Math.max(latest, sequence);
    const of = { clusterId, streamId: `stream-${clusterId}` };
    await push({ ...of, receivedMs: NOW_MS, sequence }, write);
  };
}
