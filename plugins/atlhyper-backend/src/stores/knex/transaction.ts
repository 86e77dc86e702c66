import type { Knex } from 'knex';
import type { PushUnit, StoreTransaction } from '../Ledger';

/**
 * The ledger's transaction, which all stores of one database share.
 *
 * Within it nothing may use the database itself: SQLite has one connection, and a query outside would
 * wait for the transaction that waits for it.
 */
export function transactionOf(unit: PushUnit): Knex.Transaction {
  return unit.transaction as unknown as Knex.Transaction;
}

/** What `transactionOf` takes back out. */
export function shareTransaction(trx: Knex.Transaction): StoreTransaction {
  return trx as unknown as StoreTransaction;
}
