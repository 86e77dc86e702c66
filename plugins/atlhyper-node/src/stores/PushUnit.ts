declare const transaction: unique symbol;

/** Only stores of the ledger's own kind know what it is; all others leave it alone. */
export type StoreTransaction = { readonly [transaction]: true };

/**
 * A push that the ledger has let in, as the stores write it.
 *
 * What a store promises about being told of one push twice: parts of slots come to it only where the
 * ledger had not counted them, and what it writes in `transaction` is kept or lost together with the
 * ledger's entry. A store that cannot share the transaction is told of a part again after a crash in
 * between, and must take each (cluster, stream, sequence) once by itself. Latest state is replaced,
 * so that telling it twice changes nothing.
 */
export type PushUnit = {
  clusterId: string;
  streamId: string;
  receivedMs: number;
  /** Of the part of slots within its stream. */
  sequence?: number;
  transaction: StoreTransaction;
};
