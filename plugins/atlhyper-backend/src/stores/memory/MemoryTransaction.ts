import type { PushUnit, StoreTransaction } from '../Ledger';

/** Changes that are made once a push is let in for good. */
export class MemoryTransaction {
  private readonly changes: (() => void)[] = [];

  static of(unit: PushUnit): MemoryTransaction {
    return unit.transaction as unknown as MemoryTransaction;
  }

  share(): StoreTransaction {
    return this as unknown as StoreTransaction;
  }

  add(change: () => void): void {
    this.changes.push(change);
  }

  commit(): void {
    this.changes.forEach(change => change());
  }
}
