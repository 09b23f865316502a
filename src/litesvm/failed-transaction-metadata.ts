import type { FailedTransaction } from "../svm/transaction-result.js";
import { refuseConstruction } from "./arguments.js";
import { debugStruct } from "./rust-debug.js";
import { debugTransactionError, type TransactionErrorValue, transactionErrorValue } from "./transaction-error.js";
import { debugMetadata, TransactionMetadata } from "./transaction-metadata.js";

/** Why a transaction failed or was refused, and what it left to tell. */
export class FailedTransactionMetadata {
  readonly #result: FailedTransaction;

  /** @internal */
  constructor(result: FailedTransaction = refuseConstruction()) {
    this.#result = result;
  }

  /** A number (`TransactionErrorFieldless`) for an error that carries nothing. */
  err(): TransactionErrorValue {
    return transactionErrorValue(this.#result.error);
  }

  meta(): TransactionMetadata {
    return new TransactionMetadata(this.#result);
  }

  toString(): string {
    const failed = debugStruct("FailedTransactionMetadata", {
      err: debugTransactionError(this.#result.error),
      meta: debugMetadata(this.meta()),
    });
    return `FailedTransactionMetadata(${failed})`;
  }
}
