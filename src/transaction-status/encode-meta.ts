import type { Json, JsonObject } from "../base/json.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { UiTransactionEncoding } from "./encoding.js";
import type { InnerInstructions, Reward, TransactionStatusMeta } from "./status-meta.js";

/** Agave's `UiTransactionStatusMeta`. `staticKeys` are the message's own, which jsonParsed needs for inner instructions. */
export declare function encodeUiTransactionStatusMeta(
  meta: TransactionStatusMeta,
  encoding: UiTransactionEncoding,
  staticKeys: readonly Pubkey[],
  showRewards: boolean,
): JsonObject;

/** The meta beside a list of accounts: no instructions, no logs (Agave, `build_simple_ui_transaction_status_meta`). */
export declare function encodeSimpleUiTransactionStatusMeta(meta: TransactionStatusMeta, showRewards: boolean): JsonObject;

/** Agave's `UiInnerInstructions`: parsed if `accountKeys` (all of the transaction's) are given, else compiled. */
export declare function encodeInnerInstructions(inner: InnerInstructions, accountKeys?: readonly Pubkey[]): JsonObject;

export declare function encodeReward(reward: Reward): JsonObject;
export type { Json };
