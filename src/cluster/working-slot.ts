import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import { calculateFee } from "../svm/fee.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import type { BlockTransaction } from "./block.js";
import type { Layer } from "./layers.js";
import { recordTransaction } from "./poh.js";
import type { CollectedFees } from "./slot-end.js";
import { metaOf } from "./transaction-meta.js";

/** Which transactions leave a trace in the ledger. */
export type TracePolicy = "all" | "failed" | "none";

/** The slot that transactions go into. */
export class WorkingSlot {
  readonly transactions: BlockTransaction[] = [];
  readonly fees: CollectedFees = { base: 0n, priority: 0n };
  signatureCount = 0;
  /** The hash of the latest entry. */
  entryHash: Uint8Array;

  constructor(
    readonly slot: bigint,
    readonly layer: Layer,
    parentBlockhash: Uint8Array,
  ) {
    this.entryHash = parentBlockhash;
  }

  /** Writes down a transaction that paid. */
  record(transaction: Transaction, result: TransactionResult, traces: TracePolicy): void {
    const keepsTrace = traces === "all" || (traces === "failed" && !result.ok);
    this.transactions.push({
      transaction,
      meta: metaOf(transaction, result),
      // Made when somebody looks.
      get trace() {
        return keepsTrace ? result.trace : undefined;
      },
    });
    const base = calculateFee(transaction.message, 0n);
    this.fees.base += base;
    this.fees.priority += result.fee - base;
    this.signatureCount += transaction.signatures.length;
    this.entryHash = recordTransaction(this.entryHash, transaction.signatures);
  }

  /** A copy to go back to. */
  clone(layer: Layer): WorkingSlot {
    const copy = new WorkingSlot(this.slot, layer, this.entryHash);
    copy.transactions.push(...this.transactions);
    Object.assign(copy.fees, this.fees);
    copy.signatureCount = this.signatureCount;
    return copy;
  }

  /** The keys that the slot has changed so far. */
  changedKeys(): Iterable<Pubkey> {
    return this.layer.before.keys();
  }
}
