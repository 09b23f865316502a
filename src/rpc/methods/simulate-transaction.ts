import type { UiAccountEncoding } from "../../account-decoder/ui-account.js";
import type { Json, JsonObject } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import { decodeTransaction } from "../../solana/transaction.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import type { SimulationResult } from "../../svm/transaction-result.js";
import { bankWith, commitment, withContext } from "../configs.js";
import { accountEncoding, encodeAccountAt } from "../encode-account.js";
import { invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { arrayOf, boolean, defaulted, optional, string, struct, u64, type ValueOf } from "../params.js";
import { prepareTransaction, type ResolvedTransaction, sanitizeTransaction } from "../sanitize-transaction.js";
import { encodeBalances, encodeCalls, encodeLoadedAddresses, encodeOutcome, NO_BALANCES } from "../simulation.js";
import { decodeWire, transactionEncoding } from "../wire-transaction.js";
import { encodeLatestBlockhash } from "./blockhashes.js";

const accountsConfig = struct("RpcSimulateTransactionAccountsConfig", {
  encoding: optional(accountEncoding),
  addresses: arrayOf(string),
});

const simulateTransactionConfig = optional(
  struct("RpcSimulateTransactionConfig", {
    sigVerify: defaulted(boolean, false),
    replaceRecentBlockhash: defaulted(boolean, false),
    commitment,
    encoding: optional(transactionEncoding),
    accounts: optional(accountsConfig),
    minContextSlot: optional(u64),
    innerInstructions: defaulted(boolean, false),
  }),
);

export const simulateTransactionMethods = {
  simulateTransaction: method(
    { data: string, config: simulateTransactionConfig },
    async (context, { data, config }) => {
      const { transaction } = decodeWire(data, config?.encoding ?? "base58", "transaction", decodeTransaction);
      if (context.prepare !== undefined) await prepareTransaction(context, transaction.message);
      const view = bankWith(context, config);
      if (config?.sigVerify && config.replaceRecentBlockhash) {
        throw invalidParams("sigVerify may not be used with replaceRecentBlockhash");
      }
      return withContext(context, view, simulate(view, sanitizeTransaction(view, transaction), config));
    },
  ),
};

/** RpcSimulateTransactionResult. */
function simulate(
  view: BankView,
  transaction: ResolvedTransaction,
  config: ValueOf<typeof simulateTransactionConfig>,
): JsonObject {
  const { sigVerify = false, replaceRecentBlockhash = false, innerInstructions = false, accounts } = config ?? {};
  const options = { signatureVerification: sigVerify, replaceRecentBlockhash, trace: false };
  const result = view.simulate(transaction.transaction, options);
  const isForged = !result.ok && result.error === "SignatureFailure" && sigVerify;
  return {
    accounts: accounts === undefined ? null : encodeAccounts(view, result, transaction, accounts),
    ...encodeOutcome(result),
    innerInstructions: innerInstructions ? encodeCalls(result, transaction) : null,
    loadedAddresses: encodeLoadedAddresses(transaction),
    ...(isForged ? NO_BALANCES : encodeBalances(view, result, transaction)),
    replacementBlockhash: replaceRecentBlockhash ? encodeLatestBlockhash(view) : null,
  };
}

/** The accounts that were asked for as the transaction leaves them: nulls if it fails. */
function encodeAccounts(
  view: BankView,
  result: SimulationResult,
  { keys }: ResolvedTransaction,
  { encoding = "base64", addresses }: ValueOf<typeof accountsConfig>,
): Json {
  if (encoding === "binary" || encoding === "base58") throw invalidParams("base58 encoding not supported");
  if (addresses.length > keys.length) throw invalidParams(`Too many accounts provided; max ${keys.length}`);
  if (!result.ok) return addresses.map(() => null);
  const left = new Map<string, StoredAccount>();
  for (const { address, programAddress, ...account } of result.postAccounts) {
    left.set(address, { ...account, owner: pubkeyFromAddress(programAddress) });
  }
  return addresses.map((address) => encodeLeft(view, verifyPubkey(address), encoding, left));
}

function encodeLeft(
  view: BankView,
  key: Uint8Array,
  encoding: UiAccountEncoding,
  left: ReadonlyMap<string, StoredAccount>,
): JsonObject | null {
  const getAccount = (key: Uint8Array) => left.get(addressFromPubkey(key)) ?? view.getAccount(key);
  return encodeAccountAt(view, key, encoding, undefined, getAccount);
}
