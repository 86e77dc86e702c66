import type { PushEntry, PushUnit } from '../Ledger';
import type { Stores } from '../Stores';

/** Stores of one kind, empty but for the clusters 'one' and 'two'. */
export type ContractStores = Pick<
  Stores,
  'ledger' | 'samples' | 'nodeHistory' | 'latest' | 'objects'
>;

/** Opens stores of one kind; by default those that each kind has. */
export type OpenStores<S = ContractStores> = () => Promise<S>;

export const NOW_MS = Date.UTC(2026, 10, 20, 12);

/** An agent of a cluster whose session is open: what it pushes is written by `write`. */
export class ContractAgent {
  private constructor(
    private readonly stores: Pick<Stores, 'ledger'>,
    private readonly entry: Omit<PushEntry, 'receivedMs' | 'part'>,
  ) {}

  static async open(
    stores: Pick<Stores, 'ledger'>,
    options: Partial<Pick<PushEntry, 'clusterId' | 'role' | 'streamId'>> = {},
  ): Promise<ContractAgent> {
    const session = {
      ...({ clusterId: 'one', role: 'live', streamId: 'stream-1' } as const),
      ...options,
    };
    const { epoch } = await stores.ledger.openSession({
      ...session,
      openedMs: NOW_MS,
    });
    return new ContractAgent(stores, { ...session, epoch });
  }

  /** Pushes a part of slots of 30 s that begins `ageMs` ago. */
  async pushPart<T>(
    sequence: number,
    write: (unit: PushUnit, isFresh: boolean) => Promise<T>,
    options: { digest?: string; ageMs?: number; receivedMs?: number } = {},
  ) {
    const { digest = 'd', ageMs = 60_000, receivedMs = NOW_MS } = options;
    const coversFromMs = NOW_MS - ageMs;
    const coversThroughMs = coversFromMs + 30_000;
    return this.stores.ledger.commit(
      {
        ...this.entry,
        receivedMs,
        part: {
          sequence,
          digest,
          coversFromMs,
          coversThroughMs,
          endsMs: coversThroughMs,
        },
      },
      write,
    );
  }

  /** Pushes state, without slots. */
  async push<T>(
    write: (unit: PushUnit) => Promise<T>,
    receivedMs = NOW_MS,
  ): Promise<T> {
    const commit = await this.stores.ledger.commit(
      { ...this.entry, receivedMs },
      write,
    );
    return commit.written;
  }
}
