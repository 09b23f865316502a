import type { BankView } from "../../cluster/bank-view.js";
import { readBudgetRequests, resolveLimits } from "../../solana/compute-budget-instructions.js";
import { transactionErrorText } from "../../solana/errors.js";
import { allAccountKeys, writableFlags } from "../../solana/message/account-roles.js";
import { decodeMessage } from "../../solana/message/decode.js";
import type { Message } from "../../solana/message/message.js";
import { isSaneMessage, lookedUpKeyCount } from "../../solana/message/sanitize.js";
import { verifyNonceAccount } from "../../solana/nonce.js";
import { durableNonceIndex } from "../../svm/age.js";
import { calculateFee } from "../../svm/fee.js";
import { bankWith, contextConfig, withContext } from "../configs.js";
import { prepare, type RpcContext } from "../context.js";
import { invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { arrayOf, optional, string, usize } from "../params.js";
import { MAX_SAMPLES, RecentBlocks } from "../recent-blocks.js";
import { lookUp } from "../sanitize-transaction.js";
import { decodeWire } from "../wire-transaction.js";

/** Agave: accounts-db, MAX_TX_ACCOUNT_LOCKS. */
const MAX_TX_ACCOUNT_LOCKS = 128;

export const feeMethods = {
  getFeeForMessage: method({ message: string, config: contextConfig }, async (context, { message: text, config }) => {
    const { message } = decodeWire(text, "base64", "message", decodeMessage);
    if (context.prepare !== undefined) await prepare(context, message.accountKeys);
    const view = bankWith(context, config);
    return withContext(context, view, feeOf(context, view, message));
  }),

  getRecentPrioritizationFees: method({ pubkeys: optional(arrayOf(string)) }, ({ cluster }, { pubkeys = [] }) => {
    if (pubkeys.length > MAX_TX_ACCOUNT_LOCKS) {
      throw invalidParams(`Too many inputs provided; max ${MAX_TX_ACCOUNT_LOCKS}`);
    }
    return RecentBlocks.of(cluster).prioritizationFees(pubkeys.map(verifyPubkey));
  }),

  getRecentPerformanceSamples: method({ limit: optional(usize) }, ({ cluster }, { limit = MAX_SAMPLES }) => {
    if (limit > MAX_SAMPLES) throw invalidParams(`Invalid limit; max ${MAX_SAMPLES}`);
    return RecentBlocks.of(cluster)
      .samples(limit)
      .map(({ slot, slots, transactions, nonVoteTransactions, seconds }) => ({
        numNonVoteTransactions: nonVoteTransactions,
        numSlots: slots,
        numTransactions: transactions,
        samplePeriodSecs: seconds > 0xffffn ? 0xffffn : seconds,
        slot,
      }));
  }),
};

/** Lamports; null if the message lives by no blockhash or nonce that is known (Agave: bank.rs, `get_fee_for_message`). */
function feeOf({ cluster }: RpcContext, view: BankView, message: Message): bigint | null {
  if (!isSaneMessage(message)) throw invalidMessage(sanitizeErrorText(message));
  const resolved = lookUp(view, message);
  if (!resolved.ok) throw invalidMessage(transactionErrorText(resolved.error));
  const keys = allAccountKeys(message, resolved.loaded);
  const writable = writableFlags(message, resolved.loaded);
  if (!view.isBlockhashValid(message.recentBlockhash) && !hasNonce(view, { message, keys, writable })) return null;
  const read = readBudgetRequests(message);
  const limits = read.ok ? resolveLimits(message, read.requests, cluster.svm.bank.features) : undefined;
  return limits?.ok ? calculateFee(message, limits.limits.priorityFeeLamports) : null;
}

function hasNonce(view: BankView, transaction: Parameters<typeof durableNonceIndex>[0]): boolean {
  const key = transaction.keys[durableNonceIndex(transaction)];
  const account = key && view.getAccount(key);
  return account !== undefined && verifyNonceAccount(account, transaction.message.recentBlockhash) !== undefined;
}

function invalidMessage(reason: string) {
  return invalidParams(`invalid transaction message: ${reason}`);
}

/** solana-sanitize, `SanitizeError`: v0 messages call some of what may be wrong an invalid value. */
function sanitizeErrorText(message: Message): string {
  const { header, addressTableLookups } = message;
  const isInvalidValue =
    message.version === 0 &&
    (header.numReadonlySignedAccounts >= header.numRequiredSignatures ||
      addressTableLookups.some((table) => lookedUpKeyCount({ ...message, addressTableLookups: [table] }) === 0));
  return isInvalidValue ? "invalid value" : "index out of bounds";
}
