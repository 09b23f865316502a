import { tokenAmountToUiAmount } from "../account-decoder/token/ui-token-amount.js";
import type { Json, JsonObject } from "../base/json.js";
import type { BankView } from "../cluster/bank-view.js";
import { addressFromPubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import { type Balances, collectBalances, type TokenBalance } from "../svm/balances.js";
import type { SimulationResult } from "../svm/transaction-result.js";
import { encodeInnerInstructions, encodeReturnData } from "../transaction-status/encode-meta.js";
import type { ResolvedTransaction } from "./sanitize-transaction.js";

/** What preflight tells of a failure: RpcSimulateTransactionResult without what nobody recorded. */
export function encodePreflightFailure(result: SimulationResult): JsonObject {
  return {
    accounts: null,
    ...encodeOutcome(result),
    innerInstructions: null,
    loadedAddresses: null,
    postBalances: null,
    postTokenBalances: null,
    preBalances: null,
    preTokenBalances: null,
    replacementBlockhash: null,
  };
}

/** What errors, logs, units and fees were (Agave: bank.rs, `simulate_transaction_unchecked`). */
export function encodeOutcome(result: SimulationResult): JsonObject {
  const { returnData } = result;
  return {
    err: result.ok ? null : result.error,
    fee: result.outcome === "dropped" ? null : result.fee,
    loadedAccountsDataSize: result.loadedAccountsDataSize,
    logs: result.logs,
    returnData:
      returnData === undefined
        ? null
        : encodeReturnData({ programId: pubkeyFromAddress(returnData.programAddress), data: returnData.data }),
    unitsConsumed: result.computeUnitsConsumed,
  };
}

/** The instructions that the transaction's own called, parsed; null if it did not run. */
export function encodeCalls(result: SimulationResult, { keys }: ResolvedTransaction): Json {
  if (result.outcome !== "executed") return null;
  return result.innerInstructions.flatMap((calls, index) => {
    if (calls.length === 0) return [];
    const instructions = calls.map((call) => ({ ...call, accounts: Uint8Array.from(call.accounts) }));
    return [encodeInnerInstructions({ index, instructions }, keys)];
  });
}

/** Lamports and tokens before and after. A transaction that was dropped left them as they were. */
export function encodeBalances(view: BankView, result: SimulationResult, transaction: ResolvedTransaction): JsonObject {
  const unchanged = () => collectBalances(transaction, (key) => view.getAccount(key));
  const before = result.balances?.before ?? unchanged();
  const after = result.balances?.after ?? before;
  return {
    postBalances: after.lamports,
    postTokenBalances: encodeTokens(after),
    preBalances: before.lamports,
    preTokenBalances: encodeTokens(before),
  };
}

export const NO_BALANCES: JsonObject = {
  postBalances: null,
  postTokenBalances: null,
  preBalances: null,
  preTokenBalances: null,
};

function encodeTokens({ tokens }: Balances): JsonObject[] {
  return tokens.map(({ accountIndex, mint, owner, programAddress, amount, decimals }: TokenBalance) => ({
    accountIndex,
    mint,
    owner,
    programId: programAddress,
    uiTokenAmount: tokenAmountToUiAmount(amount, { decimals }),
  }));
}

/** UiLoadedAddresses. */
export function encodeLoadedAddresses({ loaded }: ResolvedTransaction): JsonObject {
  return { readonly: loaded.readonly.map(addressFromPubkey), writable: loaded.writable.map(addressFromPubkey) };
}
