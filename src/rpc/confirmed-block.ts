import { base58Encode } from "../base/base58.js";
import type { Block, BlockTransaction } from "../cluster/block.js";
import type { Blockhash } from "../solana/pubkey.js";
import type { ConfirmedBlock } from "../transaction-status/encode-block.js";
import { oneOf } from "./params.js";

/** How much of its transactions a block shows. */
export const transactionDetails = oneOf("full", "signatures", "none", "accounts");

/** A block as its encoder takes it; with some of its transactions, if only those shall be shown. */
export function confirmedBlock(
  block: Block,
  transactions: readonly BlockTransaction[] = block.transactions,
): ConfirmedBlock {
  return {
    ...block,
    transactions,
    blockhash: base58Encode(block.blockhash) as Blockhash,
    previousBlockhash: base58Encode(block.previousBlockhash) as Blockhash,
  };
}
