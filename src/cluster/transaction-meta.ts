import { tokenAmountToUiAmount } from "../account-decoder/token/ui-token-amount.js";
import { Float, type JsonObject } from "../base/json.js";
import type { LoadedAddresses } from "../solana/message/account-roles.js";
import type { Transaction } from "../solana/transaction.js";
import type { TokenBalance } from "../svm/balances.js";
import { innerInstructionsOf } from "../svm/instruction-trace.js";
import { TransactionDetails, type TransactionResult } from "../svm/transaction-result.js";
import type {
  InnerInstructions,
  TransactionStatusMeta,
  TransactionTokenBalance,
} from "../transaction-status/status-meta.js";
import { transactionCost } from "./transaction-cost.js";

/** What a block keeps of a transaction that paid (Agave: ledger's `TransactionStatusMeta`, as bank and replay make it). */
export function metaOf(transaction: Transaction, result: TransactionResult): TransactionStatusMeta {
  const { balances, returnData, instructionTrace } = TransactionDetails.recordOf(result);
  // What only paid has neither (Agave: bank.rs, `commit_transactions`).
  const ran = result.outcome === "executed";
  return {
    err: result.ok ? null : result.error,
    fee: result.fee,
    preBalances: balances?.before.lamports ?? [],
    postBalances: balances?.after.lamports ?? [],
    innerInstructions: ran ? innerOf(instructionTrace) : undefined,
    logMessages: ran ? result.logs : undefined,
    preTokenBalances: balances?.before.tokens.map(toTokenBalance) ?? [],
    postTokenBalances: balances?.after.tokens.map(toTokenBalance) ?? [],
    rewards: [],
    loadedAddresses: loadedAddresses(transaction, result),
    returnData: returnData === undefined || returnData.data.length === 0 ? undefined : returnData,
    computeUnitsConsumed: BigInt(result.computeUnitsConsumed),
    costUnits: BigInt(transactionCost(transaction.message, result)),
  };
}

/** Only of instructions that called others. */
function innerOf(trace: Parameters<typeof innerInstructionsOf>[0]): InnerInstructions[] {
  return innerInstructionsOf(trace).flatMap((inner, index) => {
    if (inner.length === 0) return [];
    const instructions = inner.map(({ programIndex, accounts, data, stackHeight }) => ({
      programIdIndex: programIndex,
      accounts: Uint8Array.from(accounts, ({ indexInTransaction }) => indexInTransaction),
      data,
      stackHeight,
    }));
    return [{ index, instructions }];
  });
}

function toTokenBalance(balance: TokenBalance): TransactionTokenBalance {
  return {
    accountIndex: balance.accountIndex,
    mint: balance.mint,
    owner: balance.owner,
    programId: balance.programAddress,
    uiTokenAmount: storedAmount(tokenAmountToUiAmount(balance.amount, { decimals: balance.decimals })),
  };
}

/** Ledgers tell amounts that are as good as zero from none by nothing (Agave: storage-proto/src/convert.rs, `TokenBalance`). */
function storedAmount(amount: JsonObject): JsonObject {
  const { uiAmount } = amount;
  return uiAmount instanceof Float && uiAmount.value <= Number.EPSILON ? { ...amount, uiAmount: null } : amount;
}

/** The keys after the static ones: first those that the lookups ask to write. */
function loadedAddresses({ message }: Transaction, result: TransactionResult): LoadedAddresses {
  const loaded = TransactionDetails.recordOf(result).keys.slice(message.accountKeys.length);
  if (message.version !== 0) return { writable: [], readonly: [] };
  const writableCount = message.addressTableLookups.reduce(
    (sum, { writableIndexes }) => sum + writableIndexes.length,
    0,
  );
  return { writable: loaded.slice(0, writableCount), readonly: loaded.slice(writableCount) };
}
