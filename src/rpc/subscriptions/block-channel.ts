import type { JsonObject } from "../../base/json.js";
import type { Block, BlockTransaction } from "../../cluster/block.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import { allAccountKeys } from "../../solana/message/account-roles.js";
import { includesPubkey, type Pubkey } from "../../solana/pubkey.js";
import { encodeConfirmedBlock } from "../../transaction-status/encode-block.js";
import type { TransactionDetails, UiTransactionEncoding } from "../../transaction-status/encoding.js";
import { confirmedBlock } from "../confirmed-block.js";
import { type Advance, byLevel, type Channel } from "./channel.js";
import type { Subscription } from "./subscription.js";

export interface BlockParams {
  /** Only blocks with transactions that name it, and of those only these transactions; undefined for all. */
  readonly mentions: Pubkey | undefined;
  readonly encoding: UiTransactionEncoding;
  readonly transactionDetails: TransactionDetails;
  readonly showRewards: boolean;
  readonly maxSupportedTransactionVersion: number | undefined;
  readonly commitment: CommitmentLevel;
}

/**
 * `blockSubscribe`: each block (Agave: rpc_subscriptions.rs, `filter_block_result_txs`).
 *
 * DIVERGES: a block that cannot be shown is told once; Agave tells it again with each slot, until one can be shown.
 */
export class BlockChannel implements Channel<BlockParams> {
  readonly notification = "blockNotification";
  readonly #subscriptions = byLevel(() => new Set<Subscription<BlockParams>>());

  add(subscription: Subscription<BlockParams>): void {
    this.#subscriptions[subscription.params.commitment].add(subscription);
  }

  remove(subscription: Subscription<BlockParams>): void {
    this.#subscriptions[subscription.params.commitment].delete(subscription);
  }

  advance({ level, records }: Advance): void {
    for (const { block } of records) for (const subscription of this.#subscriptions[level]) notify(subscription, block);
  }
}

function notify(subscription: Subscription<BlockParams>, block: Block): void {
  const { mentions } = subscription.params;
  const transactions = mentions === undefined ? block.transactions : mentioning(block, mentions);
  if (mentions !== undefined && transactions.length === 0) return;
  subscription.notifyAt(block.slot, encode(block, transactions, subscription.params));
}

function mentioning({ transactions }: Block, key: Pubkey): readonly BlockTransaction[] {
  return transactions.filter(({ transaction, meta }) =>
    includesPubkey(allAccountKeys(transaction.message, meta.loadedAddresses), key),
  );
}

/** Agave: rpc-client-types/src/response.rs, `RpcBlockUpdate`. */
function encode(block: Block, transactions: readonly BlockTransaction[], params: BlockParams): JsonObject {
  const { slot } = block;
  const encoded = encodeConfirmedBlock(confirmedBlock(block, transactions), params.encoding, params);
  if (encoded.ok) return { slot, block: encoded.value, err: null };
  return { slot, block: null, err: { UnsupportedTransactionVersion: encoded.unsupportedTransactionVersion } };
}
