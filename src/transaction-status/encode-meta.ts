import { base58Encode } from "../base/base58.js";
import { base64Encode } from "../base/base64.js";
import type { Json, JsonObject } from "../base/json.js";
import type { CompiledInstruction } from "../solana/message/message.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { UiTransactionEncoding } from "./encoding.js";
import { parseInstruction } from "./parse-instruction.js";
import type {
  InnerInstructions,
  ReturnData,
  Reward,
  TransactionStatusMeta,
  TransactionTokenBalance,
} from "./status-meta.js";
import { encodeResult } from "./transaction-status.js";

/**
 * Agave's `UiTransactionStatusMeta`. `staticKeys` are those of the message, by which jsonParsed shows inner instructions.
 * What was not recorded is null or left out, as Agave's `OptionSerializer` has it for each field.
 */
export function encodeUiTransactionStatusMeta(
  meta: TransactionStatusMeta,
  encoding: UiTransactionEncoding,
  staticKeys: readonly Pubkey[],
  showRewards: boolean,
): JsonObject {
  const { loadedAddresses: loaded, returnData } = meta;
  const isParsed = encoding === "jsonParsed";
  const accountKeys = isParsed ? [...staticKeys, ...loaded.writable, ...loaded.readonly] : undefined;
  return {
    ...encodeOutcome(meta),
    innerInstructions: nullable(meta.innerInstructions, (inner) => encodeInnerInstructions(inner, accountKeys)),
    logMessages: meta.logMessages ?? null,
    ...encodeTokenBalances(meta),
    rewards: showRewards ? nullable(meta.rewards, encodeReward) : null,
    loadedAddresses: isParsed
      ? undefined
      : { writable: loaded.writable.map(addressFromPubkey), readonly: loaded.readonly.map(addressFromPubkey) },
    returnData: returnData && encodeReturnData(returnData),
    computeUnitsConsumed: meta.computeUnitsConsumed,
    costUnits: meta.costUnits,
  };
}

/** The meta beside a list of accounts (Agave, `build_simple_ui_transaction_status_meta`). */
export function encodeSimpleUiTransactionStatusMeta(meta: TransactionStatusMeta, showRewards: boolean): JsonObject {
  return {
    ...encodeOutcome(meta),
    ...encodeTokenBalances(meta),
    rewards: showRewards ? nullable(meta.rewards, encodeReward) : undefined,
  };
}

function encodeOutcome({ err, fee, preBalances, postBalances }: TransactionStatusMeta): JsonObject {
  return { err, status: encodeResult(err), fee, preBalances, postBalances };
}

function encodeTokenBalances({ preTokenBalances, postTokenBalances }: TransactionStatusMeta): JsonObject {
  return {
    preTokenBalances: nullable(preTokenBalances, encodeTokenBalance),
    postTokenBalances: nullable(postTokenBalances, encodeTokenBalance),
  };
}

/** Agave's `UiTransactionTokenBalance`. */
function encodeTokenBalance(balance: TransactionTokenBalance): JsonObject {
  const { accountIndex, mint, uiTokenAmount, owner, programId } = balance;
  return { accountIndex, mint, uiTokenAmount, owner, programId };
}

function nullable<T>(items: readonly T[] | undefined, encode: (item: T) => Json): Json {
  return items === undefined ? null : items.map(encode);
}

/** Agave's `UiInnerInstructions`: parsed if `accountKeys`, all of the transaction's, are given, else compiled. */
export function encodeInnerInstructions(inner: InnerInstructions, accountKeys?: readonly Pubkey[]): JsonObject {
  const instructions = inner.instructions.map((instruction) => {
    const stackHeight = instruction.stackHeight ?? null;
    return accountKeys === undefined
      ? encodeCompiledInstruction(instruction, stackHeight)
      : parseInstruction(instruction, accountKeys, stackHeight);
  });
  return { index: inner.index, instructions };
}

/** Agave's `UiCompiledInstruction`. */
export function encodeCompiledInstruction(instruction: CompiledInstruction, stackHeight: number | null): JsonObject {
  const { programIdIndex, accounts, data } = instruction;
  return { programIdIndex, accounts: [...accounts], data: base58Encode(data), stackHeight };
}

export function encodeReward(reward: Reward): JsonObject {
  const { pubkey, lamports, postBalance, rewardType, commission, commissionBps } = reward;
  return { pubkey, lamports, postBalance, rewardType, commission, commissionBps };
}

/** Agave's `UiTransactionReturnData`. */
export function encodeReturnData({ programId, data }: ReturnData): JsonObject {
  return { programId: addressFromPubkey(programId), data: [base64Encode(data), "base64"] };
}
