import type { LedgerTransaction } from "../../cluster/block.js";
import type { Position } from "../../cluster/signature-range.js";
import type { Transaction } from "../../solana/transaction.js";
import type { Trace } from "../../trace/model.js";
import type { TransactionStatusMeta } from "../../transaction-status/status-meta.js";
import type { TransactionRecord } from "../ledger-codec/block-codec.js";
import { TRACES_PER_CHUNK, type TraceChunk } from "./trace-chunks.js";

/** A transaction that was read; its trace is unpacked when it is first looked at. */
export class StoredTransaction implements LedgerTransaction {
  readonly transaction: Transaction;
  readonly meta: TransactionStatusMeta;
  readonly blockTime: bigint;
  readonly slot: bigint;
  readonly index: number;
  readonly #traces: TraceChunk | undefined;

  constructor(record: TransactionRecord, position: Position, traces: TraceChunk | undefined) {
    ({ transaction: this.transaction, meta: this.meta, blockTime: this.blockTime } = record);
    ({ slot: this.slot, index: this.index } = position);
    this.#traces = traces;
  }

  get trace(): Trace | undefined {
    return this.#traces?.trace(this.index % TRACES_PER_CHUNK);
  }
}
