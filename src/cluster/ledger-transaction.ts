import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { Trace } from "../trace/model.js";
import { extractMemos } from "../transaction-status/extract-memos.js";
import type { TransactionStatusMeta } from "../transaction-status/status-meta.js";
import type { Block, BlockTransaction, LedgerTransaction } from "./block.js";
import type { SignatureInfo } from "./ledger.js";

/** All keys of a transaction, loaded ones last. */
export function accountKeysOf({ transaction, meta }: Omit<BlockTransaction, "trace">): readonly Pubkey[] {
  const { writable, readonly } = meta.loadedAddresses;
  return [...transaction.message.accountKeys, ...writable, ...readonly];
}

/** What a list of an address's transactions says of one. */
export function signatureInfoOf(entry: Omit<LedgerTransaction, "trace">): SignatureInfo {
  const { transaction, meta, slot, index, blockTime } = entry;
  const memo = extractMemos(transaction.message.instructions, accountKeysOf(entry));
  return { signature: transaction.signatures[0]!, slot, index, err: meta.err, memo, blockTime };
}

/** A transaction of a block, with its place in the ledger. Its trace is not looked at: it may be made when it is. */
export class PlacedTransaction implements LedgerTransaction {
  readonly slot: bigint;
  readonly blockTime: bigint;

  constructor(
    { slot, blockTime }: Block,
    readonly index: number,
    private readonly entry: BlockTransaction,
  ) {
    this.slot = slot;
    this.blockTime = blockTime;
  }

  get transaction(): Transaction {
    return this.entry.transaction;
  }

  get meta(): TransactionStatusMeta {
    return this.entry.meta;
  }

  get trace(): Trace | undefined {
    return this.entry.trace;
  }
}
