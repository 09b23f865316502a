import type { Block, LedgerTransaction } from "../../cluster/block.js";
import { decodeTransaction, encodeTransaction, type Transaction } from "../../solana/transaction.js";
import { array, bytes, bytes32, type Codec, i64, struct, u32, u64 } from "./codec.js";
import { metaCodec, rewardCodec } from "./meta-codec.js";

/** A block without what has keys and records of its own. */
export interface BlockHeader extends Omit<Block, "slot" | "transactions"> {
  readonly transactionCount: number;
}

export const blockHeaderCodec: Codec<BlockHeader> = struct({
  parentSlot: u64,
  blockHeight: u64,
  blockhash: bytes32,
  previousBlockhash: bytes32,
  bankHash: bytes32,
  blockTime: i64,
  rewards: array(rewardCodec),
  transactionCount: u32,
});

/** As on the wire. */
const transactionCodec: Codec<Transaction> = {
  write: (out, value) => bytes.write(out, encodeTransaction(value)),
  read(input) {
    const decoded = decodeTransaction(bytes.read(input));
    if (!decoded.ok) input.fail(decoded.reason);
    return decoded.ok ? decoded.transaction : NO_TRANSACTION;
  },
};

/** Stands where reading failed. */
const NO_TRANSACTION = {} as Transaction;

export type TransactionRecord = Pick<LedgerTransaction, "blockTime" | "transaction" | "meta">;

export const transactionRecordCodec: Codec<TransactionRecord> = struct({
  blockTime: i64,
  transaction: transactionCodec,
  meta: metaCodec,
});
